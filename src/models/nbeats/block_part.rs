//! A block of N-BEATS with run-time sizes.

use super::basis::Functions;
use super::block::NBeatsBlock;
use super::block_basis::{BlockBasis, type_of};
use super::config::Basis;
use crate::nn::{DynLinear, PartOf, at_least_one, compare};
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// The block's name in errors.
const BLOCK: &str = "nbeats_block";

/// The run-time version of [`NBeatsBlock`]: sizes are values, and a wrong input is an error.
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
/// let typed: NBeatsBlock<96, 24, 32, TrendBasis<2>> = block.try_into()?; // an error if the sizes differ
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynNBeatsBlock<E: Float = f32> {
    layers: Vec<DynLinear<E>>,
    basis_parameters: DynLinear<E>,
    #[module(skip)]
    functions: Functions<E>,
    #[module(skip)]
    width: usize,
}

impl DynNBeatsBlock {
    /// A block with randomly initialized parameters and `layers` relu layers of `width` features.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] if a size is 0 or there are more than 10 000 layers, [`ShapeError::TooLarge`] if memory runs out.
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
    /// Like [`new`](DynNBeatsBlock::new), but for any element type: `DynNBeatsBlock::<f64>::with_element(96, 24, 32, 4, basis, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynNBeatsBlock::new).
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
        // More layers would be built one by one until memory runs out.
        if layers > 10_000 {
            let (name, found, allowed) = ("layers", layers.to_string(), "at most 10000".into());
            return Err(ShapeError::Argument { op: BLOCK, name, found, allowed });
        }
        Self::over(Functions::new(basis, lookback, horizon)?, width, layers, rng)
    }

    /// A block with basis functions that several blocks share; `width` and `layers` must be at least 1.
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

    /// Maps `[.., lookback]` to the backcast `[.., lookback]` and the forecast `[.., horizon]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong lookback, [`ShapeError::Rank`] if there is no axis.
    pub fn forward(&self, x: DynTensor<E>) -> Result<(DynTensor<E>, DynTensor<E>), ShapeError> {
        let coefficients = self.coefficients(x)?;
        Ok((self.functions.backcast(&coefficients)?, self.functions.forecast(&coefficients)?))
    }

    /// Only the forecast: a model does not use the backcast of its last block.
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

/// The number of layers is not compared, since it is not part of the type.
impl<const LOOKBACK: usize, const HORIZON: usize, const WIDTH: usize, BASIS: BlockBasis, E: Float>
    PartOf<NBeatsBlock<LOOKBACK, HORIZON, WIDTH, BASIS, E>> for DynNBeatsBlock<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        compare(BLOCK, "lookback", &self.functions.lookback, &LOOKBACK)?;
        compare(BLOCK, "horizon", &self.functions.horizon, &HORIZON)?;
        compare(BLOCK, "width", &self.width, &WIDTH)?;
        compare(BLOCK, "basis", &type_of(self.functions.basis), &type_of(BASIS::BASIS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::DynForward;
    use crate::nn::gradients_test::check_layer;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(3)
    }

    /// Concatenates backcast and forecast, since a gradient check takes a single output.
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
    fn a_window_of_another_length_is_refused() {
        let block = DynNBeatsBlock::new(6, 4, 5, 2, Basis::Generic, &mut rng()).unwrap();
        let error = block.forward(DynTensor::zeros_sized([3, 7]).unwrap()).unwrap_err();
        assert!(matches!(error, ShapeError::Size { axis: 1, expected: 6, found: 7, .. }), "{error}");
        assert!(block.forward(DynTensor::zeros_sized([]).unwrap()).is_err());
    }
}
