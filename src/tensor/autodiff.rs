//! Automatic differentiation: leaves and the backward pass, and the gradient check.

use super::{DynTensor, Element, Float, GradcheckError, Gradients, RealOperations, Result, Tensor, or_panic};
use crate::shape::{Ranked, Scalar, Shape};
use timeseriesml_core::array::Array;
use timeseriesml_core::autodiff::gradcheck as check;

impl<S: Shape, E: Element> Tensor<S, E> {
    /// The same values as a leaf of the graph: results computed from it can be differentiated with respect to it.
    ///
    /// The new leaf has no history: no gradient flows back to what this tensor was computed from. Parameters of layers are leaves already.
    #[doc(alias = "requires_grad_")]
    pub fn requires_grad(self) -> Self
    where
        E: Float,
    {
        Tensor::from_array(self.into_array().detach().into_leaf())
    }

    /// Whether operations on this tensor are recorded. They are if it depends on a leaf and recording is on.
    #[doc(alias = "requires_grad")]
    pub fn is_tracked(&self) -> bool
    where
        E: Float,
    {
        self.array().is_tracked()
    }
}

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The gradients of this scalar with respect to every leaf that it was computed from.
    ///
    /// The graph lives as long as its tensors; `backward` can be called again and gives the same gradients. The backward pass is not itself recorded:
    /// there are no second derivatives.
    ///
    /// # Panics
    /// If this tensor has no recorded history, or memory runs out.
    #[track_caller]
    pub fn backward(&self) -> Gradients<E>
    where
        E: Float,
        S: Scalar,
    {
        or_panic(recorded(self.array()))
    }
}

impl<E: Element> DynTensor<E> {
    /// The gradients of this scalar with respect to every leaf that it was computed from.
    ///
    /// # Errors
    /// [`ShapeError::NotScalar`](super::ShapeError::NotScalar) if this tensor does not have exactly one element,
    /// [`ShapeError::NotTracked`](super::ShapeError::NotTracked) if this tensor has no recorded history.
    pub fn backward(&self) -> Result<Gradients<E>>
    where
        E: Float,
    {
        recorded(self.array())
    }
}

fn recorded<E: Float>(output: &Array<E>) -> Result<Gradients<E>> {
    let gradients = <E as RealOperations>::backward(output)?;
    if output.node().is_none() { Err(super::ShapeError::NotTracked) } else { Ok(Gradients(gradients)) }
}

/// Compares the gradient of a function with finite differences in `f64`, for every element of every input.
///
/// The function may return a tensor of any shape; a sum with fixed, unequal weights reduces it to a scalar. The gradient must agree with central
/// differences with a step of 1e-5 within 1e-6 (relative for derivatives above 1), so inputs and outputs should be near 1 and away from kinks.
///
/// # Errors
/// [`GradcheckError::Differs`] with the input, the element and both derivatives, or the error that the function returned.
///
/// # Example
/// ```
/// use timeseriesml::{DynTensor, tensor::gradcheck};
/// let x = DynTensor::from_slice_sized([3], &[0.1, -0.4, 0.7])?;
/// gradcheck(|x| Ok(x[0].tanh()), &[x])?;
/// # Ok::<(), timeseriesml::tensor::GradcheckError>(())
/// ```
#[doc(alias = "torch.autograd.gradcheck")]
pub fn gradcheck(
    f: impl Fn(&[DynTensor<f64>]) -> Result<DynTensor<f64>>,
    inputs: &[DynTensor<f64>],
) -> std::result::Result<(), GradcheckError> {
    let arrays: Vec<Array<f64>> = inputs.iter().map(Tensor::handle).collect();
    check::gradcheck(
        |x| {
            let x: Vec<DynTensor<f64>> = x.iter().cloned().map(Tensor::from_array).collect();
            f(&x).map(Tensor::into_array)
        },
        &arrays,
    )
}
