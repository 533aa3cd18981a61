//! Errors in percent of the target: MAPE and sMAPE.
//!
//! With `n` pairs: `MAPE = 100/n · Σ |ŷ − y| / |y|` over the pairs whose target is not 0, and
//! `sMAPE = 100/n · Σ 2·|ŷ − y| / (|y| + |ŷ|)`, where a pair of zeros counts as 0.
//! Sources: `sklearn.metrics.mean_absolute_percentage_error`, times 100; for sMAPE Makridakis, Spiliotis and Assimakopoulos, "The M4
//! Competition", International Journal of Forecasting 36, 2020.

use super::running_mean::RunningMean;

/// Mean absolute percentage error, in percent of the target: 5 is five percent. It has no upper limit.
///
/// A target of 0 has no percentage: the pair is left out and counted in [`skipped`](Self::skipped). (scikit-learn divides by 2.2e-16
/// instead, so that one such pair dominates the mean; its result is a fraction, 0.05 for five percent.) A target near 0 still dominates the
/// mean; use [`Smape`], which is bounded, for such data.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Mape;
/// let mut mape = Mape::default();
/// mape.update_batch(&[11.0, 3.0, 1.0], &[10.0, 4.0, 0.0])?;
/// assert_eq!((mape.value(), mape.skipped()), (Some(17.5), 1)); // (10 % + 25 %) / 2
/// # Ok::<(), timeseriesml::metrics::MetricError>(())
/// ```
#[doc(alias = "mean_absolute_percentage_error")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mape {
    mean: RunningMean,
    skipped: u64,
}

streaming! { Mape, Smape }

impl Mape {
    /// Adds one pair.
    pub fn update(&mut self, prediction: f64, target: f64) {
        if target == 0.0 && !prediction.is_nan() {
            self.skipped += 1;
        } else {
            let error = prediction - target;
            // Even if the difference overflows, the quotient of prediction and target does not.
            let share = if error.is_finite() { error / target } else { prediction / target - 1.0 };
            self.mean.add(100.0 * share.abs());
        }
    }

    /// Adds all pairs that were added to `other`.
    pub fn merge(&mut self, other: &Self) {
        self.mean.merge(other.mean);
        self.skipped += other.skipped;
    }

    /// The error over all pairs whose target is not 0, or `None` before the first such pair.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.mean.value()
    }

    /// The number of pairs left out because their target is 0.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }
}

/// Symmetric mean absolute percentage error as in the M4 competition, from 0 to 200 percent.
///
/// The error of a pair is in percent of the mean of `|target|` and `|prediction|`. If both are 0, the error is 0.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Smape;
/// let mut smape = Smape::default();
/// smape.update_batch(&[3.0, 1.0, 0.0], &[5.0, 0.0, 0.0])?;
/// assert_eq!(smape.value(), Some(250.0 / 3.0)); // (50 % + 200 % + 0 %) / 3
/// # Ok::<(), timeseriesml::metrics::MetricError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Smape(RunningMean);

impl Smape {
    /// Adds one pair.
    pub fn update(&mut self, prediction: f64, target: f64) {
        let of = |prediction: f64, target: f64| ((prediction - target).abs(), prediction.abs() + target.abs());
        let (error, size) = match of(prediction, target) {
            (_, size) if size == f64::INFINITY => of(prediction / 2.0, target / 2.0),
            usual => usual,
        };
        let one_is_infinite = prediction.is_infinite() != target.is_infinite() && !size.is_nan();
        self.0.add(match () {
            () if size == 0.0 => 0.0,
            () if one_is_infinite => 200.0,
            () => 200.0 * (error / size),
        });
    }

    /// Adds all pairs that were added to `other`.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(other.0);
    }

    /// The error over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.0.value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(predictions: &[f64], targets: &[f64]) -> (Mape, Smape) {
        let (mut mape, mut smape) = (Mape::default(), Smape::default());
        mape.update_batch(predictions, targets).unwrap();
        smape.update_batch(predictions, targets).unwrap();
        (mape, smape)
    }

    #[test]
    fn zero_targets_are_skipped_and_counted() {
        let (mape, smape) = both(&[0.0, 5.0, 12.0], &[0.0, -0.0, 4.0]);
        assert_eq!((mape.value(), mape.skipped()), (Some(200.0), 2));
        assert_eq!(smape.value(), Some((0.0 + 200.0 + 100.0) / 3.0));
        let (mape, smape) = both(&[1.0, 0.0], &[0.0, 0.0]);
        assert_eq!((mape.value(), mape.skipped(), smape.value()), (None, 2, Some(100.0)));
    }

    #[test]
    fn the_sign_of_a_target_does_not_matter() {
        let (mape, smape) = both(&[-12.0, 5.0], &[-4.0, -5.0]);
        assert_eq!((mape.value(), smape.value()), (Some((200.0 + 200.0) / 2.0), Some((100.0 + 200.0) / 2.0)));
    }

    #[test]
    fn the_largest_numbers_and_infinity_have_a_share() {
        let of = |prediction: f64, target: f64| {
            let (mape, smape) = both(&[prediction], &[target]);
            (mape.value().unwrap(), smape.value().unwrap())
        };
        assert_eq!(of(f64::MAX, -f64::MAX), (200.0, 200.0));
        assert_eq!(of(f64::MAX, f64::MAX), (0.0, 0.0));
        assert_eq!(of(f64::INFINITY, 1.0), (f64::INFINITY, 200.0));
        assert!(of(f64::INFINITY, f64::INFINITY).1.is_nan());
    }

    #[test]
    fn nan_is_not_hidden() {
        for pair in [([1.0, f64::NAN], [1.0, 1.0]), ([1.0, 1.0], [1.0, f64::NAN]), ([1.0, f64::NAN], [1.0, 0.0])] {
            let (mape, smape) = both(&pair.0, &pair.1);
            assert!(mape.value().unwrap().is_nan() && smape.value().unwrap().is_nan(), "{pair:?}");
        }
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let (predictions, targets) = ([1.0, 2.0, 3.0, 0.0], [2.0, 0.0, 4.0, 8.0]);
        let (mape, smape) = both(&predictions, &targets);
        let (mut left, right) = (both(&predictions[..1], &targets[..1]), both(&predictions[1..], &targets[1..]));
        left.0.merge(&right.0);
        left.1.merge(&right.1);
        assert_eq!((left.0.value(), left.0.skipped(), left.1.value()), (mape.value(), 1, smape.value()));
        left.0.reset();
        assert_eq!((left.0.value(), left.0.skipped()), (None, 0));
    }

    #[test]
    fn no_pair_has_no_error() {
        assert_eq!((Mape::default().value(), Smape::default().value()), (None, None));
    }
}
