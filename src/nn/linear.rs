//! The linear layer: y = x·Wᵀ + b along the last axis.

use super::forward::{DynForward, Forward};
use super::init::uniform_by_fan_in;
use super::module::{Module, Path, Visitor, VisitorMut};
use super::parameter::Parameter;
use crate::shape::{Dim, DynShape, FeatureAxis, LastAxis, Ranked};
use crate::tensor::{DynTensor, ShapeError, Tensor, or_panic};
use rand::Rng;

/// A linear map of the last axis, from `IN` features to `OUT`.
///
/// | | shape |
/// |---|---|
/// | input | `(.., Dim<IN>)` |
/// | output | `(.., Dim<OUT>)` |
/// | `weight`, `bias` | `[OUT, IN]`, `[OUT]`, drawn from U(−k, k), k = 1/√IN |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Linear, Tensor};
/// let layer = Linear::<5, 64>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<96>, Dim<5>)> = Tensor::zeros_sized([32, 96, 5])?;
/// let y: Tensor<(Batch, Dim<96>, Dim<64>)> = layer.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Definition, layout and initialisation: `torch.nn.Linear`.
#[derive(Clone, Debug)]
pub struct Linear<const IN: usize, const OUT: usize> {
    // Invariant: of IN inputs and OUT outputs. `new` and `try_from` are the only ways in.
    inner: DynLinear,
}

impl<const IN: usize, const OUT: usize> Linear<IN, OUT> {
    /// A layer with freshly drawn parameters.
    ///
    /// # Panics
    /// If memory does not suffice.
    #[track_caller]
    pub fn new(rng: &mut impl Rng) -> Self {
        Linear { inner: or_panic(DynLinear::new(IN, OUT, rng)) }
    }

    /// Maps the last axis. The same as the trait's `forward`, with shorter errors.
    ///
    /// # Panics
    /// If memory does not suffice.
    // `S::Known` is `S`, and exists only for a tuple: a `DynTensor` is told that its rank is not known.
    #[track_caller]
    pub fn forward<S: Ranked>(&self, x: Tensor<S>) -> Tensor<<S::Known as LastAxis>::WithLast<Dim<OUT>>>
    where
        S::Known: LastAxis,
        <S::Known as LastAxis>::Last: FeatureAxis<IN>,
    {
        Tensor::from_array(or_panic(self.inner.forward(x.into_dyn())).into_array())
    }

    /// The run-time part.
    pub fn as_dyn(&self) -> &DynLinear {
        &self.inner
    }
}

impl<S, const IN: usize, const OUT: usize> Forward<Tensor<S>> for Linear<IN, OUT>
where
    S: LastAxis,
    S::Last: FeatureAxis<IN>,
{
    type Output = Tensor<S::WithLast<Dim<OUT>>>;
    #[track_caller]
    fn forward(&self, x: Tensor<S>) -> Self::Output {
        Linear::forward(self, x)
    }
}

impl<const IN: usize, const OUT: usize> DynForward for Linear<IN, OUT> {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        self.inner.forward(x)
    }
}

impl<const IN: usize, const OUT: usize> Module for Linear<IN, OUT> {
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.inner.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        self.inner.visit_mut(path, visitor);
    }
}

/// The run-time part of [`Linear`]: sizes are values, a wrong input is an error.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
pub struct DynLinear {
    weight: Parameter<DynShape>,
    bias: Parameter<DynShape>,
}

impl DynLinear {
    /// A layer with freshly drawn parameters, from `inputs` features to `outputs`.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`] if memory does not suffice.
    pub fn new(inputs: usize, outputs: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let weight = uniform_by_fan_in(&[outputs, inputs], inputs, rng)?;
        Ok(DynLinear { weight, bias: uniform_by_fan_in(&[outputs], inputs, rng)? })
    }

    /// As [`new`](Self::new), with a bias of zeros.
    pub(super) fn with_zero_bias(inputs: usize, outputs: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let weight = uniform_by_fan_in(&[outputs, inputs], inputs, rng)?;
        Ok(DynLinear { weight, bias: Parameter::new(DynTensor::zeros_sized([outputs])?) })
    }

    /// Maps the last axis.
    ///
    /// # Errors
    /// [`ShapeError::Size`] if the input has another number of features, [`ShapeError::Rank`] if it has no axis.
    pub fn forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        x.linear(&self.weight, Some(&self.bias))
    }

    /// As [`forward`](Self::forward) with a relu behind it, in one pass.
    pub(crate) fn forward_relu(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        x.linear_relu(&self.weight, &self.bias)
    }
}

impl DynForward for DynLinear {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        self.forward(x)
    }
}
