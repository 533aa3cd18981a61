//! N-BEATS of Oreshkin, Carpov, Chapados and Bengio, "N-BEATS: Neural basis expansion analysis for interpretable time series
//! forecasting", 2020 (arXiv 1905.10437).
//!
//! Each block maps its window through relu layers to coefficients θ, one part for a backcast and one for a forecast. The backcast
//! is subtracted from the window before the next block sees it; the forecasts add up. What multiplies θ is the basis: nothing
//! (generic), powers of time (trend), or cosines and sines (seasonality). Within an interpretable stack the blocks share
//! their weights, as in the paper.
//!
//! The clock of a seasonality runs through: step j of the lookback L stands at (j − L)/H, step j of the horizon H at j/H. Its
//! frequencies are those of the authors' code: 0, and from 1 on in steps of 1/harmonics, below H/2.

use super::basis_rows::Rows;
use super::config::{ConfigError, readers};
use super::lookback_axis::LookbackAxis;
use super::single_series::SingleSeries;
use super::stacks::StackList;
use crate::nn::{DynForward, DynLinear, Forward, LayerElement, Module, ModulePath, Visitor, VisitorMut};
use crate::shape::{Axis, Dim, WindowShape};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The model's name in errors.
const MODEL: &str = "nbeats";

/// N-BEATS over windows of one column, whose dimensions and stacks are part of its type.
///
/// `LOOKBACK` steps in, `HORIZON` steps out, through `STACKS`: a tuple of one to six of [`GenericStack`](crate::models::GenericStack), [`TrendStack`](crate::models::TrendStack),
/// [`SeasonalityStack`](crate::models::SeasonalityStack), or a stack of your own.
///
/// | | shape |
/// |---|---|
/// | input | `(A, Dim<LOOKBACK>, Dim<1>)` |
/// | output | `(A, Dim<HORIZON>)` |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Module, NBeats, SeasonalityStack, Tensor, TrendStack};
/// // The paper's interpretable model for hourly data, narrower: a parabola, then waves of up to half the horizon.
/// type Model = NBeats<96, 48, (TrendStack<2, 32>, SeasonalityStack<1, 64>)>;
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let model = Model::new(&mut rng);
/// let x: Tensor<(Batch, Dim<96>, Dim<1>)> = Tensor::randn_sized([8, 96, 1], &mut rng)?;
/// let y: Tensor<(Batch, Dim<48>)> = model.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// A window of another length does not fit:
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, GenericStack, NBeats, Tensor};
/// let model = NBeats::<96, 48, (GenericStack<32>,)>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<100>, Dim<1>)> = Tensor::zeros_sized([8, 100, 1]).unwrap();
/// model.forward(x); // the model looks back over 96 steps, but the time axis is `Dim<100>`
/// ```
pub struct NBeats<const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float = f32> {
    // Invariant: built for these sizes. `new` and `options` are the only ways in.
    inner: DynNBeats<E>,
    stacks: PhantomData<fn() -> STACKS>,
}

/// What a type cannot hold of an [`NBeats`], set before it is built.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{NBeats, TrendStack};
/// type Model = NBeats<24, 6, (TrendStack<2, 16>,)>;
/// let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
/// let model = Model::options().layers(2).share_weights(false).build(rng)?;
/// # Ok::<(), timeseriesml::models::ConfigError>(())
/// ```
pub struct NBeatsOptions<M> {
    layers: Option<usize>,
    share_weights: Option<bool>,
    model: PhantomData<fn() -> M>,
}

impl<const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float> NBeats<LOOKBACK, HORIZON, STACKS, E> {
    /// A model with freshly drawn parameters and four layers in each block.
    ///
    /// # Panics
    /// If a size is 0, or memory does not suffice.
    #[track_caller]
    pub fn new(rng: &mut impl Rng) -> Self
    where
        STACKS: StackList<LOOKBACK, HORIZON>,
    {
        or_panic(Self::options().build(rng))
    }

    /// Options to set before the model is built.
    pub fn options() -> NBeatsOptions<Self> {
        NBeatsOptions { layers: None, share_weights: None, model: PhantomData }
    }

