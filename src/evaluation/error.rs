//! What can go wrong while forecasting the windows of a part.

use crate::forecaster::FirstNotFinite;
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
    /// A forecast is NaN or infinite, or the input of a model is.
    #[error("window {window}: {}{}", match step {
        Some(step) => format!("the forecast of step {step} is {found}"),
        None => "there is no forecast".to_owned(),
    }, cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default())]
    NotFinite {
        /// The window.
        window: usize,
        /// The step of the horizon, from 1; `None` if the input is not finite, and nothing was forecast.
        step: Option<usize>,
        /// The number forecast, or in the input.
        found: f64,
        /// What of a model is not finite. `None` for a baseline or a function.
        cause: Option<Box<FirstNotFinite>>,
    },
    /// The forecaster cannot forecast these windows.
    #[error(transparent)]
    Refused(Box<dyn Error + Send + Sync>),
    /// Memory does not suffice, or a model gave other sizes than its type says.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

debug_is_message! { EvaluationError }
