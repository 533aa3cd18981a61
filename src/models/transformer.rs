//! The encoder of Vaswani et al., "Attention Is All You Need", 2017 (arXiv 1706.03762), as a forecaster.
//!
//! A linear map of the features to the width, sinusoids of the position added, then blocks of self-attention and a map of each
//! step, `w₂·gelu(w₁·x)`, each with a way around it and a layer norm: behind the sum (post-norm, the paper's), or before the
//! map (pre-norm, Xiong et al., 2020, with one more norm at the end). A linear head maps the last step, or the mean over all
//! steps, to the horizon. Names within a block, the order of its parts and GELU are `torch.nn.TransformerEncoderLayer`'s.

use super::config::{ConfigError, readers};
use super::pooling::{LastStep, Pooling, PoolingHead};
use super::positions::Positions;
use crate::nn::{
    Dropout, DynForward, DynLayerNorm, DynLinear, DynMultiHeadAttention, Forward, LayerElement, Module, ModulePath,
    Visitor, VisitorMut,
};
use crate::shape::{Axis, Dim, FeatureAxis, SplitInto, WindowShape};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The model's name in errors.
const MODEL: &str = "transformer";

/// A transformer encoder whose dimensions are part of its type.
///
/// `FEATURES` columns in, `LAYERS` blocks of `HEADS` heads over `WIDTH` features, `HORIZON` steps out. That the heads divide the
/// width is proved when compiling. The time axis may have any length: every step sees all others (or, with
/// [`causal`](TransformerOptions::causal), all before it).
///
/// | | shape |
/// |---|---|
/// | input | `(A, T, Dim<FEATURES>)`, time before features |
/// | output | `(A, Dim<HORIZON>)` |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Module, Tensor, Transformer};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let model = Transformer::<7, 64, 4, 3, 24>::new(&mut rng);
/// assert_eq!(model.parameter_count(), 152_024);
/// let x: Tensor<(Batch, Dim<96>, Dim<7>)> = Tensor::randn_sized([2, 96, 7], &mut rng)?;
/// let y: Tensor<(Batch, Dim<24>)> = model.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// Five heads do not divide a width of 64:
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::Transformer;
/// let model = Transformer::<7, 64, 5, 3, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// ```
pub struct Transformer<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head = LastStep,
    E: Float = f32,
> {
    // Invariant: built for these sizes. `new` and `options` are the only ways in.
    inner: DynTransformer<E>,
    head: PhantomData<fn() -> Head>,
}

/// What a type cannot hold of a [`Transformer`], set before it is built.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::Transformer;
/// type Model = Transformer<5, 32, 4, 2, 8>;
/// let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
/// let model = Model::options().feed_forward(64).norm_first(true).causal(true).dropout(0.1).build(rng)?;
/// # Ok::<(), timeseriesml::models::ConfigError>(())
/// ```
pub struct TransformerOptions<M> {
    feed_forward: Option<usize>,
    norm_first: bool,
    causal: bool,
    dropout: f64,
    model: PhantomData<fn() -> M>,
}

impl<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head,
    E: Float,
> Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>
{
    /// A model with freshly drawn parameters: post-norm, a feed-forward width of `4 * WIDTH`, not causal, no dropout.
    ///
    /// # Panics
    /// If a size is 0, or memory does not suffice.
    #[track_caller]
    pub fn new(rng: &mut impl Rng) -> Self
    where
        Dim<WIDTH>: SplitInto<HEADS>,
        Head: PoolingHead,
    {
        or_panic(Self::options().build(rng))
    }

    /// Options to set before the model is built.
    pub fn options() -> TransformerOptions<Self> {
        TransformerOptions { feed_forward: None, norm_first: false, causal: false, dropout: 0.0, model: PhantomData }
    }

    /// Forecasts. The same as the trait's `forward`, with shorter errors.
    ///
    /// # Panics
    /// If the time axis is empty, or memory does not suffice.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<(S::Batch, Dim<HORIZON>), E>
    where
        S: WindowShape,
        S::Features: FeatureAxis<FEATURES>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }

    /// The run-time part.
    pub fn as_dyn(&self) -> &DynTransformer<E> {
        &self.inner
    }
}

impl<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head,
    E: Float,
