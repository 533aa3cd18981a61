//! The temporal convolutional network of Bai, Kolter and Koltun, "An Empirical Evaluation of Generic Convolutional and
//! Recurrent Networks for Sequence Modeling", 2018 (arXiv 1803.01271), without weight normalisation.
//!
//! Blocks of two causal convolutions with relu and dropout, dilations 1, 2, 4, …; the block's input is added (through a 1×1
//! convolution where the widths differ) and a relu follows. A linear head maps the last step, or the mean over all
//! steps, to the horizon. The last step sees 1 + 2·(KERNEL − 1)·(2^blocks − 1) steps.

use super::config::{ConfigError, readers};
use super::pooling::{LastStep, MeanPool, Pooling, PoolingHead};
use super::receptive_field::{CoveredBy, Covers, Reaches, ReceptiveField, too_short};
use crate::nn::{
    Dropout, DynConv1d, DynForward, DynLinear, Forward, LayerElement, Module, ModulePath, Visitor, VisitorMut,
};
use crate::shape::{Axis, Channels, Dim, FeatureAxis, WindowShape};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The model's name in errors.
const MODEL: &str = "tcn";

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
pub struct Tcn<
    const FEATURES: usize,
    CHANNELS,
    const KERNEL: usize,
    const HORIZON: usize,
    Head = LastStep,
    E: Float = f32,
> {
    // Invariant: built for these sizes. `new` and `options` are the only ways in.
    inner: DynTcn<E>,
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
/// # Ok::<(), timeseriesml::models::ConfigError>(())
/// ```
pub struct TcnOptions<M> {
    dropout: f64,
    model: PhantomData<fn() -> M>,
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float>
    Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
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
        or_panic(Self::options().build(rng))
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
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<(S::Batch, Dim<HORIZON>), E>
    where
        S: WindowShape,
        S::Features: FeatureAxis<FEATURES>,
        Head: PoolOver<Self, S::Time>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }

    /// The run-time part.
    pub fn as_dyn(&self) -> &DynTcn<E> {
        &self.inner
    }
}

impl<const FEATURES: usize, CHANNELS: Channels, const KERNEL: usize, const HORIZON: usize, Head: PoolingHead, E: Float>
    TcnOptions<Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>>
{
    /// The probability with which dropout zeroes an element after each convolution, while training.
    pub fn dropout(self, p: f64) -> Self {
        TcnOptions { dropout: p, ..self }
    }

    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`] if the dropout is not in `0..1`, a size is 0, or memory does not suffice.
    pub fn build(self, rng: &mut impl Rng) -> Result<Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>, ConfigError> {
        let config = TcnConfig {
            features: FEATURES,
            channels: CHANNELS::COUNTS.to_vec(),
            kernel: KERNEL,
            horizon: HORIZON,
            head: Head::KIND,
            dropout: self.dropout,
        };
        Ok(Tcn { inner: DynTcn::with_element(&config, rng)?, types: PhantomData })
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float> Clone
    for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
{
    fn clone(&self) -> Self {
        Tcn { inner: self.inner.clone(), types: PhantomData }
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float> Module
    for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
where
    CHANNELS: 'static,
    Head: 'static,
{
    fn kind(&self) -> String {
        self.inner.kind()
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        self.inner.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        self.inner.visit_mut(path, visitor);
    }
}

impl<A: Axis, T: Axis, F, X, const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float>
    Forward<Tensor<(A, T, F), X>> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
where
    F: FeatureAxis<FEATURES>,
    Head: PoolOver<Self, T>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<(A, Dim<HORIZON>), E>;
    #[track_caller]
    fn forward(&self, x: Tensor<(A, T, F), X>) -> Self::Output {
        Tcn::forward(self, x)
    }
}

impl<const FEATURES: usize, CHANNELS: 'static, const KERNEL: usize, const HORIZON: usize, Head: 'static, E: Float>
    DynForward<E> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
{
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.inner.forward(x)
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, const LOOKBACK: usize, Head, E: Float>
    Covers<LOOKBACK> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
where
    CHANNELS: ReceptiveField<KERNEL, LOOKBACK>,
    CHANNELS::Seen: Reaches<LOOKBACK>,
{
}

/// A head of the model `M` that can read the time axis `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a head of a model",
    label = "expected `LastStep` or `MeanPool`",
    note = "the head is the model's last parameter: `Tcn<5, channels![64, 64], 3, 24, MeanPool>`",
    note = "`LastStep` needs a receptive field that covers the lookback; `MeanPool` averages all steps and does not"
)]
pub trait PoolOver<M, T: Axis> {}
#[diagnostic::do_not_recommend]
impl<M, T: Axis> PoolOver<M, T> for MeanPool {}
// Not marked `do_not_recommend`: descending through it says how long the receptive field is.
impl<M, T: CoveredBy<M>> PoolOver<M, T> for LastStep {}