    /// Forecasts. The same as the trait's `forward`, with shorter errors.
    ///
    /// # Panics
    /// If memory does not suffice.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<(S::Batch, Dim<HORIZON>), E>
    where
        S: WindowShape,
        S::Time: LookbackAxis<LOOKBACK>,
        S::Features: SingleSeries,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }

    /// The run-time part.
    pub fn as_dyn(&self) -> &DynNBeats<E> {
        &self.inner
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float>
    NBeatsOptions<NBeats<LOOKBACK, HORIZON, STACKS, E>>
{
    /// How many relu layers each block has.
    pub fn layers(self, layers: usize) -> Self {
        NBeatsOptions { layers: Some(layers), ..self }
    }

    /// Whether the blocks of a stack are one block, applied again and again. If not given, each stack says so itself.
    pub fn share_weights(self, share: bool) -> Self {
        NBeatsOptions { share_weights: Some(share), ..self }
    }

    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`] if a size is 0, or memory does not suffice.
    pub fn build(self, rng: &mut impl Rng) -> Result<NBeats<LOOKBACK, HORIZON, STACKS, E>, ConfigError>
    where
        STACKS: StackList<LOOKBACK, HORIZON>,
    {
        let mut stacks = STACKS::configs();
        for stack in &mut stacks {
            stack.layers = self.layers.unwrap_or(stack.layers);
            stack.share_weights = self.share_weights.unwrap_or(stack.share_weights);
        }
        let config = NBeatsConfig { lookback: LOOKBACK, horizon: HORIZON, stacks };
        Ok(NBeats { inner: DynNBeats::with_element(&config, rng)?, stacks: PhantomData })
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float> Clone for NBeats<LOOKBACK, HORIZON, STACKS, E> {
    fn clone(&self) -> Self {
        NBeats { inner: self.inner.clone(), stacks: PhantomData }
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, STACKS: 'static, E: Float> Module
    for NBeats<LOOKBACK, HORIZON, STACKS, E>
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

impl<A: Axis, T, F, X, const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float> Forward<Tensor<(A, T, F), X>>
    for NBeats<LOOKBACK, HORIZON, STACKS, E>
where
    T: LookbackAxis<LOOKBACK>,
    F: SingleSeries,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<(A, Dim<HORIZON>), E>;
    #[track_caller]
    fn forward(&self, x: Tensor<(A, T, F), X>) -> Self::Output {
        NBeats::forward(self, x)
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, STACKS: 'static, E: Float> DynForward<E>
    for NBeats<LOOKBACK, HORIZON, STACKS, E>
{
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.inner.forward(x)
    }
}

// ---------------------------------------------------------------- the run-time part

/// The sizes of a [`DynNBeats`], from a file say.
///
/// # Example
/// ```
/// use timeseriesml::NBeatsConfig;
/// let text = r#"{"lookback": 96, "horizon": 48, "stacks": [
///     {"basis": {"trend": {"degree": 2}}, "width": 256, "blocks": 3, "share_weights": true},
///     {"basis": "generic", "width": 512}
/// ]}"#;
/// let config: NBeatsConfig = serde_json::from_str(text)?;
/// assert_eq!((config.stacks[1].layers, config.stacks[1].blocks), (4, 1));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NBeatsConfig {
    /// Steps of the window.
    #[serde(deserialize_with = "read::lookback")]
    pub lookback: usize,
    /// Steps of the forecast.
    #[serde(deserialize_with = "read::horizon")]
    pub horizon: usize,
    /// The stacks, one after the other.
    #[serde(deserialize_with = "read::stacks")]
    pub stacks: Vec<StackConfig>,
}

/// One stack of an [`NBeatsConfig`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StackConfig {
    /// What the coefficients multiply.
    #[serde(deserialize_with = "read::basis")]
    pub basis: Basis,
    /// Features of the layers of a block.
    #[serde(deserialize_with = "read::width")]
    pub width: usize,
    /// Layers of a block; 4 if not given.
    #[serde(default = "four", deserialize_with = "read::layers")]
    pub layers: usize,
    /// How often a block is applied; once if not given.
    #[serde(default = "one", deserialize_with = "read::blocks")]
    pub blocks: usize,
    /// Whether the blocks are one and the same; not if not given.
    #[serde(default, deserialize_with = "read::share_weights")]
    pub share_weights: bool,
}

mod read {
    super::readers! {
        lookback: usize, horizon: usize, stacks: Vec<super::StackConfig>,
        basis: super::Basis = "\"generic\", {\"trend\": {\"degree\": 2}} or {\"seasonality\": {\"harmonics\": 1}}",
        width: usize, layers: usize, blocks: usize, share_weights: bool,
    }
}

fn four() -> usize {
    4
}

fn one() -> usize {
    1
}