> TransformerOptions<Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>>
{
    /// The width between the two maps of each step; `4 * WIDTH` if not given.
    pub fn feed_forward(self, width: usize) -> Self {
        TransformerOptions { feed_forward: Some(width), ..self }
    }

    /// Whether layer norms stand before attention and feed-forward (pre-norm) instead of behind the sums.
    pub fn norm_first(self, norm_first: bool) -> Self {
        TransformerOptions { norm_first, ..self }
    }

    /// Whether no step sees a later one.
    pub fn causal(self, causal: bool) -> Self {
        TransformerOptions { causal, ..self }
    }

    /// The probability with which dropout zeroes an element behind attention, within and behind the feed-forward, while
    /// training. The weights of attention are not dropped.
    pub fn dropout(self, p: f64) -> Self {
        TransformerOptions { dropout: p, ..self }
    }

    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`] if the dropout is not in `0..1`, a size is 0, or memory does not suffice.
    pub fn build(
        self,
        rng: &mut impl Rng,
    ) -> Result<Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>, ConfigError>
    where
        Dim<WIDTH>: SplitInto<HEADS>,
        Head: PoolingHead,
    {
        let config = TransformerConfig {
            features: FEATURES,
            width: WIDTH,
            heads: HEADS,
            layers: LAYERS,
            horizon: HORIZON,
            head: Head::KIND,
            feed_forward: self.feed_forward,
            norm_first: self.norm_first,
            causal: self.causal,
            dropout: self.dropout,
        };
        Ok(Transformer { inner: DynTransformer::with_element(&config, rng)?, head: PhantomData })
    }
}

impl<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head,
    E: Float,
> Clone for Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>
{
    fn clone(&self) -> Self {
        Transformer { inner: self.inner.clone(), head: PhantomData }
    }
}

impl<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head,
    E: Float,
> Module for Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>
where
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

impl<
    A: Axis,
    T: Axis,
    F,
    X,
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head,
    E: Float,
> Forward<Tensor<(A, T, F), X>> for Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>
where
    F: FeatureAxis<FEATURES>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<(A, Dim<HORIZON>), E>;
    #[track_caller]
    fn forward(&self, x: Tensor<(A, T, F), X>) -> Self::Output {
        Transformer::forward(self, x)
    }
}

impl<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head: 'static,
    E: Float,
> DynForward<E> for Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>
{
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.inner.forward(x)
    }
}

// ---------------------------------------------------------------- the run-time part

/// The sizes of a [`DynTransformer`], from a file say. What is wrong with a file is an error that names the key.
///
/// # Example
/// ```
/// use timeseriesml::TransformerConfig;
/// // Every key; those from `head` on may be left out.
/// let text = r#"{
///     "features": 7, "width": 64, "heads": 4, "layers": 3, "horizon": 24,
///     "head": "last_step", "feed_forward": 256, "norm_first": false, "causal": false, "dropout": 0.0
/// }"#;
/// let config: TransformerConfig = serde_json::from_str(text)?;
/// assert_eq!(TransformerConfig { feed_forward: None, ..config }, TransformerConfig::new(7, 64, 4, 3, 24));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransformerConfig {
    /// Columns of the input.
    #[serde(deserialize_with = "read::features")]
    pub features: usize,
    /// Features of each step between the blocks.
    #[serde(deserialize_with = "read::width")]
    pub width: usize,
    /// Heads of attention; they divide the width.
    #[serde(deserialize_with = "read::heads")]
    pub heads: usize,
    /// Blocks.
    #[serde(deserialize_with = "read::layers")]
    pub layers: usize,
    /// Steps of the forecast.
    #[serde(deserialize_with = "read::horizon")]
    pub horizon: usize,
    /// What the head reads: `"last_step"` (if not given) or `"mean_pool"`.
    #[serde(default, deserialize_with = "read::head")]
    pub head: Pooling,
    /// The width between the two maps of each step; four times the width if not given.
    #[serde(default, deserialize_with = "read::feed_forward")]
    pub feed_forward: Option<usize>,
    /// Whether layer norms stand before attention and feed-forward instead of behind the sums.
    #[serde(default, deserialize_with = "read::norm_first")]
    pub norm_first: bool,
    /// Whether no step sees a later one.
    #[serde(default, deserialize_with = "read::causal")]
    pub causal: bool,
    /// The probability with which dropout zeroes an element, while training.
    #[serde(default, deserialize_with = "read::dropout")]
    pub dropout: f64,
}

mod read {
    super::readers! {
        features: usize, width: usize, heads: usize, layers: usize, horizon: usize, head: super::Pooling = "\"last_step\" or \"mean_pool\"",
        feed_forward: Option<usize>, norm_first: bool, causal: bool, dropout: f64,
    }
}

