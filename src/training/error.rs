//! What can go wrong while training, evaluating or predicting.

use super::checkpoint::CheckpointError;
use crate::optim::OptimError;
use crate::tensor::{GradientError, ShapeError};

/// Why training, evaluation or prediction stopped.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// The loss is NaN or infinite.
    #[error(
        "epoch {epoch}, batch {batch}: the loss is {loss}; lower the learning rate, clip the gradients with `.clip_norm(1.0)`, or scale the data"
    )]
    LossNotFinite {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch within it, from 1.
        batch: usize,
        /// The loss.
        loss: f32,
    },
    /// The validation loss is NaN or infinite.
    #[error("epoch {epoch}: the validation loss is {loss}; lower the learning rate, or scale the data")]
    ValidationNotFinite {
        /// The epoch, from 1.
        epoch: usize,
        /// The loss.
        loss: f64,
    },
    /// The gradients cannot be clipped: their norm is NaN or infinite, or memory does not suffice.
    #[error("epoch {epoch}, batch {batch}: {source}")]
    ClippingFailed {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch within it, from 1.
        batch: usize,
        /// What is wrong with them.
        source: GradientError,
    },
    /// A value of an input is NaN or infinite.
    #[error(
        "predict: the input holds {found} at element {element} (row-major, sizes {sizes:?}); fill or remove missing values first"
    )]
    InputNotFinite {
        /// The value.
        found: f32,
        /// Its place in row-major order.
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
        /// What the callback says.
        message: String,
    },
    /// A checkpoint was not written, or does not fit the data.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The optimiser refused a step.
    #[error(transparent)]
    Optim(#[from] OptimError),
    /// Sizes do not fit, or memory does not suffice.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

debug_is_message! { TrainError }

impl TrainError {
    /// The error of a [`Callback`](crate::training::Callback), from anything that prints: `.map_err(TrainError::callback)`.
    pub fn callback(error: impl std::fmt::Display) -> Self {
        TrainError::CallbackFailed { message: error.to_string() }
    }
}
