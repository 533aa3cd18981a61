//! Losses: a number computed from a prediction and a target.
//!
//! A loss is the mean over all elements. `.summed()` returns a loss that is the sum instead. `.unreduced(prediction, target)` is a method, not a
//! separate type of loss, because it returns a tensor, which must be reduced to a number before training.

mod cross_entropy;
mod elementwise;
mod quantile;
mod summed;

pub use cross_entropy::CrossEntropyLoss;
pub use elementwise::{HuberLoss, MaeLoss, MseLoss, SmoothL1Loss};
pub use quantile::{QuantileLevels, QuantileLoss};
pub use summed::Summed;

use crate::tensor::{Float, ShapeError, Tensor};

/// Compares a prediction with a target. `E` is the element type of the result: a loss in `f64` implements `Loss<P, T, f64>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot compare a prediction `{P}` with a target `{T}`",
    label = "this loss does not fit the prediction of the model and the target of the data",
    note = "most losses need a prediction and a target of the same shape; `QuantileLoss::new([0.1, 0.5, 0.9])` needs a prediction with a last axis `Quantile<3>`, `CrossEntropyLoss` a target of `i64`"
)]
pub trait Loss<P, T, E: Float = f32>: Send + Sync {
    /// How far the prediction is from the target.
    ///
    /// # Errors
    /// [`ShapeError`] if sizes known only at run time differ, or the target holds a value that the loss does not accept.
    fn loss(&self, prediction: P, target: T) -> Result<Tensor<(), E>, ShapeError>;

    /// The weight of a batch in a mean over several batches; by default the number of items in the batch.
    ///
    /// [`CrossEntropyLoss`] returns the number of targets that are not ignored, since its mean is over these. A batch of weight 0 has no loss: a
    /// [`Trainer`](crate::training::Trainer) skips the batch.
    fn weight(&self, target: &T, items: usize) -> f64 {
        let _ = target;
        items as f64
    }
}
