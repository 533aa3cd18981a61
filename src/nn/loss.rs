//! Losses: one number from a prediction and a target.

use crate::shape::{Ranked, TargetShape};
use crate::tensor::{DynTensor, Float, ShapeError, Tensor};

/// Compares a prediction with a target. `E` is the element type of the result: a loss in `f64` implements `Loss<P, T, f64>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a loss between what the model predicts and the target of the data",
    label = "expected `MseLoss`, or a type of yours that implements `Loss` for both",
    note = "a loss takes a prediction and a target of one shape; losses do not broadcast"
)]
pub trait Loss<P, T, E: Float = f32>: Send + Sync {
    /// How far the prediction is from the target.
    ///
    /// # Errors
    /// [`ShapeError`] if sizes known at run time differ.
    fn loss(&self, prediction: P, target: T) -> Result<Tensor<(), E>, ShapeError>;
}

/// The mean squared error.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Loss, MseLoss, Tensor};
/// let (p, t): (Tensor<(Dim<2>,)>, _) = (Tensor::from([1.0, 4.0]), Tensor::from([1.0, 2.0]));
/// assert_eq!(MseLoss.loss(p, t)?.item(), 2.0);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// `torch.nn.MSELoss` with `reduction="mean"`.
#[doc(alias = "MSELoss")]
#[derive(Clone, Copy, Debug, Default)]
pub struct MseLoss;

#[diagnostic::do_not_recommend]
impl<S: Ranked + TargetShape<T>, T: Ranked, E: Float> Loss<Tensor<S, E>, Tensor<T, E>, E> for MseLoss {
    fn loss(&self, prediction: Tensor<S, E>, target: Tensor<T, E>) -> Result<Tensor<(), E>, ShapeError> {
        prediction.try_mse_loss(&target)
    }
}

/// Of a model whose sizes are known at run time: the error of its `forward` is handed on.
#[diagnostic::do_not_recommend]
impl<E: Float> Loss<Result<DynTensor<E>, ShapeError>, DynTensor<E>, E> for MseLoss {
    fn loss(
        &self,
        prediction: Result<DynTensor<E>, ShapeError>,
        target: DynTensor<E>,
    ) -> Result<Tensor<(), E>, ShapeError> {
        prediction?.mse_loss(&target)?.try_into_shape()
    }
}
