//! N-BEATS with its sizes in the type.

use super::config::{MODEL, NBeatsConfig};
use super::lookback_axis::LookbackAxis;
use super::part::DynNBeats;
use super::single_series::SingleSeries;
use super::stacks::{StackList, type_of_list};
use crate::models::config_error::ConfigError;
use crate::nn::{Forward, LayerElement, PartOf, compare};
use crate::shape::{Axis, Dim, WindowShape};
use crate::tensor::{Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

/// N-BEATS for windows of one column, with sizes and stacks in its type.
///
/// It maps `LOOKBACK` steps to `HORIZON` steps through `STACKS`, a tuple of one to six stacks. A stack is a
/// [`GenericStack`](crate::models::GenericStack), [`TrendStack`](crate::models::TrendStack), [`SeasonalityStack`](crate::models::SeasonalityStack) or
/// your own [`Stack`](crate::models::Stack).
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
/// // The paper's interpretable model for hourly data, but narrower: a parabola, then sines and cosines.
/// type Model = NBeats<96, 48, (TrendStack<2, 32>, SeasonalityStack<1, 64>)>;
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let model = Model::new(&mut rng);
/// let x: Tensor<(Batch, Dim<96>, Dim<1>)> = Tensor::randn_sized([8, 96, 1], &mut rng)?;
/// let y: Tensor<(Batch, Dim<48>)> = model.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// A window of a different length does not compile:
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, GenericStack, NBeats, Tensor};
/// let model = NBeats::<96, 48, (GenericStack<32>,)>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<100>, Dim<1>)> = Tensor::zeros_sized([8, 100, 1]).unwrap();
/// model.forward(x); // the model has a lookback of 96 steps, but the time axis is `Dim<100>`
/// ```
#[doc(alias = "NBEATSModel")]
#[doc(alias = "N-BEATS")]
#[derive(timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct NBeats<const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float = f32> {
    // Invariant: the sizes are those of the type. `new` and `options` ensure this; the derived `TryFrom` checks it.
    inner: DynNBeats<E>,
    stacks: PhantomData<fn() -> STACKS>,
}

debug_of! { [const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float] NBeats<LOOKBACK, HORIZON, STACKS, E>, "NBeats", |it| { inner: it.inner } }

/// Layer counts and weight sharing are not compared, since they are not part of the type.
impl<const LOOKBACK: usize, const HORIZON: usize, STACKS: StackList<LOOKBACK, HORIZON>, E: Float>
    PartOf<NBeats<LOOKBACK, HORIZON, STACKS, E>> for DynNBeats<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        let config = self.config();
        compare(MODEL, "lookback", &config.lookback, &LOOKBACK)?;
        compare(MODEL, "horizon", &config.horizon, &HORIZON)?;
        compare(MODEL, "stacks", &type_of_list(&config.stacks), &type_of_list(&STACKS::configs()))
    }
}

/// Options of an [`NBeats`] that are not part of its type. Set them before it is built.
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
#[must_use]
pub struct NBeatsOptions<M> {
    layers: Option<usize>,
    share_weights: Option<bool>,
    model: PhantomData<fn() -> M>,
}

debug_of! { [M] NBeatsOptions<M>, "NBeatsOptions", |it| { layers: it.layers, share_weights: it.share_weights } }

impl<const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float> NBeats<LOOKBACK, HORIZON, STACKS, E> {
    /// A model with randomly initialized parameters and default options.
    ///
    /// # Panics
    /// If [`build`](NBeatsOptions::build) returns an error.
    #[track_caller]
    pub fn new(
        rng: &mut impl Rng, /* sizes are in the type: `NBeats::<96, 24, (GenericStack<64>,)>::new(&mut rng)` */
    ) -> Self
    where
        STACKS: StackList<LOOKBACK, HORIZON>,
    {
        or_panic(Self::options().build(rng))
    }

    /// Returns the options, to be set before the model is built.
    pub fn options() -> NBeatsOptions<Self> {
        NBeatsOptions { layers: None, share_weights: None, model: PhantomData }
    }

    /// Forecasts the horizon. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<(S::Batch, Dim<HORIZON>), E>
    where
        S: WindowShape,
        S::Time: LookbackAxis<LOOKBACK>,
        S::Features: SingleSeries,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float>
    NBeatsOptions<NBeats<LOOKBACK, HORIZON, STACKS, E>>
{
    /// Sets the number of relu layers of each block. By default, each stack has its own number: 4 in the library's stacks.
    pub fn layers(self, layers: usize) -> Self {
        NBeatsOptions { layers: Some(layers), ..self }
    }

    /// Sets whether the blocks of a stack share one set of weights. By default, trend and seasonality stacks share, generic stacks do not.
    pub fn share_weights(self, share: bool) -> Self {
        NBeatsOptions { share_weights: Some(share), ..self }
    }

    /// A model with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ConfigError`] if a size is 0, there are more than 10 000 layers, or memory runs out.
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

impl<A: Axis, T: Axis, F: Axis, X, const LOOKBACK: usize, const HORIZON: usize, STACKS, E: Float>
    Forward<Tensor<(A, T, F), X>> for NBeats<LOOKBACK, HORIZON, STACKS, E>
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::nbeats::{GenericStack, SeasonalityStack, TrendStack};
    use crate::nn::Module;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(0)
    }

    #[test]
    fn parameter_counts_are_the_authors() {
        // The parameter counts are those of the authors' code for hourly data: 30 generic blocks, and the interpretable model.
        let generic = NBeats::<96, 48, (GenericStack<512, 30>,)>::new(&mut rng());
        assert_eq!(generic.parameter_count(), 27_345_120);
        type Interpretable = NBeats<240, 48, (TrendStack<2, 256>, SeasonalityStack<1, 2048>)>;
        assert_eq!(Interpretable::new(&mut rng()).parameter_count(), 13_539_942);
        let unshared = Interpretable::options().share_weights(false).build(&mut rng()).unwrap();
        assert_eq!(unshared.parameter_count(), 40_619_826);
    }

    #[test]
    fn a_part_of_other_sizes_is_not_converted() {
        type Right = NBeats<6, 4, (TrendStack<2, 5>, GenericStack<3>)>;
        // Options that are not part of the type may differ.
        let part = || Right::options().layers(1).share_weights(false).build(&mut rng()).unwrap().as_dyn().clone();
        let kind = Right::try_from(part()).unwrap().kind();
        assert!(kind.starts_with("NBeats(lookback 6, horizon 4, "), "{kind}");
        let messages = [
            NBeats::<7, 4, (TrendStack<2, 5>, GenericStack<3>)>::try_from(part()).err().unwrap(),
            NBeats::<6, 3, (TrendStack<2, 5>, GenericStack<3>)>::try_from(part()).err().unwrap(),
            NBeats::<6, 4, (TrendStack<2, 8>, GenericStack<3>)>::try_from(part()).err().unwrap(),
            NBeats::<6, 4, (SeasonalityStack<2, 5, 3>,)>::try_from(part()).err().unwrap(),
        ];
        let stacks = "stacks is (TrendStack<2, 5, 3>, GenericStack<3, 1>), but it must be";
        let expected = [
            "lookback is 6, but it must be 7".to_owned(),
            "horizon is 4, but it must be 3".to_owned(),
            format!("{stacks} (TrendStack<2, 8, 3>, GenericStack<3, 1>)"),
            format!("{stacks} (SeasonalityStack<2, 5, 3>,)"),
        ];
        assert_eq!(messages.map(|e| e.to_string()), expected.map(|text| format!("nbeats: {text}")));
    }
}