impl TransformerConfig {
    /// These sizes, and the defaults of [`Transformer::new`].
    pub fn new(features: usize, width: usize, heads: usize, layers: usize, horizon: usize) -> Self {
        let (head, feed_forward, norm_first, causal, dropout) = (Pooling::Last, None, false, false, 0.0);
        TransformerConfig { features, width, heads, layers, horizon, head, feed_forward, norm_first, causal, dropout }
    }

    /// Whether a model of this configuration takes windows of `lookback` steps and `columns` columns: to be asked before it is
    /// trained, since [`DynTransformer::forward`] does not know the keys.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key: a value out of its range, no steps, or another number of columns.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::TransformerConfig;
    /// let config = TransformerConfig::new(7, 64, 4, 3, 24);
    /// assert!(config.check_window(96, 7).is_ok());
    /// assert!(config.check_window(96, 5).is_err());
    /// ```
    pub fn check_window(&self, lookback: usize, columns: usize) -> Result<(), ConfigError> {
        self.check()?;
        ConfigError::check_window(MODEL, self.features, lookback, columns)
    }

    fn check(&self) -> Result<(), ConfigError> {
        ConfigError::check_sizes(
            MODEL,
            &[
                ("features", self.features),
                ("width", self.width),
                ("heads", self.heads),
                ("layers", self.layers),
                ("horizon", self.horizon),
                ("feed_forward", self.feed_forward.unwrap_or(1)),
            ],
        )?;
        ConfigError::check_depth(MODEL, "layers", self.layers)?;
        if !self.width.is_multiple_of(self.heads) {
            let expected = format!("a divisor of the width {}", self.width);
            return Err(ConfigError::value(MODEL, "heads", self.heads, expected));
        }
        ConfigError::check_dropout(MODEL, self.dropout)
    }
}

/// The run-time part of [`Transformer`]: sizes are values, a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTensor, DynTransformer, Tensor, TransformerConfig};
/// let model = DynTransformer::new(&TransformerConfig::new(5, 32, 4, 2, 8), &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([4, 12, 5])?;
/// assert_eq!(model.forward(x)?.sizes(), [4, 8]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
pub struct DynTransformer<E: Float = f32> {
    input: DynLinear<E>,
    #[module(skip)]
    positions: Positions<E>,
    layers: Vec<Block<E>>,
    /// Behind the last block, with pre-norm.
    norm: Option<DynLayerNorm<E>>,
    head: DynLinear<E>,
    #[module(skip)]
    config: TransformerConfig,
}

impl DynTransformer {
    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key, or if memory does not suffice.
    pub fn new(config: &TransformerConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynTransformer<E> {
    /// As [`new`](DynTransformer::new), in any element type: `DynTransformer::<f64>::with_element(&config, rng)`.
    ///
    /// # Errors
    /// As [`new`](DynTransformer::new).
    pub fn with_element(config: &TransformerConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        config.check()?;
        let too_large = |keys| move |reason| ConfigError::TooLarge { model: MODEL, keys, reason };
        let width = config.width;
        let input = DynLinear::with_element(config.features, width, rng).map_err(too_large("features and width"))?;
        let layers = (0..config.layers).map(|_| Block::new(config, rng)).collect::<Result<_, _>>();
        let layers = layers.map_err(too_large("layers, width and feed_forward"))?;
        let norm = config.norm_first.then(|| DynLayerNorm::with_element(width)).transpose()?;
        let head = DynLinear::with_element(width, config.horizon, rng).map_err(too_large("width and horizon"))?;
        Ok(DynTransformer { input, positions: Positions::new(width)?, layers, norm, head, config: config.clone() })
    }

    fn describe(&self) -> String {
        "Transformer".into()
    }

    /// What the model was built from.
    pub fn config(&self) -> &TransformerConfig {
        &self.config
    }

    /// Forecasts `[batch, horizon]` from `[batch, time, features]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for another number of features, [`ShapeError::Rank`] for another number of axes,
    /// [`ShapeError::Argument`] if there is no step.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.head.forward(self.config.head.read(&self.encode(x)?, 1)?)
    }

    /// What each step has become before the head reads: `[batch, time, width]` from `[batch, time, features]`.
    ///
    /// In a causal model no step depends on a later one.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for another number of features, [`ShapeError::Rank`] for another number of axes.
    pub fn encode(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let steps = super::check_window(MODEL, &x, self.config.features)?;
        let embedded = self.input.forward(x)?.add(&self.positions.first(steps)?)?;
        let seen = self.layers.iter().try_fold(embedded, |x, block| block.forward(x))?;
        match &self.norm {
            Some(norm) => norm.forward(seen),
            None => Ok(seen),
        }
    }
}

impl<E: Float> DynForward<E> for DynTransformer<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

/// Attention, and a map of each step, with a norm and a way around each.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
struct Block<E: Float> {
    self_attn: DynMultiHeadAttention<E>,
    linear1: DynLinear<E>,
    dropout: Dropout,
    linear2: DynLinear<E>,
    norm1: DynLayerNorm<E>,
    norm2: DynLayerNorm<E>,
    dropout1: Dropout,
    dropout2: Dropout,
    #[module(skip)]
    norm_first: bool,
}

impl<E: Float> Block<E> {
    fn new(config: &TransformerConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let width = config.width;
        let inner = config.feed_forward.unwrap_or(width.saturating_mul(4));
        let attention = DynMultiHeadAttention::with_element(width, config.heads, rng)?;
        Ok(Block {
            self_attn: if config.causal { attention.causal() } else { attention },
            linear1: DynLinear::with_element(width, inner, rng)?,
            dropout: Dropout::new(config.dropout, rng),
            linear2: DynLinear::with_element(inner, width, rng)?,
            norm1: DynLayerNorm::with_element(width)?,
            norm2: DynLayerNorm::with_element(width)?,
            dropout1: Dropout::new(config.dropout, rng),
            dropout2: Dropout::new(config.dropout, rng),
            norm_first: config.norm_first,
        })
    }

    fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        if self.norm_first {
            let x = x.add(&self.attend(self.norm1.forward(x.clone())?)?)?;
            x.add(&self.feed_forward(self.norm2.forward(x.clone())?)?)
        } else {
            let x = self.norm1.forward(x.add(&self.attend(x.clone())?)?)?;
            self.norm2.forward(x.add(&self.feed_forward(x.clone())?)?)
        }
    }

    fn attend(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.dropout1.try_forward(self.self_attn.forward(x)?)
    }

    fn feed_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let hidden = self.dropout.try_forward(self.linear1.forward(x)?.into_gelu()?)?;
        self.dropout2.try_forward(self.linear2.forward(hidden)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(0)
    }

    #[test]
    fn what_cannot_be_built_names_its_keys() {
        let message = |change: fn(&mut TransformerConfig)| {
            let mut config = TransformerConfig::new(5, 8, 2, 1, 3);
            change(&mut config);
            DynTransformer::new(&config, &mut rng()).unwrap_err().to_string()
        };
        assert_eq!(
            message(|c| c.layers = usize::MAX),
            format!("transformer: layers is {}, expected at most 10000", usize::MAX)
        );
        assert_eq!(message(|c| c.heads = 3), "transformer: heads is 3, expected a divisor of the width 8");
        for (huge, keys) in [
            (message(|c| c.width = usize::MAX - 1), "features and width"),
            (message(|c| c.feed_forward = Some(usize::MAX)), "layers, width and feed_forward"),
            (message(|c| c.horizon = usize::MAX), "width and horizon"),
        ] {
            assert!(huge.starts_with(&format!("transformer: {keys} are too large together: ")), "{huge}");
        }
    }

    #[test]
    fn a_file_with_a_mistake_names_its_key() {
        let read = |text: &str| serde_json::from_str::<TransformerConfig>(text).map_err(|e| e.to_string());
        let right = r#"{"features": 5, "width": 8, "heads": 2, "layers": 1, "horizon": 3, "causal": true}"#;
        assert!(read(right).unwrap().causal);
        let wrong = read(&right.replace(": 2", ": \"2\"")).unwrap_err();
        assert!(wrong.starts_with("heads: invalid type: string \"2\", expected usize"), "{wrong}");
    }

    #[test]
    fn windows_without_steps_are_refused_by_every_head() {
        for head in [Pooling::Last, Pooling::Mean] {
            let config = TransformerConfig { head, ..TransformerConfig::new(5, 8, 2, 1, 3) };
            let forecast =
                DynTransformer::new(&config, &mut rng()).unwrap().forward(Tensor::zeros_sized([2, 0, 5]).unwrap());
            assert!(matches!(forecast, Err(ShapeError::Argument { .. })), "{head:?}");
        }
    }
}
