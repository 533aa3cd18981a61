//! The coefficient of determination: the share of the targets' variance that a forecast explains.
//!
//! With the mean `ȳ` of the targets: `R² = 1 − Σ(ŷ − y)² / Σ(y − ȳ)²`. The targets arrive one at a time, so the denominator is computed as
//! `Σd² − (Σd)²/n` with `d = y − a`, where `a` is the first target. Both sums have twice the digits of an `f64`, including the rounding errors of the
//! squares, so the difference is accurate even if the first target is far from the others. The squares are summed in a unit (see `unit`) in which
//! they neither overflow nor underflow.
//! Source: `sklearn.metrics.r2_score` with `force_finite=True`.

use super::point::Mse;
use super::unit::Unit;
use crate::compensated_sum::CompensatedSum;

/// The coefficient of determination R²: 1 for a perfect forecast, 0 for one as good as the mean of the targets, below 0 for a worse one.
///
/// If all targets are exactly equal, R² is 1 for a perfect forecast and 0 for any other, as in scikit-learn. A single pair has no variance:
/// R² is then NaN.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::R2;
/// let mut r2 = R2::default();
/// r2.update_batch(&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0])?;
/// assert!((r2.value().unwrap() - 0.948608137).abs() < 1e-9); // the example in scikit-learn's documentation
/// # Ok::<(), timeseriesml::metrics::MetricError>(())
/// ```
#[doc(alias = "r2_score")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct R2 {
    count: u64,
    residual: Mse,
    /// The first target.
    first: f64,
    low: f64,
    high: f64,
    /// The sums of the targets' differences from the first target, in `unit`, and of the squared differences, in the square of `unit`.
    sum: CompensatedSum,
    squares: CompensatedSum,
    unit: Unit,
}

streaming! { R2 }

impl R2 {
    /// Adds one pair.
    pub fn update(&mut self, prediction: f64, target: f64) {
        if self.count == 0 {
            (self.first, self.low, self.high) = (target, target, target);
        }
        self.count += 1;
        self.residual.update(prediction, target);
        (self.low, self.high) = (self.low.min(target), self.high.max(target));
        let difference = target - self.first;
        self.raise(self.unit.fitting(difference));
        let difference = self.unit.of(difference);
        self.sum.add(difference);
        self.squares.add_product(difference, difference);
    }