/// What the coefficients of a block multiply. In a file: `"generic"`, `{"trend": {"degree": 2}}` or `{"seasonality": {"harmonics": 1}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Basis {
    /// Nothing: they are the backcast and the forecast.
    Generic,
    /// The powers 0 to `degree` of time, which runs from 0 to 1.
    Trend {
        /// The highest power.
        degree: usize,
    },
    /// Cosines and sines of up to half the horizon's periods.
    Seasonality {
        /// How many frequencies there are to a period more over the horizon.
        harmonics: usize,
    },
}

impl NBeatsConfig {
    /// Whether a model of this configuration takes windows of `lookback` steps and `columns` columns: to be asked before it is
    /// trained, since [`DynNBeats::forward`] does not know the keys.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key: a value out of its range, another lookback, or more than one column.
    ///
    /// # Example
    /// ```
    /// let config: timeseriesml::NBeatsConfig =
    ///     serde_json::from_str(r#"{"lookback": 96, "horizon": 48, "stacks": [{"basis": "generic", "width": 512}]}"#)?;
    /// assert!(config.check_window(96, 1).is_ok());
    /// assert!(config.check_window(100, 1).is_err());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn check_window(&self, lookback: usize, columns: usize) -> Result<(), ConfigError> {
        self.check()?;
        if columns != 1 {
            return Err(ConfigError::NotOneColumn { model: MODEL, columns });
        }
        if self.lookback != lookback {
            return Err(ConfigError::Lookback { model: MODEL, found: self.lookback, lookback });
        }
        Ok(())
    }

    fn check(&self) -> Result<(), ConfigError> {
        ConfigError::check_sizes(MODEL, &[("lookback", self.lookback), ("horizon", self.horizon)])?;
        if self.stacks.is_empty() {
            return Err(ConfigError::value(MODEL, "stacks", "[]", "at least one stack"));
        }
        self.stacks.iter().enumerate().try_for_each(|(i, stack)| stack.check().map_err(|e| e.within("stacks", i)))
    }
}

impl StackConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let harmonics = if let Basis::Seasonality { harmonics } = self.basis { harmonics } else { 1 };
        let sizes =
            [("width", self.width), ("layers", self.layers), ("blocks", self.blocks), ("basis.harmonics", harmonics)];
        ConfigError::check_sizes(MODEL, &sizes)?;
        ConfigError::check_depth(MODEL, "layers", self.layers)?;
        ConfigError::check_depth(MODEL, "blocks times layers", self.blocks.saturating_mul(self.layers))
    }
}

/// The run-time part of [`NBeats`]: sizes are values, a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynNBeats, DynTensor, NBeatsConfig, Tensor, models::{Basis, StackConfig}};
/// let stack = StackConfig { basis: Basis::Generic, width: 16, layers: 2, blocks: 3, share_weights: false };
/// let config = NBeatsConfig { lookback: 24, horizon: 6, stacks: vec![stack] };
/// let model = DynNBeats::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([4, 24, 1])?;
/// assert_eq!(model.forward(x)?.sizes(), [4, 6]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
pub struct DynNBeats<E: Float = f32> {
    stacks: Vec<DynStack<E>>,
    #[module(skip)]
    config: NBeatsConfig,
}

