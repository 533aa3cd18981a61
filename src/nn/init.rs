//! Initialization of parameters: PyTorch's default for linear, convolutional and recurrent layers.
//!
//! Weight and bias are drawn from U(−k, k) with k = 1/√fan_in. For weights this equals Kaiming uniform initialization (He et al. 2015) with the
//! negative slope √5, PyTorch's `a`. Values are drawn in row-major order, the weight first.

use super::parameter::Parameter;
use crate::shape::DynShape;
use crate::tensor::{Float, ShapeError, Tensor};
use rand::Rng;

/// A parameter drawn from U(−1/√fan_in, 1/√fan_in).
pub(super) fn uniform_by_fan_in<E: Float>(
    sizes: &[usize],
    fan_in: usize,
    rng: &mut impl Rng,
) -> Result<Parameter<DynShape, E>, ShapeError> {
    let bound = E::ONE / E::from_usize(fan_in.max(1)).sqrt();
    Ok(Parameter::new(Tensor::uniform_sized(sizes, -bound, bound, rng)?))
}
