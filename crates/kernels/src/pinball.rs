//! The pinball loss of several quantiles: max(q u, (q − 1) u) with u = target − prediction (Koenker and Bassett, "Regression
//! quantiles", 1978).
//!
//! A row has the predictions of all quantiles for one target. The derivative with respect to the prediction is −q where u > 0, 1 − q where
//! u < 0, and the mean of both, 1/2 − q, at u = 0, as with `torch.maximum`.

use super::parallel::{self, ELEMENT};
use super::real::Real;
use super::reduce;
use std::ops::Range;

/// The cost of an element: some arithmetic, and an integer division to find its position in the row.
const COST: usize = 2 * ELEMENT;

/// Rows of predictions, each with one number per quantile, and a target for each row.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, E> {
    quantiles: &'a [E],
    predictions: &'a [E],
    targets: &'a [E],
}

impl<'a, E: Real> Rows<'a, E> {
    /// # Panics
    /// If there is not one prediction for each quantile of each target.
    pub fn new(quantiles: &'a [E], predictions: &'a [E], targets: &'a [E]) -> Self {
        let count = quantiles.len().checked_mul(targets.len());
        assert_eq!(count, Some(predictions.len()), "a prediction for each quantile of each target");
        Rows { quantiles, predictions, targets }
    }

    /// The sum of all losses.
    pub fn sum(self) -> E {
        reduce::sum_filled(self.predictions.len(), COST, &|range, out| self.each(range, out, loss))
    }

    /// The mean of all losses; NaN if there are none.
    pub fn mean(self) -> E {
        reduce::mean_filled(self.predictions.len(), COST, &|range, out| self.each(range, out, loss))
    }

    /// The loss of each prediction.
    ///
    /// # Panics
    /// If `out` is not as long as the predictions.
    pub fn losses(self, out: &mut [E]) {
        self.all(out, loss);
    }

    /// The derivative of each loss with respect to its prediction, times `scale`.
    ///
    /// # Panics
    /// If `out` is not as long as the predictions.
    pub fn slopes(self, scale: E, out: &mut [E]) {
        self.all(out, |q, u| scale * slope(q, u));
    }

    fn all(self, out: &mut [E], f: impl Fn(E, E) -> E + Copy + Sync) {
        assert_eq!(out.len(), self.predictions.len(), "a result for each prediction");
        parallel::for_each_chunk(out, 1, COST * self.predictions.len(), |first, out| {
            self.each(first..first + out.len(), out, f);
        });
    }

    /// Writes `f(q, u)` for a range of predictions.
    fn each(self, range: Range<usize>, out: &mut [E], f: impl Fn(E, E) -> E) {
        let n = self.quantiles.len();
        for (at, out) in range.zip(out) {
            *out = f(self.quantiles[at % n], self.targets[at / n] - self.predictions[at]);
        }
    }
}

/// The loss of one prediction; NaN if u is NaN. For a quantile of 0 or 1 the loss is 0 on one side, even if u is infinite.
#[inline(always)]
pub fn loss<E: Real>(q: E, u: E) -> E {
    let factor = if u > E::ZERO { q } else { q - E::ONE };
    if factor == E::ZERO && !u.is_nan() { E::ZERO } else { factor * u }
}

/// The derivative of [`loss`] with respect to the prediction.
#[inline(always)]
pub fn slope<E: Real>(q: E, u: E) -> E {
    E::from_f64(0.5) * (E::ONE - u.sign()) - q
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    fn check<E: Real>() {
        for (rows, quantiles) in [(0, 3), (3, 0), (1, 1), (5, 3), (1000, 9), (30_001, 2)] {
            let n = rows * quantiles;
            let levels: Vec<E> = (0..quantiles).map(|i| E::from_f64((i as f64 + 0.5) / quantiles as f64)).collect();
            let (p, t): (Vec<E>, Vec<E>) = (sample(1, n), sample(2, rows));
            let run = |threads| {
                let (mut losses, mut slopes) = (vec![E::NAN; n], vec![E::NAN; n]);
                let rows = Rows::new(&levels, &p, &t);
                let sum = with_threads(threads, || {
                    rows.losses(&mut losses);
                    rows.slopes(E::from_f64(3.0), &mut slopes);
                    rows.sum()
                });
                (losses, slopes, sum)
            };
            let found = run(1);
            assert!(found == run(2), "same_for_any_thread_count: {rows} {quantiles}");
            let (losses, slopes, sum) = found;
            let mut total = 0.0;
            for i in 0..n {
                let (q, u) = (levels[i % quantiles].to_f64(), (t[i / quantiles] - p[i]).to_f64());
                let expected = if u > 0.0 { (q * u, -3.0 * q) } else { ((q - 1.0) * u, 3.0 - 3.0 * q) };
                total += expected.0;
                // The tolerance is a few roundings of numbers below 3.
                let near = |found: E, expected: f64| (found.to_f64() - expected).abs() <= 4.0 * E::EPSILON.to_f64();
                assert!(
                    near(losses[i], expected.0) && near(slopes[i], expected.1),
                    "{} {rows} {quantiles} {i}",
                    E::NAME
                );
            }
            // A pairwise sum has some tens of roundings of partial sums below the total.
            assert!((sum.to_f64() - total).abs() <= 100.0 * E::EPSILON.to_f64() * total.max(1.0), "{sum} {total}");
        }
    }

    #[test]
    fn matches_reference() {
        check::<f32>();
        check::<f64>();
    }

    #[test]
    fn the_derivative_at_the_kink_is_the_mean_of_both_sides() {
        assert_eq!([slope(0.9, 0.0), slope(0.9, 1.0), slope(0.9, -1.0)], [0.5 - 0.9, 0.0 - 0.9, 1.0 - 0.9]);
        assert!(loss(0.5, f64::NAN).is_nan() && loss(0.0, f64::NAN).is_nan() && loss(1.0, f64::NAN).is_nan());
        let infinite = f64::INFINITY;
        assert_eq!([loss(0.0, infinite), loss(1.0, -infinite), loss(0.5, 0.0)], [0.0; 3]);
        assert_eq!([loss(0.0, -infinite), loss(1.0, infinite), loss(0.5, infinite)], [infinite; 3]);
    }
}
