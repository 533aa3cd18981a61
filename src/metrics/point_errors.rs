//! All errors of a point forecast at once: what [`evaluate`](crate::evaluation::evaluate) returns.

use super::error::MetricError;
use super::percentage::{Mape, Smape};
use super::point::{Mae, Mse};
use super::r2::R2;

/// The errors of one point forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PointErrors {
    /// Mean squared error, in the square of the target's unit.
    pub mse: f64,
    /// Mean absolute error, in the target's unit.
    pub mae: f64,
    /// Root mean squared error, in the target's unit.
    pub rmse: f64,
    /// The coefficient of determination R²: the share of the targets' variance that the forecast explains; NaN for a single pair.
    pub r2: f64,
    /// Mean absolute percentage error in percent, over the targets that are not 0; NaN if all are 0.
    pub mape: f64,
    /// Symmetric mean absolute percentage error in percent, from 0 to 200.
    pub smape: f64,
    /// The number of pairs that [`mape`](Self::mape) leaves out because their target is 0.
    pub zero_targets: u64,
}

impl PointErrors {
    /// Compares a whole forecast with the true values.
    ///
    /// # Example
    /// ```
    /// # use timeseriesml::metrics::PointErrors;
    /// let errors = PointErrors::between(&[11.0, 13.0], &[10.0, 16.0])?;
    /// assert_eq!(
    ///     errors.to_string(),
    ///     "MSE 5.0000, MAE 2.0000, RMSE 2.2361, R² 0.4444, MAPE 14.3750 %, sMAPE 15.1067 %"
    /// );
    /// # Ok::<(), timeseriesml::metrics::MetricError>(())
    /// ```
    ///
    /// # Errors
    /// [`MetricError::Lengths`] if the lengths differ, [`MetricError::Empty`] if the slices are empty.
    pub fn between(prediction: &[f64], target: &[f64]) -> Result<Self, MetricError> {
        let mut metrics = PointMetrics::default();
        metrics.update_batch(prediction, target)?;
        metrics.value().ok_or(MetricError::Empty)
    }
}

impl std::fmt::Display for PointErrors {
    /// Prints four decimals, or as many as the format asks for: two with `{errors:.2}`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decimals = f.precision().unwrap_or(4);
        let PointErrors { mse, mae, rmse, r2, mape, smape, zero_targets } = self;
        write!(f, "MSE {mse:.decimals$}, MAE {mae:.decimals$}, RMSE {rmse:.decimals$}, R² {r2:.decimals$}, ")?;
        write!(f, "MAPE {mape:.decimals$} %")?;
        match zero_targets {
            0 => {}
            1 => write!(f, " (without 1 target of 0)")?,
            n => write!(f, " (without {n} targets of 0)")?,
        }
        write!(f, ", sMAPE {smape:.decimals$} %")
    }
}

/// Computes [`PointErrors`] from pairs of prediction and target, one at a time or in batches.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::PointMetrics;
/// let (mut monday, mut tuesday) = (PointMetrics::default(), PointMetrics::default());
/// monday.update_batch(&[3.0, 5.0], &[1.0, 5.0])?;
/// tuesday.update(4.0, 8.0);
/// monday.merge(&tuesday);
/// assert_eq!(monday.value().unwrap().mae, 2.0); // (2 + 0 + 4) / 3
/// # Ok::<(), timeseriesml::metrics::MetricError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PointMetrics {
    mse: Mse,
    mae: Mae,
    r2: R2,
    mape: Mape,
    smape: Smape,
}

streaming! { PointMetrics }

impl PointMetrics {
    /// Adds one pair.
    pub fn update(&mut self, prediction: f64, target: f64) {
        self.mse.update(prediction, target);
        self.mae.update(prediction, target);
        self.r2.update(prediction, target);
        self.mape.update(prediction, target);
        self.smape.update(prediction, target);
    }

    /// Adds all pairs that were added to `other`.
    pub fn merge(&mut self, other: &Self) {
        self.mse.merge(&other.mse);
        self.mae.merge(&other.mae);
        self.r2.merge(&other.r2);
        self.mape.merge(&other.mape);
        self.smape.merge(&other.smape);
    }

