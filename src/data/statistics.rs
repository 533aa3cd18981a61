//! Means, standard deviations and quantiles of a column, accurate to a few units in the last place for every finite column.

use crate::compensated_sum::CompensatedSum;

/// The arithmetic mean, correct even if the sum overflows; NaN for an empty slice.
pub(super) fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = CompensatedSum::of(values.iter().copied()) / n;
    if mean.is_finite() || values.is_empty() { mean } else { values.iter().map(|value| value / n).sum() }
}

/// The smallest and the largest of finite values.
pub(super) fn extremes(x: &[f64]) -> (f64, f64) {
    x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)))
}

/// Whether finite values are all equal.
pub(super) fn is_constant(x: &[f64]) -> bool {
    let (low, high) = extremes(x);
    low == high
}

/// The mean and the population standard deviation of finite values that are not all equal. The deviation is above 0.
///
/// The mean is computed from differences to the first value, so that small changes of large values are not lost. The differences are
/// scaled by a power of two to at most 1, so that their squares neither overflow nor vanish.
pub(super) fn mean_and_deviation(x: &[f64]) -> (f64, f64) {
    let ((low, high), first, n) = (extremes(x), x[0], x.len() as f64);
    // If the difference of two values overflows, all values are halved, which is exact except for subnormal numbers.
    let unit = if (high - low).is_finite() { 1.0 } else { 2.0 };
    let difference = |x: f64| x / unit - first / unit;
    let exponent = exponent(difference(low).abs().max(difference(high).abs()));
    let scaled = || x.iter().map(|&x| times_power_of_two(difference(x), -exponent));
    let mean = CompensatedSum::of(scaled()) / n;
    let deviation = (CompensatedSum::of(scaled().map(|d| (d - mean) * (d - mean))) / n).sqrt();
    let unscaled = |value: f64| times_power_of_two(value, exponent) * unit;
    let mean = match unit {
        1.0 => first + unscaled(mean),
        _ => (first / unit + times_power_of_two(mean, exponent)) * unit,
    };
    (mean.clamp(low, high), unscaled(deviation).clamp(f64::from_bits(1), f64::MAX))
}

/// The quantile at `percent` of sorted values, interpolated linearly with NumPy's formula. There must be at least one value.
pub(super) fn quantile(sorted: &[f64], percent: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * (percent / 100.0);
    let (below, t) = (place.floor() as usize, place.fract());
    let (a, b) = (sorted[below], sorted[(below + 1).min(sorted.len() - 1)]);
    match b - a {
        difference if !difference.is_finite() => a * (1.0 - t) + b * t,
        difference if t >= 0.5 => b - difference * (1.0 - t),
        difference => a + difference * t,
    }
}

/// The median of sorted values: the middle one, or the mean of the two in the middle.
pub(super) fn median(sorted: &[f64]) -> f64 {
    let (a, b) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    if (a + b).is_finite() { (a + b) / 2.0 } else { a / 2.0 + b / 2.0 }
}

/// The smallest exponent `e` with `x < 2^e`, for a positive `x`.
fn exponent(x: f64) -> i32 {
    const SUBNORMAL: i32 = 54;
    let (x, shift) = if x.is_normal() { (x, 0) } else { (x * f64::powi(2.0, SUBNORMAL), SUBNORMAL) };
    ((x.to_bits() >> 52) & 0x7ff) as i32 - 1022 - shift
}

/// Returns `x · 2^n`. This takes two steps, since `2^n` itself may overflow.
fn times_power_of_two(x: f64, n: i32) -> f64 {
    let half = n / 2;
    x * f64::powi(2.0, half) * f64::powi(2.0, n - half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponent_bounds_its_number() {
        for x in [1.0, 0.75, 3.0, f64::MAX, f64::MIN_POSITIVE, 3e-310, f64::from_bits(1)] {
            let scaled = times_power_of_two(x, -exponent(x));
            assert!((0.5..=1.0).contains(&scaled), "{x}: {scaled}");
            assert_eq!(times_power_of_two(scaled, exponent(x)), x);
        }
    }

    #[test]
    fn a_deviation_scales_with_its_values_over_the_whole_range_of_floats() {
        let values = [1.0, 2.0, 4.0, 7.0];
        // The mean is 3.5, and the squared deviations are 6.25 + 2.25 + 0.25 + 12.25 = 21.
        let expected = (3.5, (21.0_f64 / 4.0).sqrt());
        for exponent in [-1070, -1000, -500, 0, 500, 1000, 1020] {
            let (mean, deviation) = mean_and_deviation(&values.map(|x| times_power_of_two(x, exponent)));
            let (mean, deviation) = (times_power_of_two(mean, -exponent), times_power_of_two(deviation, -exponent));
            // The last digit of a subnormal number is 2^-1074.
            let digit = if exponent < -1000 { f64::powi(2.0, -1074 - exponent) } else { 4e-16 };
            assert!((mean - expected.0).abs() <= digit, "2^{exponent}: mean {mean}");
            assert!((deviation - expected.1).abs() <= digit, "2^{exponent}: deviation {deviation}");
        }
    }

    #[test]
    fn a_mean_keeps_small_terms_and_does_not_overflow() {
        let mut values = vec![1e-16; 9_999];
        values.insert(0, 1.0);
        assert_eq!(mean(&values), (1.0 + 9_999e-16) / 10_000.0);
        assert_eq!(mean(&[f64::MAX, f64::MAX]), f64::MAX);
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
        assert!(mean(&[]).is_nan());
    }

    #[test]
    fn ends_of_the_range_of_floats_have_a_mean_and_a_deviation() {
        assert_eq!(mean_and_deviation(&[-f64::MAX, f64::MAX]), (0.0, f64::MAX));
        assert_eq!(mean_and_deviation(&[0.0, f64::from_bits(1)]).1, f64::from_bits(1));
        assert_eq!(median(&[f64::MAX, f64::MAX]), f64::MAX);
        assert_eq!(quantile(&[-f64::MAX, f64::MAX], 50.0), 0.0);
    }
}
