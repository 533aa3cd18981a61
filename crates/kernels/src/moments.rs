//! The mean of some numbers and the sum of their squared differences from it, accurate over the whole range of the type.
//!
//! A mean is rounded to its type: in single precision the mean of 1e7 and 1e7 + 1 is off by half of their difference. So where the mean is larger
//! than the standard deviation, another pass sums the differences from the rounded mean m as well as their squares: with r = Σ (x − m) / n the
//! mean is m + r, and Σ (x − m − r)² = Σ (x − m)² − n r² (Chan, Golub and LeVeque, "Algorithms for computing the sample variance", 1983). Where the
//! squares would overflow or underflow, the differences are first divided by the largest of them.

use super::real::Real;
use super::reduce::{rounded_mean, sum_mapped, sums_about};

/// If a sum of squares is below this, the squares may have lost digits to underflow.
pub(crate) fn least_squares<E: Real>() -> E {
    E::MIN_POSITIVE / (E::EPSILON * E::EPSILON)
}

/// Mean and sum of squared differences of some numbers.
#[derive(Clone, Copy, Debug)]
pub struct Moments<E> {
    /// The mean, rounded.
    pub mean: E,
    /// The rounding error of the mean: the mean is `mean + rest`.
    pub rest: E,
    count: usize,
    /// Σ (h·(x − mean) / unit)², where h is `half`.
    squares: E,
    unit: E,
    /// The factor h: one half if a difference of two numbers overflows, else one.
    half: E,
}

impl<E: Real> Moments<E> {
    /// The moments of a row. They are NaN if the row is empty or has a number that is infinite or NaN.
    pub fn of(x: &[E]) -> Self {
        let mean = rounded_mean(x);
        let n = E::from_usize(x.len());
        let mut squares = sum_mapped(x, |x| (x - mean) * (x - mean));
        let mut rest = E::ZERO;
        // If the mean is small, its rounding error is within the rounding error of the squares and needs no correction.
        if mean * mean * n > squares {
            let (sum, about) = sums_about(x, mean);
            rest = sum / n;
            squares = positive(about - sum * rest);
        }
        if squares.is_finite() && squares >= least_squares() {
            return Moments { mean, rest, count: x.len(), squares, unit: E::ONE, half: E::ONE };
        }
        Self::scaled(x, mean)
    }

    /// Does the same as [`Moments::of`] where the squares overflow or underflow.
    #[cold]
    fn scaled(x: &[E], mean: E) -> Self {
        let largest = |half: E| x.iter().fold(E::ZERO, |largest, &x| largest.maximum((x * half - mean * half).abs()));
        let whole = largest(E::ONE);
        let (half, unit) =
            if whole.is_finite() { (E::ONE, whole) } else { (E::from_f64(0.5), largest(E::from_f64(0.5))) };
        if unit == E::ZERO && !x.is_empty() {
            return Moments { mean, rest: E::ZERO, count: x.len(), squares: E::ZERO, unit: E::ONE, half };
        }
        let difference = |x: E| (x * half - mean * half) / unit;
        let sum = sum_mapped(x, difference);
        let squares = sum_mapped(x, |x| difference(x) * difference(x));
        let share = sum / E::from_usize(x.len());
        Moments {
            mean,
            rest: share * unit / half,
            count: x.len(),
            squares: positive(squares - sum * share),
            unit,
            half,
        }
    }

    /// The difference of a number from the mean.
    #[inline(always)]
    pub fn centered(&self, x: E) -> E {
        (x - self.mean) - self.rest
    }

    /// Σ (x − mean)² / (n − correction); NaN unless n > correction.
    pub fn variance(&self, correction: usize) -> E {
        let scale = self.unit / self.half;
        self.squares / self.degrees(correction) * scale * scale
    }

    /// The standard deviation: the square root of [`Moments::variance`], accurate even where the variance is out of range.
    pub fn deviation(&self, correction: usize) -> E {
        (self.squares / self.degrees(correction)).sqrt() * self.unit / self.half
    }

    /// n − correction, or 0 if that is negative, so that the variance of too few numbers is NaN.
    pub fn degrees(&self, correction: usize) -> E {
        E::from_usize(self.count.saturating_sub(correction))
    }