// ---------------------------------------------------------------- the run-time part

/// The sizes of a [`DynTcn`], from a file say. What is wrong with a file is an error that names the key.
///
/// # Example
/// ```
/// use timeseriesml::TcnConfig;
/// // Every key; the last two may be left out.
/// let text = r#"{
///     "features": 5, "channels": [16, 32], "kernel": 3, "horizon": 8, "head": "mean_pool", "dropout": 0.1
/// }"#;
/// let config: TcnConfig = serde_json::from_str(text)?;
/// assert_eq!(config.receptive_field(), 1 + 2 * 2 * 3);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TcnConfig {
    /// Columns of the input.
    #[serde(deserialize_with = "read::features")]
    pub features: usize,
    /// Channels of each block.
    #[serde(deserialize_with = "read::channels")]
    pub channels: Vec<usize>,
    /// Taps of each convolution.
    #[serde(deserialize_with = "read::kernel")]
    pub kernel: usize,
    /// Steps of the forecast.
    #[serde(deserialize_with = "read::horizon")]
    pub horizon: usize,
    /// What the head reads: `"last_step"` (if not given) or `"mean_pool"`.
    #[serde(default, deserialize_with = "read::head")]
    pub head: Pooling,
    /// The probability with which dropout zeroes an element, while training.
    #[serde(default, deserialize_with = "read::dropout")]
    pub dropout: f64,
}

mod read {
    super::readers! {
        features: usize, channels: Vec<usize>, kernel: usize, horizon: usize,
        head: super::Pooling = "\"last_step\" or \"mean_pool\"", dropout: f64,
    }
}

impl TcnConfig {
    /// How many steps the last step sees: `1 + 2·(kernel − 1)·(2^blocks − 1)`, at most `usize::MAX`.
    pub fn receptive_field(&self) -> usize {
        let dilations =
            u32::try_from(self.channels.len()).ok().and_then(|n| 1usize.checked_shl(n)).map_or(usize::MAX, |n| n - 1);
        self.kernel.saturating_sub(1).saturating_mul(2).saturating_mul(dilations).saturating_add(1)
    }

    /// Whether a model of this configuration takes windows of `lookback` steps and `columns` columns: to be asked before it is
    /// trained, since [`DynTcn::forward`] does not know the keys.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key: a value out of its range, another number of columns, or a last step that does not see
    /// the whole lookback where the head reads that step.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{TcnConfig, models::Pooling};
    /// let config = TcnConfig { features: 5, channels: vec![16, 32], kernel: 3, horizon: 8, head: Pooling::Last, dropout: 0.1 };
    /// assert!(config.check_window(13, 5).is_ok());
    /// assert!(config.check_window(14, 5).is_err());
    /// ```
    pub fn check_window(&self, lookback: usize, columns: usize) -> Result<(), ConfigError> {
        self.check()?;
        ConfigError::check_window(MODEL, self.features, lookback, columns)?;
        let (kernel, blocks, field) = (self.kernel, self.channels.len(), self.receptive_field());
        if self.head == Pooling::Last && field < lookback {
            return Err(ConfigError::FieldTooShort { model: MODEL, kernel, blocks, field, lookback });
        }
        Ok(())
    }

    fn check(&self) -> Result<(), ConfigError> {
        let sizes = [("features", self.features), ("kernel", self.kernel), ("horizon", self.horizon)];
        ConfigError::check_sizes(MODEL, &sizes)?;
        if self.channels.is_empty() {
            return Err(ConfigError::value(MODEL, "channels", "[]", "at least one block"));
        }
        if let Some(block) = self.channels.iter().position(|&channels| channels == 0) {
            return Err(ConfigError::value(MODEL, format!("channels[{block}]"), 0, "at least 1"));
        }
        let list = format!("a list of {}", self.channels.len());
        // The dilation of the last block is 2^(blocks − 1).
        if self.channels.len() >= usize::BITS as usize {
            return Err(ConfigError::value(MODEL, "channels", list, "at most 63 blocks"));
        }
        // So that no dilation times kernel overflows.
        if self.receptive_field() == usize::MAX {
            let expected = "fewer blocks, or a smaller kernel: the receptive field exceeds a usize";
            return Err(ConfigError::value(MODEL, "channels", list, expected));
        }
        ConfigError::check_dropout(MODEL, self.dropout)
    }
}

