//! The typed face of N-BEATS.

use super::config::NBeatsConfig;
use super::lookback_axis::LookbackAxis;
use super::part::DynNBeats;
use super::single_series::SingleSeries;
use super::stacks::StackList;
use crate::models::config_error::ConfigError;
use crate::nn::{DynForward, Forward, LayerElement, Module, Path, Visitor, VisitorMut};
use crate::shape::{Axis, Dim, WindowShape};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

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
/// # Ok::<(), timeseriesml::ConfigError>(())
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
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.inner.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::nbeats::{GenericStack, SeasonalityStack, TrendStack};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(0)
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
}
