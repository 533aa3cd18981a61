//! The temporal convolutional network of Bai, Kolter and Koltun, "An Empirical Evaluation of Generic Convolutional and
//! Recurrent Networks for Sequence Modeling", 2018 (arXiv 1803.01271), without weight normalisation.
//!
//! Blocks of two causal convolutions with relu and dropout, dilations 1, 2, 4, …; the block's input is added (through a 1×1
//! convolution where the widths differ) and a relu follows. A linear head maps the last step, or the mean over all
//! steps, to the horizon. The last step sees 1 + 2·(KERNEL − 1)·(2^blocks − 1) steps.

use super::config::ConfigError;
use crate::nn::{Dropout, DynConv1d, DynForward, DynLinear, Forward, Module, Path, Visitor, VisitorMut};
use crate::shape::{Axis, Channels, CoveredBy, Covers, Dim, FeatureAxis, Reaches, ReceptiveField, WindowShape};
use crate::tensor::{DynTensor, ShapeError, Tensor};
use rand::Rng;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// A temporal convolutional network whose dimensions are part of its type.
///
/// `FEATURES` columns in, one block per entry of `CHANNELS` (a list: `channels![64, 128, 256]`), kernels of `KERNEL` taps, `HORIZON` steps out.
/// With the head [`LastStep`] (the default) the receptive field must cover the time axis: it is proved when compiling. With
/// [`MeanPool`] every step is averaged in, so it need not.
///
/// | | shape |
/// |---|---|
/// | input | `(A, T, Dim<FEATURES>)`, time before features |
/// | output | `(A, Dim<HORIZON>)` |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Module, Tcn, Tensor, channels};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// // Three blocks with kernel 9 see 1 + 2·8·7 = 113 steps: they cover the 100.
/// let model = Tcn::<5, channels![16, 32, 32], 9, 24>::new(&mut rng);
/// let x: Tensor<(Batch, Dim<100>, Dim<5>)> = Tensor::randn_sized([8, 100, 5], &mut rng)?;
/// let y: Tensor<(Batch, Dim<24>)> = model.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// With kernel 3 they see 29:
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};
/// let model = Tcn::<5, channels![16, 32, 32], 3, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<100>, Dim<5>)> = Tensor::zeros_sized([8, 100, 5]).unwrap();
/// model.forward(x); // the receptive field is `Dim<29>`, shorter than the lookback of 100 steps
/// ```
pub struct Tcn<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head = LastStep> {
    // Invariant: built for these sizes. `new` and `options` are the only ways in.
    inner: DynTcn,
    types: PhantomData<fn() -> (CHANNELS, Head)>,
}

