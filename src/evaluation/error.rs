//! What can go wrong while forecasting the windows of a part.

use crate::tensor::ShapeError;
use std::error::Error;

/// Why windows were not forecast.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// There is no window of this number.
    #[error("window {window} does not exist: the last window of this part, `latest()`, is {latest}")]
    NoWindow {
        /// The number requested.
        window: usize,
        /// The last window that has a whole lookback.
        latest: usize,
    },
    /// The forecaster cannot forecast these windows.
    #[error(transparent)]
    Refused(Box<dyn Error + Send + Sync>),
    /// Memory does not suffice, or a model gave other sizes than its type says.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

debug_is_message! { EvaluationError }
