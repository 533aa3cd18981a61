//! The typed face of the transformer.

use super::config::TransformerConfig;
use super::part::DynTransformer;
use crate::models::config_error::ConfigError;
use crate::models::pooling::{LastStep, PoolingHead};
use crate::nn::{DynForward, Forward, LayerElement, Module, Path, Visitor, VisitorMut};
use crate::shape::{Axis, Dim, FeatureAxis, SplitInto, WindowShape};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

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
/// # Ok::<(), timeseriesml::ConfigError>(())
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
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.inner.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
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