/// What a type cannot hold of a [`Tcn`], set before it is built.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Tcn, channels};
/// type Model = Tcn<5, channels![16, 32], 3, 8>;
/// let model = Model::options().dropout(0.2).build(&mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// # Ok::<(), timeseriesml::ConfigError>(())
/// ```
pub struct TcnOptions<M> {
    dropout: f64,
    model: PhantomData<fn() -> M>,
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head>
    Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head>
{
    /// A model with freshly drawn parameters and no dropout.
    ///
    /// # Panics
    /// If a size is 0, or memory does not suffice.
    #[track_caller]
    pub fn new(rng: &mut impl Rng) -> Self
    where
        CHANNELS: Channels,
        Head: PoolingHead,
    {
        Self::options().build(rng).unwrap_or_else(|e| panic!("{e}"))
    }

    /// Options to set before the model is built.
    pub fn options() -> TcnOptions<Self> {
        TcnOptions { dropout: 0.0, model: PhantomData }
    }

    /// Forecasts. The same as the trait's `forward`, with shorter errors.
    ///
    /// # Panics
    /// If memory does not suffice.
    #[track_caller]
    pub fn forward<S>(&self, x: Tensor<S>) -> Tensor<(S::Batch, Dim<HORIZON>)>
    where
        S: WindowShape,
        S::Features: FeatureAxis<FEATURES>,
        Head: PoolOver<Self, S::Time>,
    {
        Tensor::from_array(self.inner.forward(x.into_dyn()).unwrap_or_else(|e| panic!("{e}")).into_array())
    }

    /// The run-time part.
    pub fn as_dyn(&self) -> &DynTcn {
        &self.inner
    }
}

impl<const FEATURES: usize, CHANNELS: Channels, const KERNEL: usize, const HORIZON: usize, Head: PoolingHead>
    TcnOptions<Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head>>
{
    /// The probability with which dropout zeroes an element after each convolution, while training.
    pub fn dropout(self, p: f64) -> Self {
        TcnOptions { dropout: p, ..self }
    }

    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`] if the dropout is not in `0..1`, a size is 0, or memory does not suffice.
    pub fn build(self, rng: &mut impl Rng) -> Result<Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head>, ConfigError> {
        let config = TcnConfig {
            features: FEATURES,
            channels: CHANNELS::COUNTS.to_vec(),
            kernel: KERNEL,
            horizon: HORIZON,
            head: Head::KIND,
            dropout: self.dropout,
        };
        Ok(Tcn { inner: DynTcn::new(&config, rng)?, types: PhantomData })
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head> Clone
    for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head>
{
    fn clone(&self) -> Self {
        Tcn { inner: self.inner.clone(), types: PhantomData }
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head> Module
    for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head>
where
    CHANNELS: 'static,
    Head: 'static,
{
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.inner.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        self.inner.visit_mut(path, visitor);
    }
}

impl<A: Axis, T: Axis, F, const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head>
    Forward<Tensor<(A, T, F)>> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head>
where
    F: FeatureAxis<FEATURES>,
    Head: PoolOver<Self, T>,
{
    type Output = Tensor<(A, Dim<HORIZON>)>;
    #[track_caller]
    fn forward(&self, x: Tensor<(A, T, F)>) -> Self::Output {
        Tcn::forward(self, x)
    }
}

impl<const FEATURES: usize, CHANNELS: 'static, const KERNEL: usize, const HORIZON: usize, Head: 'static> DynForward
    for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head>
{
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        self.inner.forward(x)
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, const LOOKBACK: usize, Head>
    Covers<LOOKBACK> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head>
where
    CHANNELS: ReceptiveField<KERNEL, LOOKBACK>,
    CHANNELS::Seen: Reaches<LOOKBACK>,
{
}

// ---------------------------------------------------------------- heads

/// The head that reads the last step: the receptive field must cover the lookback.
#[derive(Clone, Copy, Debug)]
pub struct LastStep;

/// The head that reads the mean over all steps.
#[derive(Clone, Copy, Debug)]
pub struct MeanPool;

/// What a head reads of the steps, as a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TcnHead {
    /// The last step.
    #[serde(rename = "last_step")]
    Last,
    /// The mean over all steps.
    #[serde(rename = "mean_pool")]
    Mean,
}

/// A type that says what a head reads: [`LastStep`] or [`MeanPool`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a head of a TCN",
    label = "expected `LastStep` or `MeanPool`",
    note = "the head is the last parameter: `Tcn<5, channels![64, 64], 3, 24, MeanPool>`"
)]
pub trait PoolingHead: 'static {
    /// The head as a value.
    const KIND: TcnHead;
}
#[diagnostic::do_not_recommend]
impl PoolingHead for LastStep {
    const KIND: TcnHead = TcnHead::Last;
}
#[diagnostic::do_not_recommend]
impl PoolingHead for MeanPool {
    const KIND: TcnHead = TcnHead::Mean;
}

/// A head of the model `M` that can read the time axis `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a head that reads the time axis `{T}`",
    label = "expected `LastStep` or `MeanPool`",
    note = "`LastStep` needs a receptive field that covers the lookback; `MeanPool` averages all steps and does not"
)]
pub trait PoolOver<M, T: Axis> {}
#[diagnostic::do_not_recommend]
impl<M, T: Axis> PoolOver<M, T> for MeanPool {}
// Not marked `do_not_recommend`: descending through it says how long the receptive field is.
impl<M, T: CoveredBy<M>> PoolOver<M, T> for LastStep {}

// ---------------------------------------------------------------- the run-time part

/// The sizes of a [`DynTcn`], from a file say.
///
/// # Example
/// ```
/// use timeseriesml::{TcnConfig, TcnHead};
/// let config = TcnConfig { features: 5, channels: vec![16, 32], kernel: 3, horizon: 8, head: TcnHead::Mean, dropout: 0.1 };
/// assert_eq!(config.receptive_field(), 1 + 2 * 2 * 3);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TcnConfig {
    /// Columns of the input.
    pub features: usize,
    /// Channels of each block.
    pub channels: Vec<usize>,
    /// Taps of each convolution.
    pub kernel: usize,
    /// Steps of the forecast.
    pub horizon: usize,
    /// What the head reads.
    pub head: TcnHead,
    /// The probability with which dropout zeroes an element, while training.
    #[serde(default)]
    pub dropout: f64,
}

