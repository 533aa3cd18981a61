//! Errors of point forecasts: mean squared, mean absolute and root mean squared error.
//!
//! With `n` pairs of prediction `ŷ` and target `y`: `MSE = Σ(ŷ − y)² / n`, `MAE = Σ|ŷ − y| / n`, `RMSE = √MSE`.
//! Sums are compensated, so the order of the pairs changes at most the last digit. Before they are squared, errors are divided by a suitable unit
//! (see `unit`), so the RMSE of errors of 1e200 is correct although their MSE overflows an `f64`.
//! A NaN prediction or target makes the result NaN: the caller decides which pairs to leave out.
//! Source: `sklearn.metrics.mean_squared_error`, `mean_absolute_error`, `root_mean_squared_error`; the first two equal
//! `torch.nn.MSELoss` and `torch.nn.L1Loss` with `reduction="mean"`.

use super::running_mean::RunningMean;
use super::unit::Unit;
use crate::compensated_sum::CompensatedSum;

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
#[doc(alias = "mean_squared_error")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mse {
    count: u64,
    /// Sum of the squared errors, in the square of `unit`.
    squares: CompensatedSum,
    unit: Unit,
}

impl Mse {
    /// Adds one pair.
    pub fn update(&mut self, prediction: f64, target: f64) {
        let error = prediction - target;
        self.raise(self.unit.fitting(error));
        let error = self.unit.of(error);
        self.squares.add(error * error);
        self.count += 1;
    }

    /// Adds all pairs that were added to `other`.
    pub fn merge(&mut self, other: &Self) {
        let mut other = *other;
        let unit = self.unit.max(other.unit);
        self.raise(unit);
        other.raise(unit);
        self.squares.add_sum(other.squares);
        self.count += other.count;
    }

    fn raise(&mut self, unit: Unit) {
        if unit != self.unit {
            let factor = self.unit.factor_to(unit);
            (self.squares, self.unit) = (self.squares.times(factor).times(factor), unit);
        }
    }

    /// The error over all pairs so far; `None` if there are none.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.mean().map(|mean| self.unit.squared(mean))
    }

    /// The square root of the error.
    pub(super) fn root(&self) -> Option<f64> {
        self.mean().map(|mean| self.unit.number(mean.sqrt()))
    }

    /// The mean squared error, in the square of `unit`.
    fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.squares.value() / self.count as f64)
    }

    /// The sum of the squared errors in the square of a unit, together with the unit.
    pub(super) fn sum(&self) -> (f64, Unit) {
        (self.squares.value(), self.unit)
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
#[doc(alias = "mean_absolute_error")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mae(RunningMean);

impl Mae {
    /// Adds one pair.
    pub fn update(&mut self, prediction: f64, target: f64) {
        self.0.add((prediction - target).abs());
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

/// Root mean squared error, in the target's unit.
///
/// It is the root of the mean over all pairs, not the mean of the roots of batches or series.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Rmse;
/// let mut rmse = Rmse::default();
/// rmse.update(4.0, 1.0);
/// rmse.update(9.0, 5.0);
/// assert_eq!(rmse.value(), Some(12.5_f64.sqrt())); // √((3² + 4²) / 2)
/// ```
#[doc(alias = "root_mean_squared_error")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rmse(Mse);

impl Rmse {
    /// Adds one pair.
    pub fn update(&mut self, prediction: f64, target: f64) {
        self.0.update(prediction, target);
    }

    /// Adds all pairs that were added to `other`.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// The error over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.0.root()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(predictions: &[f64], targets: &[f64], expected_mse: f64, expected_mae: f64) {
        // The results are exact: the inputs are small multiples of 0.5, so nothing is rounded.
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
        // This is the example in scikit-learn's documentation. Its errors are −0.5, 0.5, 0, 1: the squares sum to 1.5, the absolute values to 2.
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
    fn a_root_neither_overflows_nor_vanishes() {
        for unit in [1e200, 1e-200, 1.0] {
            let mut rmse = Rmse::default();
            rmse.update_batch(&[3.0 * unit, 0.0, 4.0 * unit], &[0.0; 3]).unwrap();
            assert!((rmse.value().unwrap() / unit - (25.0_f64 / 3.0).sqrt()).abs() < 1e-14);
        }
        // The largest error determines the result in either order, and after merging.
        let errors = [1e-200, 1.0, 1e200];
        let mut merged = Rmse::default();
        for error in errors {
            let mut part = Rmse::default();
            part.update(error, 0.0);
            merged.merge(&part);
        }
        let (mut up, mut down) = (Rmse::default(), Rmse::default());
        up.update_batch(&errors, &[0.0; 3]).unwrap();
        down.update_batch(&[1e200, 1.0, 1e-200], &[0.0; 3]).unwrap();
        for rmse in [up, down, merged] {
            assert!((rmse.value().unwrap() / 1e200 * 3.0_f64.sqrt() - 1.0).abs() < 1e-15);
        }
        let mut infinite = Rmse::default();
        infinite.update_batch(&[1e-200, f64::INFINITY], &[0.0; 2]).unwrap();
        assert_eq!(infinite.value(), Some(f64::INFINITY));
    }

    #[test]
    fn no_pair_has_no_error() {
        assert_eq!((Mse::default().value(), Mae::default().value(), Rmse::default().value()), (None, None, None));
    }
}
