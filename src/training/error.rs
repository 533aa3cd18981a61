//! The errors of training, validation and prediction.

use super::checkpoint::CheckpointError;
use crate::forecaster::FirstNotFinite;
use crate::optim::OptimError;
use crate::tensor::{GradientError, ShapeError};

/// Why training, validation or prediction stopped.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// The loss is NaN or infinite.
    #[error("epoch {epoch}, batch {batch}, learning rate {learning_rate}: the loss is {loss}: {cause}")]
    LossNotFinite {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch within the epoch, from 1.
        batch: usize,
        /// The loss.
        loss: f32,
        /// The learning rate that the step would have had.
        learning_rate: f64,
        /// The first non-finite value, in the data, the weights or the result of an operation.
        cause: Box<FirstNotFinite>,
    },
    /// The loss is finite, but a gradient is not. The optimizer made no step, so the weights are unchanged.
    #[error("epoch {epoch}, batch {batch}, learning rate {learning_rate}: {cause}")]
    GradientNotFinite {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch within the epoch, from 1.
        batch: usize,
        /// The learning rate that the step would have had.
        learning_rate: f64,
        /// The first gradient that is not finite.
        cause: Box<FirstNotFinite>,
    },
    /// The validation loss is NaN or infinite.
    #[error("epoch {epoch}, learning rate {learning_rate}: the validation loss is {loss}: {cause}")]
    ValidationNotFinite {
        /// The epoch, from 1; 0 before training.
        epoch: usize,
        /// The loss.
        loss: f64,
        /// The learning rate of the optimizer.
        learning_rate: f64,
        /// The first value that is not finite: in the data, the weights, or the result of an operation.
        cause: Box<FirstNotFinite>,
    },
    /// The gradients could not be clipped, for lack of memory.
    #[error("epoch {epoch}, batch {batch}: {source}")]
    ClippingFailed {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch within the epoch, from 1.
        batch: usize,
        /// The cause.
        source: GradientError,
    },
    /// A value of an input is NaN or infinite.
    #[error(
        "predict: the input holds {found} at element {element} (row-major, sizes {sizes:?}); fill or remove missing values first"
    )]
    InputNotFinite {
        /// The value.
        found: f32,
        /// The value's index in row-major order.
        element: usize,
        /// The sizes of the input.
        sizes: Vec<usize>,
    },
    /// There is nothing to train or validate on.
    #[error("the {part} data is empty")]
    NoData {
        /// `training` or `validation`.
        part: &'static str,
    },
    /// A callback ended the run with an error.
    #[error("callback: {message}")]
    CallbackFailed {
        /// The error of the callback.
        message: String,
    },
    /// A checkpoint could not be written, or was made with different data.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The optimizer could not make a step.
    #[error(transparent)]
    Optim(#[from] OptimError),
    /// Sizes do not match, or memory ran out.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

debug_is_message! { TrainError }

impl TrainError {
    /// Makes the error of a [`Callback`](crate::training::Callback) from anything that can be printed: `.map_err(TrainError::callback)`.
    pub fn callback(error: impl std::fmt::Display) -> Self {
        TrainError::CallbackFailed { message: error.to_string() }
    }
}
