//! Errors of point forecasts: mean squared, mean absolute and root mean squared error.
//!
//! With `n` pairs of prediction `ŷ` and target `y`: `MSE = Σ(ŷ − y)² / n`, `MAE = Σ|ŷ − y| / n`, `RMSE = √MSE`.
//! Sums are compensated, so that the order of the pairs changes the last digit at most.
//! A NaN on either side makes the result NaN: leaving pairs out is the caller's decision.
//! Source: `sklearn.metrics.mean_squared_error`, `mean_absolute_error`, `root_mean_squared_error`; the first two are
//! `torch.nn.MSELoss` and `torch.nn.L1Loss` with `reduction="mean"`.

use super::running_mean::RunningMean;

streaming! { Mse, Mae, Rmse }

/// Mean squared error, in the square of the target's unit.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Mse;
/// let mut mse = Mse::default();
/// mse.update(3.0, 1.0);
/// mse.update(5.0, 5.0);
/// assert_eq!(mse.value(), Some(2.0)); // (2² + 0²) / 2
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mse(RunningMean);

impl Mse {
    /// Counts one pair in.
    pub fn update(&mut self, prediction: f64, target: f64) {
        let error = prediction - target;
        self.0.add(error * error);
    }

    /// Counts in all pairs of another one.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(other.0);
    }

    /// The error over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.0.value()
    }
}

/// Mean absolute error, in the target's unit.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Mae;
/// let mut mae = Mae::default();
/// mae.update(3.0, 1.0);
/// mae.update(5.0, 6.0);
/// assert_eq!(mae.value(), Some(1.5)); // (2 + 1) / 2
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mae(RunningMean);

impl Mae {
    /// Counts one pair in.
    pub fn update(&mut self, prediction: f64, target: f64) {
        self.0.add((prediction - target).abs());
    }

    /// Counts in all pairs of another one.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(other.0);
    }

    /// The error over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.0.value()
    }
}

/// Root mean squared error, in the target's unit.
///
/// It is the root over all pairs, not the mean of roots per batch or per series.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Rmse;
/// let mut rmse = Rmse::default();
/// rmse.update(4.0, 1.0);
/// rmse.update(9.0, 5.0);
/// assert_eq!(rmse.value(), Some(12.5_f64.sqrt())); // √((3² + 4²) / 2)
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rmse(Mse);

impl Rmse {
    /// Counts one pair in.
    pub fn update(&mut self, prediction: f64, target: f64) {
        self.0.update(prediction, target);
    }

    /// Counts in all pairs of another one.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// The error over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.0.value().map(f64::sqrt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(predictions: &[f64], targets: &[f64], expected_mse: f64, expected_mae: f64) {
        // Exact: the inputs are small integers and halves, so every step is representable.
        let (mut mse, mut mae, mut rmse) = (Mse::default(), Mae::default(), Rmse::default());
        mse.update_batch(predictions, targets).unwrap();
        mae.update_batch(predictions, targets).unwrap();
        rmse.update_batch(predictions, targets).unwrap();
        let found = (mse.value(), mae.value(), rmse.value());
        let expected = (Some(expected_mse), Some(expected_mae), Some(expected_mse.sqrt()));
        assert_eq!(found, expected, "{predictions:?} against {targets:?}");
    }

    #[test]
    fn values_are_those_computed_by_hand() {
        // Errors −0.5, 0.5, 0, 1: squares 0.25 + 0.25 + 0 + 1 = 1.5, sizes 2; the example of scikit-learn's page.
        check(&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0], 0.375, 0.5);
        check(&[-4.0], &[3.0], 49.0, 7.0);
        check(&[1.0, 2.0], &[1.0, 2.0], 0.0, 0.0);
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let mut rmse = Rmse::default();
        rmse.update(4.0, 1.0);
        let mut other = Rmse::default();
        other.update(9.0, 5.0);
        rmse.merge(&other);
        assert_eq!(rmse.value(), Some(12.5_f64.sqrt()));
        rmse.reset();
        assert_eq!(rmse, Rmse::default());
    }

    #[test]
    fn no_pair_has_no_error() {
        assert_eq!((Mse::default().value(), Mae::default().value(), Rmse::default().value()), (None, None, None));
    }
}
