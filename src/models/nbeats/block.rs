//! A block of N-BEATS.

use super::config::StackConfig;
use crate::nn::DynLinear;
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// Relu layers, and the coefficients at their end.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
pub(super) struct Block<E: Float> {
    layers: Vec<DynLinear<E>>,
    basis_parameters: DynLinear<E>,
}

impl<E: Float> Block<E> {
    pub(super) fn new(
        lookback: usize,
        config: &StackConfig,
        coefficients: usize,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        let width = config.width;
        let layer = |i| DynLinear::with_element(if i == 0 { lookback } else { width }, width, rng);
        let layers = (0..config.layers).map(layer).collect::<Result<_, ShapeError>>()?;
        Ok(Block { layers, basis_parameters: DynLinear::with_element(width, coefficients, rng)? })
    }

    pub(super) fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let hidden = self.layers.iter().try_fold(x, |x, layer| layer.forward_relu(x))?;
        self.basis_parameters.forward(hidden)
    }
}