impl DynNBeats {
    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key, or if memory does not suffice.
    pub fn new(config: &NBeatsConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynNBeats<E> {
    /// As [`new`](DynNBeats::new), in any element type: `DynNBeats::<f64>::with_element(&config, rng)`.
    ///
    /// # Errors
    /// As [`new`](DynNBeats::new).
    pub fn with_element(config: &NBeatsConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        config.check()?;
        let stack = |stack| DynStack::new(config.lookback, config.horizon, stack, rng);
        let stacks = config.stacks.iter().map(stack).collect::<Result<_, ShapeError>>();
        let too_large = |reason| {
            let keys = "lookback, horizon, and width, degree or harmonics of a stack";
            ConfigError::TooLarge { model: MODEL, keys, reason }
        };
        let stacks = stacks.map_err(too_large)?;
        Ok(DynNBeats { stacks, config: config.clone() })
    }

    fn describe(&self) -> String {
        "NBeats".into()
    }

    /// What the model was built from.
    pub fn config(&self) -> &NBeatsConfig {
        &self.config
    }

    /// Forecasts `[batch, horizon]` from `[batch, lookback, 1]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for another lookback or more than one column, [`ShapeError::Rank`] for another number of axes.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let op = MODEL;
        let (expected, found) = (self.config.lookback, super::check_window(op, &x, 1)?);
        if found != expected {
            let sizes = x.sizes().into();
            return Err(ShapeError::Size { op, axis: 1, name: "the lookback", expected, found, sizes });
        }
        let mut residual = x.select(2, 0)?;
        let mut sum: Option<DynTensor<E>> = None;
        let mut blocks = self.stacks.iter().flat_map(DynStack::applied).peekable();
        while let Some((stack, block)) = blocks.next() {
            let (backcast, forecast) = stack.coefficients(block, residual.clone())?;
            let forecast = stack.forecast.expand(forecast)?;
            sum = Some(match sum {
                Some(sum) => sum.add(&forecast)?,
                None => forecast,
            });
            // Nobody looks at what the last block leaves.
            if blocks.peek().is_some() {
                residual = residual.sub(&stack.backcast.expand(backcast)?)?;
            }
        }
        sum.ok_or(ShapeError::NoOperand { op })
    }
}

impl<E: Float> DynForward<E> for DynNBeats<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

/// Blocks of one basis.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
struct DynStack<E: Float> {
    blocks: Vec<Block<E>>,
    #[module(skip)]
    backcast: Rows<E>,
    #[module(skip)]
    forecast: Rows<E>,
    /// How often each block is applied.
    #[module(skip)]
    repeats: usize,
}

impl<E: Float> DynStack<E> {
    fn new(lookback: usize, horizon: usize, config: &StackConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let (backcast, forecast) = match config.basis {
            Basis::Generic => (Rows::identity(lookback), Rows::identity(horizon)),
            Basis::Trend { degree } => (Rows::powers(lookback, degree)?, Rows::powers(horizon, degree)?),
            Basis::Seasonality { harmonics } => {
                let start = -(lookback as f64) / horizon as f64;
                let backcast = Rows::waves(start, lookback, horizon, harmonics)?;
                (backcast, Rows::waves(0.0, horizon, horizon, harmonics)?)
            }
        };
        let too_large = ShapeError::TooLarge { op: MODEL, sizes: [lookback, horizon].into() };
        let coefficients = backcast.count.checked_add(forecast.count).ok_or(too_large)?;
        let (kept, repeats) = if config.share_weights { (1, config.blocks) } else { (config.blocks, 1) };
        let block = |_| Block::new(lookback, config, coefficients, rng);
        let blocks = (0..kept).map(block).collect::<Result<_, ShapeError>>()?;
        Ok(DynStack { blocks, backcast, forecast, repeats })
    }

    /// The blocks in the order in which they are applied.
    fn applied(&self) -> impl Iterator<Item = (&Self, &Block<E>)> {
        self.blocks.iter().flat_map(move |block| std::iter::repeat_n((self, block), self.repeats))
    }

    /// The coefficients of the backcast, and those of the forecast.
    fn coefficients(&self, block: &Block<E>, x: DynTensor<E>) -> Result<(DynTensor<E>, DynTensor<E>), ShapeError> {
        let theta = block.forward(x)?;
        let (back, ahead) = (self.backcast.count, self.forecast.count);
        Ok((theta.narrow(-1, 0, back)?, theta.narrow(-1, back, ahead)?))
    }
}

/// Relu layers, and the coefficients at their end.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
struct Block<E: Float> {
    layers: Vec<DynLinear<E>>,
    basis_parameters: DynLinear<E>,
}

impl<E: Float> Block<E> {
    fn new(lookback: usize, config: &StackConfig, coefficients: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let width = config.width;
        let layer = |i| DynLinear::with_element(if i == 0 { lookback } else { width }, width, rng);
        let layers = (0..config.layers).map(layer).collect::<Result<_, ShapeError>>()?;
        Ok(Block { layers, basis_parameters: DynLinear::with_element(width, coefficients, rng)? })
    }

    fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let hidden = self.layers.iter().try_fold(x, |x, layer| layer.forward_relu(x))?;
        self.basis_parameters.forward(hidden)
    }
}