    /// Adds all pairs that were added to `other`.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let mut other = *other;
        // `other`'s differences plus this shift are differences from `self.first`.
        let shift = other.first - self.first;
        let unit = self.unit.max(other.unit).fitting(shift);
        self.raise(unit);
        other.raise(unit);
        let (shift, count) = (unit.of(shift), other.count as f64);
        let (sum, rest) = other.sum.parts();
        self.count += other.count;
        self.residual.merge(&other.residual);
        (self.low, self.high) = (self.low.min(other.low), self.high.max(other.high));
        self.sum.add_sum(other.sum);
        self.sum.add_product(count, shift);
        // Σ(d + s)² = Σd² + 2s·Σd + n·s².
        self.squares.add_sum(other.squares);
        self.squares.add_product(2.0 * shift, sum);
        self.squares.add_product(2.0 * shift, rest);
        let square = shift * shift;
        self.squares.add_product(count, square);
        self.squares.add_product(count, shift.mul_add(shift, -square));
    }

    /// R² over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        let (residual, unit) = self.residual.sum();
        Some(match self.count {
            0 => return None,
            1 => f64::NAN,
            _ if residual.is_nan() => f64::NAN,
            _ => match self.total() {
                0.0 if residual == 0.0 => 1.0,
                0.0 => 0.0,
                total => 1.0 - unit.ratio_of_squares(residual, self.unit, total),
            },
        })
    }

    fn raise(&mut self, unit: Unit) {
        if unit != self.unit {
            let factor = self.unit.factor_to(unit);
            (self.sum, self.squares) = (self.sum.times(factor), self.squares.times(factor).times(factor));
            self.unit = unit;
        }
    }

    /// The sum of the squared differences of the targets from their mean, in the square of the unit.
    fn total(&self) -> f64 {
        if self.low == self.high {
            return 0.0;
        }
        let n = self.count as f64;
        let ((sum, sum_rest), (squares, squares_rest)) = (self.sum.parts(), self.squares.parts());
        // n·Σd² − (Σd)²: the leading parts cancel, so their rounding errors (`rest`) matter.
        let (left, right) = (n * squares, sum * sum);
        let rest = n.mul_add(squares, -left) - sum.mul_add(sum, -right);
        let total = ((left - right) + (rest + n * squares_rest - 2.0 * sum * sum_rest)) / n;
        // The result is at least what the lowest and the highest target alone contribute.
        total.max((self.unit.of(self.high) - self.unit.of(self.low)).powi(2) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn r2(predictions: &[f64], targets: &[f64]) -> R2 {
        let mut r2 = R2::default();
        r2.update_batch(predictions, targets).unwrap();
        r2
    }

    /// Targets around `level`, and predictions that differ from them by up to a tenth of `spread`.
    fn pairs(count: usize, level: f64, spread: f64) -> (Vec<f64>, Vec<f64>) {
        let targets: Vec<f64> = (0..count).map(|i| level + spread * (i as f64 * 0.7).sin()).collect();
        let predictions = targets.iter().enumerate().map(|(i, y)| y + 0.1 * spread * (i as f64 * 1.3).cos()).collect();
        (predictions, targets)
    }

    /// R² by two passes over differences from the second target, which are exact here.
    fn two_passes(predictions: &[f64], targets: &[f64]) -> f64 {
        let n = targets.len() as f64;
        let mean = targets.iter().map(|y| y - targets[1]).sum::<f64>() / n;
        let total: f64 = targets.iter().map(|y| (y - targets[1] - mean).powi(2)).sum();
        let residual: f64 = predictions.iter().zip(targets).map(|(p, y)| (p - y).powi(2)).sum();
        1.0 - residual / total
    }

    #[test]
    fn a_high_level_costs_no_digits() {
        for level in [0.0, 1e6, -1e9, 1e12] {
            let (predictions, targets) = pairs(5000, level, 1.0);
            let (found, expected) = (r2(&predictions, &targets).value().unwrap(), two_passes(&predictions, &targets));
            // Each sum in `two_passes` has 5000 roundings.
            assert!((found - expected).abs() < 5000.0 * f64::EPSILON, "level {level}: {found}, expected {expected}");
        }
    }

    #[test]
    fn a_first_target_far_from_the_others_costs_no_digits() {
        // The first target is 0, all others are 2³⁰, so the sum of squares has a closed form.
        let (level, n) = (2.0_f64.powi(30), 4096.0);
        let mut targets = vec![0.0];
        targets.extend((1..4096).map(|_| level));
        let predictions: Vec<f64> = targets.iter().map(|y| y + 1024.0).collect();
        let total = level * level * (n - 1.0) / n;
        let expected = 1.0 - 1024.0 * 1024.0 * n / total;
        assert_eq!(r2(&predictions, &targets).value(), Some(expected));
        // The first target is 1, the others alternate between 1e8 and 1e8 + 1. Their squared spread is about 1e-16 of the squared gap to the first.
        let mut far = R2::default();
        far.update(1.0, 1.0);
        let mut near = R2::default();
        for i in 0..1000 {
            let target = 1e8 + f64::from(i % 2);
            far.update(target + 0.1, target);
            near.update(target + 0.1, target);
        }
        // The outlier contributes 1e16 · 1000/1001, the spread of the others 250.
        let total = (1e8 - 0.5_f64).powi(2) * 1000.0 / 1001.0 + 250.0;
        let residual = far.residual.sum().0;
        assert!((far.total() / total - 1.0).abs() < 4.0 * f64::EPSILON);
        assert_eq!(far.value(), Some(1.0 - residual / far.total()));
        // If merged the other way round, the first target is not the outlier.
        let mut outlier = R2::default();
        outlier.update(1.0, 1.0);
        near.merge(&outlier);
        assert!((near.total() / total - 1.0).abs() < 4.0 * f64::EPSILON);
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let (predictions, targets) = pairs(1000, 1e9, 3.0);
        let whole = r2(&predictions, &targets).value().unwrap();
        for cut in [0, 1, 2, 500, 999, 1000] {
            let (mut left, right) =
                (r2(&predictions[..cut], &targets[..cut]), r2(&predictions[cut..], &targets[cut..]));
            left.merge(&right);
            assert_eq!(left.count, 1000);
            let merged = left.value().unwrap();
            assert!((merged - whole).abs() < 4.0 * f64::EPSILON, "cut at {cut}: {merged}, expected {whole}");
        }
    }

    #[test]
    fn equal_targets_are_one_or_zero() {
        // The mean of a thousand tenths is rounded, but the targets are still equal.
        assert_eq!(r2(&[0.1; 1000], &[0.1; 1000]).value(), Some(1.0));
        assert_eq!(r2(&[0.2; 1000], &[0.1; 1000]).value(), Some(0.0));
        let mut merged = r2(&[0.1; 500], &[0.1; 500]);
        merged.merge(&r2(&[0.3; 500], &[0.1; 500]));
        assert_eq!(merged.value(), Some(0.0));
    }

    #[test]
    fn the_smallest_spread_counts() {
        // Adjacent `f64`s near 1e9 are 2⁻²³ apart.
        let (low, high) = (1e9, 1e9 + 2.0_f64.powi(-23));
        assert!(low < high);
        let found = r2(&[high; 4], &[low, high, low, high]).value().unwrap();
        assert!((found - -1.0).abs() < 4.0 * f64::EPSILON, "{found}"); // 1 − 2s² / (4 · s²/4)
    }

    #[test]
    fn the_unit_of_the_data_does_not_matter() {
        let (predictions, targets) = pairs(100, 3.0, 1.0);
        let expected = r2(&predictions, &targets).value().unwrap();
        for unit in [1e200, 1e-200, 1e-300] {
            let scaled = |x: &[f64]| x.iter().map(|x| x * unit).collect::<Vec<_>>();
            let (predictions, targets) = (scaled(&predictions), scaled(&targets));
            let mut merged = r2(&predictions[..40], &targets[..40]);
            merged.merge(&r2(&predictions[40..], &targets[40..]));
            for found in [r2(&predictions, &targets), merged] {
                assert!((found.value().unwrap() - expected).abs() < 1e-13, "{unit}: {:?}, {expected}", found.value());
            }
        }
        // First the errors are far larger than the spread of the targets, then far smaller.
        assert_eq!(r2(&[1e200, 1e200], &[1.0, 2.0]).value(), Some(f64::NEG_INFINITY));
        assert_eq!(r2(&[1.0 + 1e-200, 2.0], &[1.0, 2.0]).value(), Some(1.0));
    }

    #[test]
    fn no_pair_has_no_value_and_one_has_no_variance() {
        assert_eq!(R2::default().value(), None);
        assert!(r2(&[1.0], &[1.0]).value().unwrap().is_nan());
        assert!(r2(&[1.0, f64::NAN, 2.0], &[1.0, 2.0, 3.0]).value().unwrap().is_nan());
        assert!(r2(&[1.0, 2.0, 3.0], &[1.0, f64::NAN, 1.0]).value().unwrap().is_nan());
        let mut r2 = r2(&[1.0, f64::NAN], &[1.0, 2.0]);
        r2.reset();
        assert_eq!(r2.value(), None);
    }
}