    /// The errors over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<PointErrors> {
        Some(PointErrors {
            mse: self.mse.value()?,
            mae: self.mae.value()?,
            rmse: self.mse.root()?,
            r2: self.r2.value()?,
            mape: self.mape.value().unwrap_or(f64::NAN),
            smape: self.smape.value()?,
            zero_targets: self.mape.skipped(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_the_pairs_does_not_matter() {
        let errors: Vec<f64> = (0..10_000).map(|i| 10_f64.powi(i % 17 - 8)).collect();
        let reversed: Vec<f64> = errors.iter().rev().copied().collect();
        let zeros = vec![0.0; errors.len()];
        let (forward, backward) = (PointErrors::between(&errors, &zeros), PointErrors::between(&reversed, &zeros));
        let (forward, backward) = (forward.unwrap(), backward.unwrap());
        // In either order a compensated sum of positive terms is within 2 ulp of the exact sum, so the sums of both orders differ by at most 4 ulp.
        assert!((forward.mse - backward.mse).abs() <= 4.0 * f64::EPSILON * forward.mse);
        assert!((forward.mae - backward.mae).abs() <= 4.0 * f64::EPSILON * forward.mae);
    }

    #[test]
    fn batches_and_parts_give_what_single_pairs_give() {
        let targets: Vec<f64> = (0..100).map(|i| f64::from(i % 7)).collect();
        let predictions: Vec<f64> = targets.iter().map(|y| 1.5 * y - 1.0).collect();
        let whole = PointErrors::between(&predictions, &targets).unwrap();
        assert_eq!(whole.zero_targets, 15);
        let mut single = PointMetrics::default();
        predictions.iter().zip(&targets).for_each(|(&prediction, &target)| single.update(prediction, target));
        assert_eq!(single.value(), Some(whole));
        let mut parts = PointMetrics::default();
        for (predictions, targets) in predictions.chunks(9).zip(targets.chunks(9)) {
            let mut part = PointMetrics::default();
            part.update_batch(predictions, targets).unwrap();
            parts.merge(&part);
        }
        // The numbers are small multiples of 0.5, so all sums except those of percentages are exact.
        let parts = parts.value().unwrap();
        assert_eq!((parts.mse, parts.mae, parts.r2, parts.zero_targets), (whole.mse, whole.mae, whole.r2, 15));
        for (part, whole) in [(parts.mape, whole.mape), (parts.smape, whole.smape)] {
            assert!((part - whole).abs() <= 4.0 * f64::EPSILON * whole);
        }
        single.reset();
        assert_eq!(single.value(), None);
    }

    #[test]
    fn the_text_counts_targets_of_zero() {
        let display = |targets: &[f64]| PointErrors::between(&vec![3.0; targets.len()], targets).unwrap().to_string();
        assert!(display(&[0.0, 2.0]).contains("MAPE 50.0000 % (without 1 target of 0), sMAPE 120.0000 %"));
        assert!(display(&[0.0, 0.0, 4.0]).contains("MAPE 25.0000 % (without 2 targets of 0), sMAPE"));
        assert_eq!(
            format!("{:.1}", PointErrors::between(&[3.0, 3.0], &[0.0, 0.0]).unwrap()),
            "MSE 9.0, MAE 3.0, RMSE 3.0, R² 0.0, MAPE NaN % (without 2 targets of 0), sMAPE 200.0 %"
        );
    }

    #[test]
    fn nan_is_not_hidden() {
        let errors = PointErrors::between(&[1.0, f64::NAN], &[1.0, 1.0]).unwrap();
        let all = [errors.mse, errors.mae, errors.rmse, errors.r2, errors.mape, errors.smape];
        assert!(all.iter().all(|error| error.is_nan()), "{errors}");
    }

    #[test]
    fn no_pair_has_no_error() {
        assert_eq!(PointErrors::between(&[], &[]), Err(MetricError::Empty));
    }

    #[test]
    fn lengths_that_differ_are_both_named() {
        let message = PointErrors::between(&[1.0, 2.0], &[1.0]).unwrap_err().to_string();
        assert!(message.contains("2 predictions for 1 targets"), "{message}");
        let mut metrics = PointMetrics::default();
        assert!(metrics.update_batch(&[1.0], &[1.0, 2.0]).is_err());
        assert_eq!(metrics.value(), None);
    }
}