#[cfg(test)]
mod tests {
    use super::super::stacks::{GenericStack, SeasonalityStack, TrendStack};
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(0)
    }

    #[test]
    fn more_layers_than_any_model_has_are_refused() {
        for (layers, blocks, share_weights) in [(usize::MAX, 1, false), (1, usize::MAX, true), (200, 200, false)] {
            let stack = StackConfig { basis: Basis::Generic, width: 4, layers, blocks, share_weights };
            let config = NBeatsConfig { lookback: 8, horizon: 2, stacks: vec![stack] };
            let error = DynNBeats::new(&config, &mut rng()).unwrap_err().to_string();
            assert!(error.ends_with("expected at most 10000"), "{error}");
        }
    }

    #[test]
    fn a_file_with_a_mistake_names_its_key() {
        let read = |text: &str| serde_json::from_str::<NBeatsConfig>(text).map_err(|e| e.to_string());
        let right = r#"{"lookback": 8, "horizon": 2, "stacks": [{"basis": {"trend": {"degree": 2}}, "width": 4}]}"#;
        assert_eq!(read(right).unwrap().stacks[0].layers, 4);
        let wrong = read(&right.replace(": 4", ": \"4\"")).unwrap_err();
        assert!(wrong.starts_with("stacks: width: invalid type: string \"4\", expected usize"), "{wrong}");
        let wrong = read(&right.replace(r#"{"trend": {"degree": 2}}"#, "\"trend\"")).unwrap_err();
        let rule = r#"must be "generic", {"trend": {"degree": 2}} or {"seasonality": {"harmonics": 1}}"#;
        assert!(wrong.starts_with(&format!("stacks: basis: {rule}: invalid type")), "{wrong}");
    }

    #[test]
    fn a_value_or_a_window_that_does_not_fit_names_its_key() {
        let check = |change: fn(&mut NBeatsConfig), lookback, columns| {
            let stack = StackConfig { basis: Basis::Generic, width: 4, layers: 1, blocks: 1, share_weights: false };
            let mut config = NBeatsConfig { lookback: 8, horizon: 2, stacks: vec![stack.clone(), stack] };
            change(&mut config);
            config.check_window(lookback, columns).map_err(|e| e.to_string())
        };
        assert_eq!(check(|_| {}, 8, 1), Ok(()));
        let is = |text: &str| Err(format!("nbeats: {text}"));
        assert_eq!(check(|c| c.stacks[1].width = 0, 8, 1), is("stacks[1].width is 0, expected at least 1"));
        let basis = |c: &mut NBeatsConfig| c.stacks[0].basis = Basis::Seasonality { harmonics: 0 };
        assert_eq!(check(basis, 8, 1), is("stacks[0].basis.harmonics is 0, expected at least 1"));
        assert_eq!(check(|c| c.stacks.clear(), 8, 1), is("stacks is [], expected at least one stack"));
        let other = is("lookback is 8, but the windows have 9 steps; the two must be equal");
        assert_eq!(check(|_| {}, 9, 1), other);
        let columns = "the windows have 3 columns, but the model takes one, the target's; leave the others out";
        assert_eq!(check(|_| {}, 8, 3), is(columns));
    }

    #[test]
    fn parameter_counts_are_the_authors() {
        // Counted by instantiating the authors' code for hourly data: 30 generic blocks, and the interpretable model.
        let generic = NBeats::<96, 48, (GenericStack<512, 30>,)>::new(&mut rng());
        assert_eq!(generic.parameter_count(), 27_345_120);
        type Interpretable = NBeats<240, 48, (TrendStack<2, 256>, SeasonalityStack<1, 2048>)>;
        assert_eq!(Interpretable::new(&mut rng()).parameter_count(), 13_539_942);
        let unshared = Interpretable::options().share_weights(false).build(&mut rng()).unwrap();
        assert_eq!(unshared.parameter_count(), 40_619_826);
    }

    #[test]
    fn shared_blocks_are_one_block_applied_again() {
        let config = |share_weights| {
            let stack = StackConfig { basis: Basis::Generic, width: 3, layers: 1, blocks: 2, share_weights };
            NBeatsConfig { lookback: 4, horizon: 2, stacks: vec![stack] }
        };
        let shared = DynNBeats::new(&config(true), &mut rng()).unwrap();
        let mut unshared = DynNBeats::new(&config(false), &mut rng()).unwrap();
        let x = DynTensor::from_slice_sized([1, 4, 1], &[0.3, -0.2, 0.5, 0.1]).unwrap();
        assert_ne!(shared.forward(x.clone()).unwrap().to_vec(), unshared.forward(x.clone()).unwrap().to_vec());
        let only = shared.stacks[0].blocks[0].clone();
        unshared.stacks[0].blocks = vec![only.clone(), only];
        assert_eq!(shared.forward(x.clone()).unwrap().to_vec(), unshared.forward(x).unwrap().to_vec());
    }
}
