//! The transformer with its sizes in the type.

use super::config::{MODEL, TransformerConfig};
use super::part::DynTransformer;
use crate::models::config_error::ConfigError;
use crate::models::pooling::{LastStep, PoolingHead};
use crate::nn::{Forward, LayerElement, PartOf, compare};
use crate::shape::{Axis, Dim, FeatureAxis, FeaturesOf, KnownFeatures, SplitInto, SplitSizes, Splittable, WindowShape};
use crate::tensor::{Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

/// A transformer encoder with its sizes in the type.
///
/// It maps `FEATURES` columns to `HORIZON` steps through `LAYERS` blocks with `HEADS` attention heads over `WIDTH` features. The compiler checks
/// that `WIDTH` is a multiple of `HEADS`. The time axis may have any length: every step sees all steps, or, with
/// [`causal`](TransformerOptions::causal), only itself and earlier steps.
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
/// A width of 64 cannot be split evenly among five heads:
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::Transformer;
/// let model = Transformer::<7, 64, 5, 3, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// ```
#[doc(alias = "TransformerModel")]
#[doc(alias = "VanillaTransformer")]
#[derive(timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct Transformer<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head = LastStep,
    E: Float = f32,
> {
    // Invariant: the sizes are those of the type. `new` and `options` ensure this; the derived `TryFrom` checks it.
    inner: DynTransformer<E>,
    head: PhantomData<fn() -> Head>,
}

debug_of! { [const FEATURES: usize, const WIDTH: usize, const HEADS: usize, const LAYERS: usize, const HORIZON: usize, Head, E: Float] Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>, "Transformer", |it| { inner: it.inner } }

impl<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
    Head: PoolingHead,
    E: Float,
> PartOf<Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>> for DynTransformer<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        let config = self.config();
        compare(MODEL, "features", &config.features, &FEATURES)?;
        compare(MODEL, "width", &config.width, &WIDTH)?;
        compare(MODEL, "heads", &config.heads, &HEADS)?;
        compare(MODEL, "layers", &config.layers, &LAYERS)?;
        compare(MODEL, "horizon", &config.horizon, &HORIZON)?;
        compare(MODEL, "head", &config.head.type_name(), &Head::KIND.type_name())
    }
}

/// Options of a [`Transformer`] that are not part of its type. Set them before it is built.
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
#[must_use]
pub struct TransformerOptions<M> {
    feed_forward: Option<usize>,
    norm_first: bool,
    causal: bool,
    dropout: f64,
    model: PhantomData<fn() -> M>,
}

debug_of! { [M] TransformerOptions<M>, "TransformerOptions", |it| { feed_forward: it.feed_forward, norm_first: it.norm_first, causal: it.causal, dropout: it.dropout } }

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
    /// A model with randomly initialized parameters: post-norm, `4 * WIDTH` feed-forward features, not causal, no dropout.
    ///
    /// # Panics
    /// If [`build`](TransformerOptions::build) returns an error.
    #[track_caller]
    pub fn new(rng: &mut impl Rng, /* sizes are in the type: `Transformer::<5, 64, 4, 2, 24>::new(&mut rng)` */) -> Self
    where
        Dim<WIDTH>: SplitSizes<HEADS>,
        Splittable<Dim<WIDTH>, HEADS>: SplitInto<HEADS>,
        Head: PoolingHead,
    {
        or_panic(Self::options().build(rng))
    }

    /// Options to set before the model is built.
    pub fn options() -> TransformerOptions<Self> {
        TransformerOptions { feed_forward: None, norm_first: false, causal: false, dropout: 0.0, model: PhantomData }
    }

    /// Forecasts the horizon. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If the time axis is empty, or memory runs out.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<(S::Batch, Dim<HORIZON>), E>
    where
        S: WindowShape,
        S::Features: KnownFeatures,
        FeaturesOf<S::Features>: FeatureAxis<FEATURES>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
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
    /// The number of features between the two linear layers of the feed-forward network; `4 * WIDTH` by default.
    pub fn feed_forward(self, width: usize) -> Self {
        TransformerOptions { feed_forward: Some(width), ..self }
    }

    /// Whether layer norms come before attention and feed-forward (pre-norm) instead of after the residual sums (post-norm).
    pub fn norm_first(self, norm_first: bool) -> Self {
        TransformerOptions { norm_first, ..self }
    }

    /// Whether each step sees only itself and earlier steps.
    pub fn causal(self, causal: bool) -> Self {
        TransformerOptions { causal, ..self }
    }

    /// The probability of dropout during training, which applies to the attention weights, the attention output, and the activations and output of
    /// the feed-forward network; 0 by default.
    pub fn dropout(self, p: f64) -> Self {
        TransformerOptions { dropout: p, ..self }
    }

    /// A model with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ConfigError`] if the dropout is not in `0..1`, a size is 0, there are more than 10 000 layers, or memory runs out.
    pub fn build(
        self,
        rng: &mut impl Rng,
    ) -> Result<Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON, Head, E>, ConfigError>
    where
        Dim<WIDTH>: SplitSizes<HEADS>,
        Splittable<Dim<WIDTH>, HEADS>: SplitInto<HEADS>,
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
    A: Axis,
    T: Axis,
    F: Axis,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::pooling::MeanPool;
    use crate::nn::Module;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    #[test]
    fn a_part_of_other_sizes_is_not_converted() {
        type Right = Transformer<5, 8, 2, 1, 3>;
        // Options that are not part of the type may differ.
        let options = || Right::options().feed_forward(7).norm_first(true).causal(true);
        let part = || options().build(&mut Xoshiro256PlusPlus::seed_from_u64(0)).unwrap().as_dyn().clone();
        assert!(Right::try_from(part()).unwrap().kind().starts_with("Transformer("));
        let messages = [
            Transformer::<4, 8, 2, 1, 3>::try_from(part()).err().unwrap(),
            Transformer::<5, 6, 2, 1, 3>::try_from(part()).err().unwrap(),
            Transformer::<5, 8, 4, 1, 3>::try_from(part()).err().unwrap(),
            Transformer::<5, 8, 2, 2, 3>::try_from(part()).err().unwrap(),
            Transformer::<5, 8, 2, 1, 9>::try_from(part()).err().unwrap(),
            Transformer::<5, 8, 2, 1, 3, MeanPool>::try_from(part()).err().unwrap(),
        ];
        let expected = [
            "features is 5, but it must be 4",
            "width is 8, but it must be 6",
            "heads is 2, but it must be 4",
            "layers is 1, but it must be 2",
            "horizon is 3, but it must be 9",
            "head is LastStep, but it must be MeanPool",
        ];
        assert_eq!(messages.map(|e| e.to_string()), expected.map(|text| format!("transformer: {text}")));
    }
}