    /// 1 / √(variance + ε) with the biased variance, accurate even where the variance is out of range.
    pub fn inverse_deviation(&self, eps: E) -> E {
        let inverse = self.half / self.unit;
        let eps = if eps == E::ZERO { E::ZERO } else { eps * inverse * inverse };
        inverse / (self.squares / self.degrees(0) + eps).sqrt()
    }
}

/// `x`, or 0 if rounding made it negative. NaN stays NaN.
fn positive<E: Real>(x: E) -> E {
    if x < E::ZERO { E::ZERO } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    fn near<E: Real>(found: E, expected: f64, roundings: f64) {
        let error = (found.to_f64() - expected).abs();
        assert!(error <= roundings * E::EPSILON.to_f64() * expected.abs(), "{} {found}, expected {expected}", E::NAME);
    }

    fn far_from_zero<E: Real>(offset: f64) {
        // The numbers are multiples of the spacing near the offset, so all are exact, and the variance is that of 0, 1 and 2 times this spacing.
        let digit = offset * E::EPSILON.to_f64();
        for n in [3, 300, 3000, 30_000, 999_999] {
            let x: Vec<E> = (0..n).map(|i| E::from_f64(offset + digit * (i % 3) as f64)).collect();
            let found = Moments::of(&x);
            near(found.mean + found.rest, offset + digit, 1.0);
            near(found.deviation(0), digit * (2.0_f64 / 3.0).sqrt(), 40.0);
            near(found.variance(0), digit * digit * 2.0 / 3.0, 40.0);
        }
    }

    #[test]
    fn variances_far_from_zero_are_right() {
        far_from_zero::<f32>(f64::from(1 << 20));
        far_from_zero::<f64>(f64::from(1 << 20));
        // The mean is between two adjacent numbers of the type.
        let x: Vec<f32> = (0..4096).map(|i| 1e7 + (i % 2) as f32).collect();
        let found = Moments::of(&x);
        assert_eq!((found.mean + found.rest, found.variance(0)), (1e7, 0.25));
        assert_eq!(f64::from(found.mean) + f64::from(found.rest), 1e7 + 0.5);
    }

    fn scales_with_its_numbers<E: Real>(powers: &[i32]) {
        // The mean is 3.5, and the squared differences are 6.25 + 2.25 + 0.25 + 12.25 = 21.
        for &power in powers {
            let unit = f64::powi(2.0, power);
            let x = [1.0, 2.0, 4.0, 7.0].map(|x| E::from_f64(x * unit));
            let found = Moments::of(&x);
            near(found.mean + found.rest, 3.5 * unit, 2.0);
            near(found.deviation(0), (21.0_f64 / 4.0).sqrt() * unit, 4.0);
            near(found.deviation(1), 7.0_f64.sqrt() * unit, 4.0);
            let inverse = found.inverse_deviation(E::ZERO);
            if inverse.is_finite() && inverse >= E::MIN_POSITIVE {
                near(inverse, 1.0 / ((21.0_f64 / 4.0).sqrt() * unit), 6.0);
            }
        }
    }

    #[test]
    fn a_deviation_is_right_over_the_whole_range() {
        scales_with_its_numbers::<f32>(&[-120, -100, -60, 0, 60, 100, 125]);
        scales_with_its_numbers::<f64>(&[-1018, -700, -300, 0, 300, 700, 1021]);
        let ends = Moments::of(&[-f32::MAX, f32::MAX]);
        assert_eq!((ends.mean, ends.rest, ends.deviation(0)), (0.0, 0.0, f32::MAX));
        assert_eq!(Moments::of(&[5.0_f64; 7]).deviation(0), 0.0);
    }

    #[test]
    fn what_has_no_mean_is_nan() {
        for x in [&[][..], &[1.0, f64::NAN], &[1.0, f64::INFINITY], &[f64::NEG_INFINITY, f64::INFINITY]] {
            assert!(Moments::of(x).variance(0).is_nan(), "{x:?}");
        }
        assert!(Moments::of(&[1.0_f64]).variance(1).is_nan());
    }

    #[test]
    fn bits_do_not_depend_on_the_threads() {
        let x: Vec<f32> = sample(1, 700_001);
        let [one, two] = [1, 2].map(|threads| with_threads(threads, || Moments::of(&x)));
        assert_eq!((one.mean, one.rest, one.squares), (two.mean, two.rest, two.squares));
    }
}
