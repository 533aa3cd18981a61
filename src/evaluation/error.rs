//! Errors when forecasting the windows of a part.

use crate::forecaster::FirstNotFinite;
use crate::tensor::ShapeError;
use std::error::Error;

/// Why windows could not be forecast.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// The part has no window with this number.
    #[error("window {window} does not exist: the last window of this part, `latest()`, is {latest}")]
    NoWindow {
        /// The window requested.
        window: usize,
        /// The last window that has a whole lookback.
        latest: usize,
    },
    /// A forecast, or the input of a model, is NaN or infinite.
    #[error("window {window}: {}{}", match step {
        Some(step) => format!("the forecast of step {step} is {found}"),
        None => "there is no forecast".to_owned(),
    }, cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default())]
    NotFinite {
        /// The number of the window.
        window: usize,
        /// The step of the horizon, counted from 1. `None` if the input is not finite: then nothing was forecast.
        step: Option<usize>,
        /// The value in the forecast or in the input.
        found: f64,
        /// Where a model's NaN or infinity comes from. `None` for a baseline or a function.
        cause: Option<Box<FirstNotFinite>>,
    },
    /// The forecaster or the part rejected these windows. This error has the message of the inner error.
    #[error(transparent)]
    Refused(Box<dyn Error + Send + Sync>),
    /// Memory ran out, or a model returned different sizes than its type promises.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

debug_is_message! { EvaluationError }