impl TcnConfig {
    /// How many steps the last step sees: `1 + 2·(kernel − 1)·(2^blocks − 1)`, at most `usize::MAX`.
    pub fn receptive_field(&self) -> usize {
        let dilations =
            u32::try_from(self.channels.len()).ok().and_then(|n| 1usize.checked_shl(n)).map_or(usize::MAX, |n| n - 1);
        self.kernel.saturating_sub(1).saturating_mul(2).saturating_mul(dilations).saturating_add(1)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let value = |key, found: String, expected| Err(ConfigError::Value { model: "tcn", key, found, expected });
        for (key, size) in [("features", self.features), ("kernel", self.kernel), ("horizon", self.horizon)] {
            if size == 0 {
                return value(key, size.to_string(), "at least 1");
            }
        }
        if self.channels.is_empty() || self.channels.contains(&0) {
            return value("channels", format!("{:?}", self.channels), "at least one block of at least one channel");
        }
        // The dilation of the last block is 2^(blocks − 1).
        if self.channels.len() >= usize::BITS as usize {
            return value("channels", format!("a list of {}", self.channels.len()), "at most 63 blocks");
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return value("dropout", self.dropout.to_string(), "at least 0 and below 1");
        }
        Ok(())
    }
}

/// The run-time part of [`Tcn`]: sizes are values, a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTcn, DynTensor, TcnConfig, TcnHead, Tensor};
/// let config = TcnConfig { features: 5, channels: vec![16, 32], kernel: 3, horizon: 8, head: TcnHead::Last, dropout: 0.0 };
/// let model = DynTcn::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([4, 12, 5])?;
/// assert_eq!(model.forward(x)?.sizes(), [4, 8]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
pub struct DynTcn {
    blocks: Vec<Block>,
    head: DynLinear,
    #[module(skip)]
    config: TcnConfig,
}

impl DynTcn {
    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key, or if memory does not suffice.
    pub fn new(config: &TcnConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        config.check()?;
        let mut inputs = config.features;
        let mut blocks = Vec::with_capacity(config.channels.len());
        for (i, &outputs) in config.channels.iter().enumerate() {
            blocks.push(Block::new(inputs, outputs, config.kernel, 1 << i, config.dropout, rng)?);
            inputs = outputs;
        }
        let head = DynLinear::new(inputs, config.horizon, rng)?;
        Ok(DynTcn { blocks, head, config: config.clone() })
    }

    /// What the model was built from.
    pub fn config(&self) -> &TcnConfig {
        &self.config
    }

    /// Forecasts `[batch, horizon]` from `[batch, time, features]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for another number of features, [`ShapeError::Rank`] for another number of axes,
    /// [`ShapeError::FieldTooShort`] if the head reads the last step and that does not see the whole input.
    pub fn forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        let op = "tcn";
        let &[_, time, found] = x.sizes() else {
            let expected = "three axes, [batch, time, features]".into();
            return Err(ShapeError::Rank { op, expected, found: x.sizes().into() });
        };
        let expected = self.config.features;
        if found != expected {
            let sizes = x.sizes().into();
            return Err(ShapeError::Size { op, axis: 2, name: "the features", expected, found, sizes });
        }
        let field = self.config.receptive_field();
        if self.config.head == TcnHead::Last && field < time {
            return Err(ShapeError::FieldTooShort { op, field, lookback: time });
        }
        // From here on channels-first in the type of the operation; in memory time stays before channels throughout.
        let signal = self.blocks.iter().try_fold(x.transpose(1, 2)?, |x, block| block.forward(x))?;
        let read = match self.config.head {
            TcnHead::Last => signal.select(2, time.wrapping_sub(1))?,
            TcnHead::Mean => signal.mean(2)?,
        };
        self.head.forward(read)
    }
}

impl DynForward for DynTcn {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        self.forward(x)
    }
}

/// Two causal convolutions of one dilation, and the way around them.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
struct Block {
    conv1: DynConv1d,
    dropout1: Dropout,
    conv2: DynConv1d,
    dropout2: Dropout,
    /// Only where the widths differ.
    residual: Option<DynConv1d>,
}

impl Block {
    fn new(
        inputs: usize,
        outputs: usize,
        kernel: usize,
        dilation: usize,
        dropout: f64,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        let conv1 = DynConv1d::new(inputs, outputs, kernel, rng)?.dilation(dilation).causal();
        let conv2 = DynConv1d::new(outputs, outputs, kernel, rng)?.dilation(dilation).causal();
        let residual = (inputs != outputs).then(|| DynConv1d::new(inputs, outputs, 1, rng)).transpose()?;
        Ok(Block { conv1, dropout1: Dropout::new(dropout, rng), conv2, dropout2: Dropout::new(dropout, rng), residual })
    }

    fn forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        let around = match &self.residual {
            Some(residual) => residual.forward(x.clone())?,
            None => x.clone(),
        };
        let y = self.dropout1.try_forward(self.conv1.forward(x)?.into_relu()?)?;
        let y = self.dropout2.try_forward(self.conv2.forward(y)?.into_relu()?)?;
        y.add(&around)?.into_relu()
    }
}
