//! Clips gradients between the backward pass and the step.

use crate::tensor::{GradientError, Gradients};

/// A trainer's limits on the gradients.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clipping {
    pub(super) value: Option<f64>,
    pub(super) norm: Option<f64>,
}

impl Clipping {
    /// Clips the values, then the norm. If there is a limit on the norm, returns the norm before it was clipped.
    pub(super) fn apply(self, gradients: &mut Gradients) -> Result<Option<f64>, GradientError> {
        if let Some(limit) = self.value {
            gradients.clip_value(limit)?;
        }
        self.norm.map(|limit| gradients.clip_norm(limit)).transpose()
    }
}

/// Returns the limit, which must be valid.
///
/// # Panics
/// If the limit is negative or NaN.
#[track_caller]
pub(super) fn limit(what: &str, limit: f64) -> f64 {
    assert!(limit >= 0.0, "the limit of the gradient's {what} is {limit}, expected a number of at least 0");
    limit
}
