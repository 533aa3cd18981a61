//! The errors that metrics return.

/// Why the error of a forecast could not be computed.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MetricError {
    /// The numbers of predictions and targets differ.
    #[error(
        "point errors: found {predictions} predictions for {targets} targets, expected equal numbers; \
         cut both to the same time steps"
    )]
    Lengths {
        /// The number of predictions.
        predictions: usize,
        /// The number of targets.
        targets: usize,
    },
    /// There are no pairs of prediction and target, so the error of the forecast is undefined.
    #[error("point errors: found no time step, expected at least one; check that the test split is not empty")]
    Empty,
}

debug_is_message! { MetricError }

impl MetricError {
    pub(super) fn check_lengths(predictions: &[f64], targets: &[f64]) -> Result<(), Self> {
        let (predictions, targets) = (predictions.len(), targets.len());
        if predictions == targets { Ok(()) } else { Err(Self::Lengths { predictions, targets }) }
    }
}
