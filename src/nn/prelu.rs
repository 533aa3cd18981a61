//! An activation with a learned slope.

use super::forward::{DynForward, Forward};
use super::layer_element::LayerElement;
use super::parameter::Parameter;
use crate::shape::{DynShape, Ranked};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};

/// `x` above 0, `slope·x` below, with one learned slope, initially 0.25.
///
/// For a slope per channel, use a parameter of your own: `x.prelu(&slopes)`, where `slopes` broadcasts to `x`.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Tensor, nn::PRelu};
/// let layer = PRelu::new();
/// let x: Tensor<(Dim<2>,)> = Tensor::from([-4.0, 4.0]);
/// assert_eq!(layer.forward(x).to_vec(), [-1.0, 4.0]);
/// ```
/// # Source
/// He et al., "Delving deep into rectifiers", 2015; `torch.nn.PReLU` with one parameter.
#[doc(alias = "PReLU")]
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[must_use]
pub struct PRelu<E: Float = f32> {
    // Invariant: the sizes of the weight are [1].
    weight: Parameter<DynShape, E>,
}

impl PRelu {
    /// A layer with the slope 0.25.
    ///
    /// # Panics
    /// If memory runs out.
    #[expect(clippy::new_without_default, reason = "layers are built with `new`: most of them need an rng")]
    #[track_caller]
    pub fn new() -> Self {
        or_panic(Self::with_slope(0.25))
    }
}

impl<E: Float> PRelu<E> {
    /// A layer with this initial slope, for any element type: `PRelu::<f64>::with_slope(0.25)`.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`] if memory runs out.
    pub fn with_slope(slope: f64) -> Result<Self, ShapeError> {
        Ok(PRelu { weight: Parameter::new(DynTensor::full_sized([1], E::from_f64(slope))?) })
    }

    /// Applies the function to every element.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward<S: Ranked, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<S, E> {
        Tensor::from_array(or_panic(self.try_forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<S: Ranked, X: Element + LayerElement<E>, E: Float> Forward<Tensor<S, X>> for PRelu<E> {
    type Output = Tensor<S, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Tensor<S, E> {
        PRelu::forward(self, x)
    }
}

impl<E: Float> DynForward<E> for PRelu<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        // As a scalar, the slope broadcasts to any sizes, including those of a scalar.
        x.prelu(&self.weight.select(0, 0)?)
    }
}
