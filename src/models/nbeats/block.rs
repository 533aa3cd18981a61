//! A block of N-BEATS, as a layer of its own.

use super::basis::Functions;
use super::block_basis::{BlockBasis, GenericBasis, type_of};
use super::config::Basis;
use super::lookback_axis::WindowAxis;
use crate::models::sizes::{at_least_one, same};
use crate::nn::{DynLinear, Forward, LayerElement, PartOf};
use crate::shape::{Dim, LastAxis, Ranked};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

/// The block's name in errors.
const BLOCK: &str = "nbeats_block";

/// Maps a window through relu layers of `WIDTH` features to a backcast of the window and a forecast of `HORIZON` steps.
///
/// | | shape |
/// |---|---|
/// | input | `(.., Dim<LOOKBACK>)` |
/// | backcast | that of the input |
/// | forecast | `(.., Dim<HORIZON>)` |
/// | `layers.0.weight`, `layers.0.bias` | `[WIDTH, LOOKBACK]`, `[WIDTH]` |
/// | `layers.1.weight`, `layers.1.bias` and so on | `[WIDTH, WIDTH]`, `[WIDTH]` |
/// | `basis_parameters.weight`, `basis_parameters.bias` | `[coefficients, WIDTH]`, `[coefficients]` |
///
/// The last layer gives the coefficients of the backcast, then those of the forecast. `BASIS` says what they multiply: with
/// [`GenericBasis`] (the default) nothing, so that there are `LOOKBACK + HORIZON`; with [`TrendBasis<DEGREE>`](crate::models::TrendBasis)
/// powers of time, `DEGREE + 1` for each; with [`SeasonalityBasis<HARMONICS>`](crate::models::SeasonalityBasis) cosines and sines. A
/// model subtracts the backcast from the window before its next block, and adds the forecasts up.
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
pub struct NBeatsBlock<
    const LOOKBACK: usize,
    const HORIZON: usize,
    const WIDTH: usize,
    BASIS = GenericBasis,
    E: Float = f32,
> {
    // Invariant: of these sizes and this basis. `new` and `with_layers` build it so, `try_from` compares.
    inner: DynNBeatsBlock<E>,
    basis: PhantomData<fn() -> BASIS>,
}

impl<const LOOKBACK: usize, const HORIZON: usize, const WIDTH: usize, BASIS, E: Float>
    NBeatsBlock<LOOKBACK, HORIZON, WIDTH, BASIS, E>
{
    /// A block with freshly drawn parameters and four layers.
    ///
    /// # Panics
    /// If a size is 0, or memory does not suffice.
    #[track_caller]
    pub fn new(rng: &mut impl Rng) -> Self
    where
        BASIS: BlockBasis,
    {
        Self::with_layers(4, rng)
    }

    /// A block with freshly drawn parameters and this number of relu layers.
    ///
    /// # Panics
    /// If a size or the number of layers is 0, or memory does not suffice.
    #[track_caller]
    pub fn with_layers(layers: usize, rng: &mut impl Rng) -> Self
    where
        BASIS: BlockBasis,
    {
        let inner = or_panic(DynNBeatsBlock::with_element(LOOKBACK, HORIZON, WIDTH, layers, BASIS::BASIS, rng));
        NBeatsBlock { inner, basis: PhantomData }
    }

    /// The backcast and the forecast. The same as the trait's `forward`, with shorter errors.
    ///
    /// # Panics
    /// If memory does not suffice.
    // `S::Known` is `S`, and exists only for a tuple: a `DynTensor` is told that its rank is not known.
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

/// The number of layers is not compared: the type does not say it.
impl<const LOOKBACK: usize, const HORIZON: usize, const WIDTH: usize, BASIS: BlockBasis, E: Float>
    PartOf<NBeatsBlock<LOOKBACK, HORIZON, WIDTH, BASIS, E>> for DynNBeatsBlock<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        same(BLOCK, "lookback", self.functions.lookback, LOOKBACK)?;
        same(BLOCK, "horizon", self.functions.horizon, HORIZON)?;
        same(BLOCK, "width", self.width, WIDTH)?;
        same(BLOCK, "basis", type_of(self.functions.basis), type_of(BASIS::BASIS))
    }
}

/// The run-time part of [`NBeatsBlock`]: sizes are values, a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTensor, Tensor, models::{Basis, DynNBeatsBlock, NBeatsBlock, TrendBasis}};
/// let basis = Basis::Trend { degree: 2 };
/// let block = DynNBeatsBlock::new(96, 24, 32, 4, basis, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([8, 96])?;
/// let (backcast, forecast) = block.forward(x)?;
/// assert_eq!((backcast.sizes(), forecast.sizes()), (&[8, 96][..], &[8, 24][..]));
/// let typed: NBeatsBlock<96, 24, 32, TrendBasis<2>> = block.try_into()?; // an error if the sizes were others
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
pub struct DynNBeatsBlock<E: Float = f32> {
    layers: Vec<DynLinear<E>>,
    basis_parameters: DynLinear<E>,
    #[module(skip)]
    functions: Functions<E>,
    #[module(skip)]
    width: usize,
}

impl DynNBeatsBlock {
    /// A block with freshly drawn parameters and `layers` relu layers of `width` features.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] if a size is 0 or there are more than 10 000 layers, [`ShapeError::TooLarge`] if memory does not
    /// suffice.
    pub fn new(
        lookback: usize,
        horizon: usize,
        width: usize,
        layers: usize,
        basis: Basis,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        Self::with_element(lookback, horizon, width, layers, basis, rng)
    }
}