/// The run-time part of [`Tcn`]: sizes are values, a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTcn, DynTensor, TcnConfig, Tensor, models::Pooling};
/// let config = TcnConfig { features: 5, channels: vec![16, 32], kernel: 3, horizon: 8, head: Pooling::Last, dropout: 0.0 };
/// let model = DynTcn::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([4, 12, 5])?;
/// assert_eq!(model.forward(x)?.sizes(), [4, 8]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
pub struct DynTcn<E: Float = f32> {
    blocks: Vec<Block<E>>,
    head: DynLinear<E>,
    #[module(skip)]
    config: TcnConfig,
}

impl DynTcn {
    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key, or if memory does not suffice.
    pub fn new(config: &TcnConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynTcn<E> {
    /// As [`new`](DynTcn::new), in any element type: `DynTcn::<f64>::with_element(&config, rng)`.
    ///
    /// # Errors
    /// As [`new`](DynTcn::new).
    pub fn with_element(config: &TcnConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        config.check()?;
        let too_large = |keys| move |reason| ConfigError::TooLarge { model: MODEL, keys, reason };
        let mut inputs = config.features;
        let mut blocks = Vec::with_capacity(config.channels.len());
        for (i, &outputs) in config.channels.iter().enumerate() {
            let block = Block::new(inputs, outputs, config.kernel, 1 << i, config.dropout, rng);
            blocks.push(block.map_err(too_large("features, channels and kernel"))?);
            inputs = outputs;
        }
        let head = DynLinear::with_element(inputs, config.horizon, rng).map_err(too_large("channels and horizon"))?;
        Ok(DynTcn { blocks, head, config: config.clone() })
    }

    fn describe(&self) -> String {
        "Tcn".into()
    }

    /// What the model was built from.
    pub fn config(&self) -> &TcnConfig {
        &self.config
    }

    /// Forecasts `[batch, horizon]` from `[batch, time, features]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for another number of features, [`ShapeError::Rank`] for another number of axes,
    /// [`ShapeError::Argument`] if the head reads the last step and that does not see the whole input.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let time = super::check_window(MODEL, &x, self.config.features)?;
        let field = self.config.receptive_field();
        if self.config.head == Pooling::Last && field < time {
            return Err(too_short(MODEL, field, time));
        }
        self.head.forward(self.config.head.read(&self.encode(x)?, 1)?)
    }

    /// What each step has become before the head reads: `[batch, time, channels]` from `[batch, time, features]`.
    ///
    /// No step depends on a later one.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for another number of features, [`ShapeError::Rank`] for another number of axes.
    pub fn encode(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        super::check_window(MODEL, &x, self.config.features)?;
        // Channels-first in the type of the operations; in memory time stays before channels throughout.
        self.blocks.iter().try_fold(x.transpose(1, 2)?, |x, block| block.forward(x))?.transpose(1, 2)
    }
}

impl<E: Float> DynForward<E> for DynTcn<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

/// Two causal convolutions of one dilation, and the way around them.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
struct Block<E: Float> {
    conv1: DynConv1d<E>,
    dropout1: Dropout,
    conv2: DynConv1d<E>,
    dropout2: Dropout,
    /// Only where the widths differ.
    residual: Option<DynConv1d<E>>,
}

impl<E: Float> Block<E> {
    fn new(
        inputs: usize,
        outputs: usize,
        kernel: usize,
        dilation: usize,
        dropout: f64,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        let conv1 = DynConv1d::with_element(inputs, outputs, kernel, rng)?.dilation(dilation).causal();
        let conv2 = DynConv1d::with_element(outputs, outputs, kernel, rng)?.dilation(dilation).causal();
        let residual = (inputs != outputs).then(|| DynConv1d::with_element(inputs, outputs, 1, rng)).transpose()?;
        Ok(Block { conv1, dropout1: Dropout::new(dropout, rng), conv2, dropout2: Dropout::new(dropout, rng), residual })
    }

    fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let around = match &self.residual {
            Some(residual) => residual.forward(x.clone())?,
            None => x.clone(),
        };
        let y = self.dropout1.try_forward(self.conv1.forward(x)?.into_relu()?)?;
        let y = self.dropout2.try_forward(self.conv2.forward(y)?.into_relu()?)?;
        y.add(&around)?.into_relu()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    const GOOD: &str =
        r#"{"features": 5, "channels": [16, 32], "kernel": 3, "horizon": 8, "head": "last_step", "dropout": 0.1}"#;

    /// Checks what is said of the good file after an exchange, for windows of 13 steps and 5 columns.
    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        assert!(GOOD.contains(old), "{old}");
        let found = match serde_json::from_str::<TcnConfig>(&GOOD.replace(old, new)) {
            // JSON's reader adds the place, once.
            Err(error) => error.to_string().rsplit_once(" at line 1 column ").unwrap().0.to_owned(),
            Ok(config) => match config.check_window(13, 5) {
                Err(error) => error.to_string(),
                Ok(()) => match DynTcn::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0)) {
                    Err(error) => error.to_string(),
                    Ok(_) => "right".to_owned(),
                },
            },
        };
        assert_eq!(found, expected, "{old} -> {new}");
    }

    #[test]
    fn mistakes_in_a_file_name_the_key() {
        check("", "", "right");
        check(r#", "dropout": 0.1"#, "", "right");
        let keys = "`features`, `channels`, `kernel`, `horizon`, `head`, `dropout`";
        check("kernel", "kernal", &format!("unknown field `kernal`, expected one of {keys}"));
        check(r#""kernel": 3, "#, "", "missing field `kernel`");
        check(r#""kernel": 3"#, r#""kernel": "3""#, "kernel: invalid type: string \"3\", expected usize");
        check("5", "-5", "features: invalid value: integer `-5`, expected usize");
        check("32", "1.5", "channels: invalid type: floating point `1.5`, expected usize");
        check("8", "null", "horizon: invalid type: null, expected usize");
        let heads = "expected `last_step` or `mean_pool`";
        check("last_step", "first", &format!("head: unknown variant `first`, {heads}"));
        check("\"last_step\"", "4", "head: must be \"last_step\" or \"mean_pool\": expected value");
        check("0.1", "true", "dropout: invalid type: boolean `true`, expected f64");
    }

    #[test]
    fn values_that_make_no_model_name_the_key() {
        check("5", "0", "tcn: features is 0, expected at least 1");
        check("3,", "0,", "tcn: kernel is 0, expected at least 1");
        check("8", "0", "tcn: horizon is 0, expected at least 1");
        check("[16, 32]", "[]", "tcn: channels is [], expected at least one block");
        check("[16, 32]", "[16, 0]", "tcn: channels[1] is 0, expected at least 1");
        let deep = format!("[{}]", ["1"; 63].join(","));
        let expected = "fewer blocks, or a smaller kernel: the receptive field exceeds a usize";
        check("[16, 32]", &deep, &format!("tcn: channels is a list of 63, expected {expected}"));
        check("0.1", "1", "tcn: dropout is 1, expected at least 0 and below 1");
        let huge = "9007199254740993";
        let tensor = |sizes: &str| format!("full: a tensor of the sizes {sizes} does not fit into memory");
        let expected = "tcn: features, channels and kernel are too large together: ";
        check("32", huge, &(expected.to_owned() + &tensor(&format!("[{huge}, 16, 3]"))));
        let expected = "tcn: channels and horizon are too large together: ";
        check("8", huge, &(expected.to_owned() + &tensor(&format!("[{huge}, 32]"))));
    }

    #[test]
    fn windows_that_the_model_does_not_take_name_the_key() {
        check("5", "4", "tcn: features is 4, but the windows have 5 columns; the two must be equal");
        let short = "tcn: kernel is 3 and channels has length 1, so the last step sees 5 steps, shorter than the lookback of \
                     13; enlarge kernel, add to channels, or set head to \"mean_pool\"";
        check("[16, 32]", "[16]", short);
        check("last_step", "mean_pool", "right");
    }
}
