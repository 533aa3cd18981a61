//! A block of N-BEATS, as a layer.

use super::block_basis::{BlockBasis, GenericBasis};
use super::block_part::DynNBeatsBlock;
use super::lookback_axis::WindowAxis;
use crate::nn::{Forward, LayerElement};
use crate::shape::{Dim, LastAxis, Ranked};
use crate::tensor::{Element, Float, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

/// Maps a window through relu layers of `WIDTH` features to a backcast of the window and a forecast of `HORIZON` steps.
///
/// | | shape |
/// |---|---|
/// | input | `(.., Dim<LOOKBACK>)` |
/// | backcast | as the input |
/// | forecast | `(.., Dim<HORIZON>)` |
/// | `layers.0.weight`, `layers.0.bias` | `[WIDTH, LOOKBACK]`, `[WIDTH]` |
/// | `layers.1.weight`, `layers.1.bias` and so on | `[WIDTH, WIDTH]`, `[WIDTH]` |
/// | `basis_parameters.weight`, `basis_parameters.bias` | `[coefficients, WIDTH]`, `[coefficients]` |
///
/// The last layer returns the coefficients of the backcast, then those of the forecast. `BASIS` selects what they multiply:
///
/// * [`GenericBasis`] (the default): nothing; the `LOOKBACK + HORIZON` coefficients are the backcast and the forecast.
/// * [`TrendBasis<DEGREE>`](crate::models::TrendBasis): powers of time, `DEGREE + 1` each for backcast and forecast.
/// * [`SeasonalityBasis<HARMONICS>`](crate::models::SeasonalityBasis): cosines and sines.
///
/// A model subtracts the backcast from the window before its next block, and adds up the forecasts.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Tensor, models::{NBeatsBlock, TrendBasis}};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let trend = NBeatsBlock::<96, 24, 32, TrendBasis<2>>::new(&mut rng);
/// let rest = NBeatsBlock::<96, 24, 64>::new(&mut rng);
/// let x: Tensor<(Batch, Dim<96>)> = Tensor::randn_sized([8, 96], &mut rng)?;
/// let (backcast, forecast) = trend.forward(x.clone());
/// let y: Tensor<(Batch, Dim<24>)> = forecast + rest.forward(x - backcast).1;
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Oreshkin, Carpov, Chapados and Bengio, "N-BEATS: Neural basis expansion analysis for interpretable time series forecasting",
/// 2020, sections 3.1 and 3.3.
#[derive(timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct NBeatsBlock<
    const LOOKBACK: usize,
    const HORIZON: usize,
    const WIDTH: usize,
    BASIS = GenericBasis,
    E: Float = f32,
> {
    // Invariant: sizes and basis are those of the type. The constructors ensure this; the derived `TryFrom` checks it.
    inner: DynNBeatsBlock<E>,
    basis: PhantomData<fn() -> BASIS>,
}

debug_of! { [const LOOKBACK: usize, const HORIZON: usize, const WIDTH: usize, BASIS, E: Float] NBeatsBlock<LOOKBACK, HORIZON, WIDTH, BASIS, E>, "NBeatsBlock", |it| { inner: it.inner } }

impl<const LOOKBACK: usize, const HORIZON: usize, const WIDTH: usize, BASIS, E: Float>
    NBeatsBlock<LOOKBACK, HORIZON, WIDTH, BASIS, E>
{
    /// A block with four relu layers and randomly initialized parameters.
    ///
    /// # Panics
    /// If a size is 0, or memory runs out.
    #[track_caller]
    pub fn new(
        rng: &mut impl Rng, /* sizes are in the type: `NBeatsBlock::<96, 24, 64, GenericBasis>::new(&mut rng)` */
    ) -> Self
    where
        BASIS: BlockBasis,
    {
        Self::with_layers(4, rng)
    }

    /// A block with `layers` relu layers and randomly initialized parameters.
    ///
    /// # Panics
    /// If a size is 0, `layers` is 0 or above 10 000, or memory runs out.
    #[track_caller]
    pub fn with_layers(layers: usize, rng: &mut impl Rng) -> Self
    where
        BASIS: BlockBasis,
    {
        let inner = or_panic(DynNBeatsBlock::with_element(LOOKBACK, HORIZON, WIDTH, layers, BASIS::BASIS, rng));
        NBeatsBlock { inner, basis: PhantomData }
    }

    /// The backcast and the forecast. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    // `S::Known` is `S`; it exists only for tuples, so for a `DynTensor` the message is that its rank is unknown.
    #[track_caller]
    #[expect(clippy::type_complexity, reason = "the two shapes, written out")]
    pub fn forward<S: Ranked, X: Element + LayerElement<E>>(
        &self,
        x: Tensor<S, X>,
    ) -> (Tensor<S, E>, Tensor<<S::Known as LastAxis>::WithLast<Dim<HORIZON>>, E>)
    where
        S::Known: LastAxis,
        <S::Known as LastAxis>::Last: WindowAxis<LOOKBACK>,
    {
        let (backcast, forecast) = or_panic(self.inner.forward(X::into_layer(x).into_dyn()));
        (Tensor::from_array(backcast.into_array()), Tensor::from_array(forecast.into_array()))
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, const WIDTH: usize, BASIS, E: Float> Clone
    for NBeatsBlock<LOOKBACK, HORIZON, WIDTH, BASIS, E>
{
    fn clone(&self) -> Self {
        NBeatsBlock { inner: self.inner.clone(), basis: PhantomData }
    }
}

impl<S, X, const LOOKBACK: usize, const HORIZON: usize, const WIDTH: usize, BASIS, E: Float> Forward<Tensor<S, X>>
    for NBeatsBlock<LOOKBACK, HORIZON, WIDTH, BASIS, E>
where
    S: LastAxis,
    S::Last: WindowAxis<LOOKBACK>,
    X: Element + LayerElement<E>,
{
    type Output = (Tensor<S, E>, Tensor<S::WithLast<Dim<HORIZON>>, E>);
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Self::Output {
        NBeatsBlock::forward(self, x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::nbeats::{Basis, SeasonalityBasis, TrendBasis};
    use crate::nn::Module;
    use crate::shape::Batch;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(3)
    }

    #[test]
    fn backcast_and_forecast_keep_the_leading_axes_of_the_input() {
        let block = NBeatsBlock::<6, 4, 5, SeasonalityBasis<1>>::new(&mut rng());
        let x: Tensor<(Batch, Dim<2>, Dim<6>)> = Tensor::randn_sized([3, 2, 6], &mut rng()).unwrap();
        let (backcast, forecast) = block.forward(x.clone());
        let (_, forecast): (_, Tensor<(Batch, Dim<2>, Dim<4>)>) = ((&x - &backcast).sizes(), forecast);
        let one: Tensor<(Dim<6>,)> = Tensor::from_slice_sized([6], &x.to_vec()[..6]).unwrap();
        let (_, of_one) = block.forward(one);
        assert_eq!(of_one.sizes(), [4]);
        for (found, expected) in of_one.to_vec().iter().zip(forecast.to_vec()) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    #[test]
    fn parameters_are_counted_by_basis() {
        let layers = |width: usize| (6 * width + width) + 3 * (width * width + width);
        let coefficients = |width: usize, n: usize| width * n + n;
        let generic = NBeatsBlock::<6, 4, 5>::new(&mut rng());
        assert_eq!(generic.parameter_count(), layers(5) + coefficients(5, 10));
        let trend = NBeatsBlock::<6, 4, 5, TrendBasis<2>>::new(&mut rng());
        assert_eq!(trend.parameter_count(), layers(5) + coefficients(5, 6));
        let short = NBeatsBlock::<6, 4, 5, TrendBasis<2>>::with_layers(1, &mut rng());
        assert_eq!(short.parameter_count(), 6 * 5 + 5 + coefficients(5, 6));
    }

    #[test]
    fn a_block_of_other_sizes_is_not_converted() {
        let basis = Basis::Trend { degree: 2 };
        let block = || DynNBeatsBlock::new(6, 4, 5, 2, basis, &mut rng()).unwrap();
        let right = NBeatsBlock::<6, 4, 5, TrendBasis<2>>::try_from(block()).unwrap();
        assert_eq!(right.kind(), "NBeatsBlock(6, 4, width 5, TrendBasis<2>)");
        let messages = [
            NBeatsBlock::<7, 4, 5, TrendBasis<2>>::try_from(block()).err().unwrap(),
            NBeatsBlock::<6, 3, 5, TrendBasis<2>>::try_from(block()).err().unwrap(),
            NBeatsBlock::<6, 4, 8, TrendBasis<2>>::try_from(block()).err().unwrap(),
            NBeatsBlock::<6, 4, 5>::try_from(block()).err().unwrap(),
        ];
        let expected = [
            "lookback is 6, but it must be 7",
            "horizon is 4, but it must be 3",
            "width is 5, but it must be 8",
            "basis is TrendBasis<2>, but it must be GenericBasis",
        ];
        assert_eq!(messages.map(|e| e.to_string()), expected.map(|text| format!("nbeats_block: {text}")));
    }

    #[test]
    #[should_panic(expected = "nbeats_block: width is 0, but it must be at least 1")]
    fn a_typed_width_of_0_panics_in_new() {
        let _ = NBeatsBlock::<6, 4, 0>::new(&mut rng());
    }
}