impl<E: Float> DynNBeatsBlock<E> {
    /// As [`new`](DynNBeatsBlock::new), in any element type: `DynNBeatsBlock::<f64>::with_element(96, 24, 32, 4, basis, rng)`.
    ///
    /// # Errors
    /// As [`new`](DynNBeatsBlock::new).
    pub fn with_element(
        lookback: usize,
        horizon: usize,
        width: usize,
        layers: usize,
        basis: Basis,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        let harmonics = if let Basis::Seasonality { harmonics } = basis { harmonics } else { 1 };
        let sizes = [("lookback", lookback), ("horizon", horizon), ("width", width), ("layers", layers)];
        at_least_one(BLOCK, &sizes)?;
        at_least_one(BLOCK, &[("harmonics", harmonics)])?;
        // They would be built one by one until memory is used up.
        if layers > 10_000 {
            let (name, found, allowed) = ("layers", layers.to_string(), "at most 10000".into());
            return Err(ShapeError::Argument { op: BLOCK, name, found, allowed });
        }
        Self::over(Functions::new(basis, lookback, horizon)?, width, layers, rng)
    }

    /// A block over basis functions that several blocks share; `width` and `layers` are at least 1.
    pub(super) fn over(
        functions: Functions<E>,
        width: usize,
        layers: usize,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        let layer = |i| DynLinear::with_element(if i == 0 { functions.lookback } else { width }, width, rng);
        let layers = (0..layers).map(layer).collect::<Result<_, ShapeError>>()?;
        let basis_parameters = DynLinear::with_element(width, functions.coefficients()?, rng)?;
        Ok(DynNBeatsBlock { layers, basis_parameters, functions, width })
    }

    /// The backcast `[.., lookback]` and the forecast `[.., horizon]` of `[.., lookback]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for another lookback, [`ShapeError::Rank`] if there is no axis.
    pub fn forward(&self, x: DynTensor<E>) -> Result<(DynTensor<E>, DynTensor<E>), ShapeError> {
        let coefficients = self.coefficients(x)?;
        Ok((self.functions.backcast(&coefficients)?, self.functions.forecast(&coefficients)?))
    }

    /// The forecast alone: nothing reads the backcast of a model's last block.
    pub(super) fn forecast(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.functions.forecast(&self.coefficients(x)?)
    }

    fn coefficients(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let expected = self.functions.lookback;
        if let Some((&found, before)) = x.sizes().split_last()
            && found != expected
        {
            let (axis, sizes) = (before.len(), x.sizes().into());
            return Err(ShapeError::Size { op: BLOCK, axis, name: "the lookback", expected, found, sizes });
        }
        let hidden = self.layers.iter().try_fold(x, |x, layer| layer.forward_relu(x))?;
        self.basis_parameters.forward(hidden)
    }

    fn describe(&self) -> String {
        let Functions { lookback, horizon, basis, .. } = self.functions;
        format!("NBeatsBlock({lookback}, {horizon}, width {}, {})", self.width, type_of(basis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::nbeats::{SeasonalityBasis, TrendBasis};
    use crate::nn::gradients_test::check_layer;
    use crate::nn::{DynForward, Module};
    use crate::shape::Batch;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(3)
    }

    /// Backcast and forecast side by side, as the one output that a gradient check takes.
    #[derive(timeseriesml_macros::Module)]
    struct Both(DynNBeatsBlock<f64>);
    impl DynForward<f64> for Both {
        fn try_forward(&self, x: DynTensor<f64>) -> Result<DynTensor<f64>, ShapeError> {
            let (backcast, forecast) = self.0.forward(x)?;
            DynTensor::concat(&[backcast, forecast], -1)
        }
    }

    #[test]
    fn gradients_match_differences_in_every_basis() {
        let x = DynTensor::randn_sized([3, 6], &mut rng()).unwrap();
        for basis in [Basis::Generic, Basis::Trend { degree: 2 }, Basis::Seasonality { harmonics: 1 }] {
            let block = DynNBeatsBlock::with_element(6, 4, 5, 2, basis, &mut rng()).unwrap();
            check_layer(&mut Both(block), x.clone());
        }
    }

    #[test]
    fn the_backcast_has_the_shape_of_the_input_whatever_stands_before_its_last_axis() {
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
    fn sizes_of_0_are_refused_by_name() {
        for (i, name) in ["lookback", "horizon", "width", "layers", "harmonics"].into_iter().enumerate() {
            let mut sizes = [2; 5];
            sizes[i] = 0;
            let [lookback, horizon, width, layers, harmonics] = sizes;
            let basis = Basis::Seasonality { harmonics };
            let error = DynNBeatsBlock::new(lookback, horizon, width, layers, basis, &mut rng()).unwrap_err();
            assert_eq!(error.to_string(), format!("nbeats_block: {name} is 0, but it must be at least 1"));
        }
        let deep = DynNBeatsBlock::new(6, 4, 5, usize::MAX, Basis::Generic, &mut rng()).unwrap_err().to_string();
        assert!(deep.ends_with("but it must be at most 10000"), "{deep}");
    }

    #[test]
    #[should_panic(expected = "nbeats_block: width is 0, but it must be at least 1")]
    fn a_typed_width_of_0_panics_in_new() {
        NBeatsBlock::<6, 4, 0>::new(&mut rng());
    }

    #[test]
    fn a_window_of_another_length_is_refused() {
        let block = DynNBeatsBlock::new(6, 4, 5, 2, Basis::Generic, &mut rng()).unwrap();
        let error = block.forward(DynTensor::zeros_sized([3, 7]).unwrap()).unwrap_err();
        assert!(matches!(error, ShapeError::Size { axis: 1, expected: 6, found: 7, .. }), "{error}");
        assert!(block.forward(DynTensor::zeros_sized([]).unwrap()).is_err());
    }
}
