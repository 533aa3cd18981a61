//! Layer normalisation over the last axis.

use super::forward::{DynForward, Forward};
use super::module::{Module, Path, Visitor, VisitorMut};
use super::parameter::Parameter;
use crate::shape::{DynShape, FeatureAxis, LastAxis, Ranked};
use crate::tensor::{DynTensor, ShapeError, Tensor, or_panic};

/// Shifts and scales each row of `N` features to mean 0 and variance 1, then by a learned weight and bias.
///
/// | | shape |
/// |---|---|
/// | input, output | `(.., Dim<N>)` |
/// | `weight`, `bias` | `[N]`, ones and zeros at first |
///
/// # Example
/// ```
/// use timeseriesml::{Batch, Dim, LayerNorm, Tensor};
/// let layer = LayerNorm::<4>::new();
/// let x: Tensor<(Batch, Dim<4>)> = Tensor::from_slice_sized([1, 4], &[1.0, 2.0, 3.0, 4.0])?;
/// let y = layer.forward(x).to_vec();
/// assert!((y[0] + 1.3416).abs() < 1e-4 && (y[3] - 1.3416).abs() < 1e-4);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Ba, Kiros and Hinton, "Layer Normalization", 2016; epsilon 1e-5 and the biased variance of `torch.nn.LayerNorm`.
#[derive(Clone, Debug)]
pub struct LayerNorm<const N: usize> {
    // Invariant: of N features. `new` is the only way in.
    inner: DynLayerNorm,
}

impl<const N: usize> LayerNorm<N> {
    /// A layer that changes nothing but mean and variance.
    ///
    /// # Panics
    /// If memory does not suffice.
    #[expect(clippy::new_without_default, reason = "layers are made by `new` alone, as those that draw parameters are")]
    #[track_caller]
    pub fn new() -> Self {
        LayerNorm { inner: or_panic(DynLayerNorm::new(N)) }
    }

    /// Normalises the last axis. The same as the trait's `forward`, with shorter errors.
    ///
    /// # Panics
    /// If memory does not suffice.
    // `S::Known` as in `Linear`.
    #[track_caller]
    pub fn forward<S: Ranked>(&self, x: Tensor<S>) -> Tensor<S>
    where
        S::Known: LastAxis,
        <S::Known as LastAxis>::Last: FeatureAxis<N>,
    {
        Tensor::from_array(or_panic(self.inner.forward(x.into_dyn())).into_array())
    }

    /// The run-time part.
    pub fn as_dyn(&self) -> &DynLayerNorm {
        &self.inner
    }
}

impl<S, const N: usize> Forward<Tensor<S>> for LayerNorm<N>
where
    S: LastAxis,
    S::Last: FeatureAxis<N>,
{
    type Output = Tensor<S>;
    #[track_caller]
    fn forward(&self, x: Tensor<S>) -> Tensor<S> {
        LayerNorm::forward(self, x)
    }
}

impl<const N: usize> DynForward for LayerNorm<N> {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        self.inner.forward(x)
    }
}

impl<const N: usize> Module for LayerNorm<N> {
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.inner.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        self.inner.visit_mut(path, visitor);
    }
}

/// The run-time part of [`LayerNorm`]: the size is a value, a wrong input is an error.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
pub struct DynLayerNorm {
    weight: Parameter<DynShape>,
    bias: Parameter<DynShape>,
}

impl DynLayerNorm {
    /// Added to the variance inside the root.
    pub const EPSILON: f64 = 1e-5;

    /// A layer over `features` features.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`] if memory does not suffice.
    pub fn new(features: usize) -> Result<Self, ShapeError> {
        let constant = |value| Ok(Parameter::new(DynTensor::full_sized([features], value)?));
        Ok(DynLayerNorm { weight: constant(1.0)?, bias: constant(0.0)? })
    }

    /// Normalises the last axis.
    ///
    /// # Errors
    /// [`ShapeError::Size`] if the input has another number of features, [`ShapeError::Rank`] if it has no axis.
    pub fn forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        x.layer_norm(Some(&self.weight), Some(&self.bias), Self::EPSILON)
    }
}

impl DynForward for DynLayerNorm {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        self.forward(x)
    }
}
