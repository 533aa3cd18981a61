//! The highest and lowest number of a window, and the position of a number between them.

use super::sliding::Sliding;

/// The larger of two numbers, or NaN if either is NaN; `f64::max` would ignore the NaN.
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if a > b || a.is_nan() { a } else { b }
}

/// The smaller of two numbers, or NaN if one is NaN.
pub(super) fn smaller(a: f64, b: f64) -> f64 {
    if a < b || a.is_nan() { a } else { b }
}

/// The quotient: 0 if the divisor is 0, NaN if either number is NaN.
pub(super) fn quotient_or_zero(dividend: f64, divisor: f64) -> f64 {
    if divisor == 0.0 && !dividend.is_nan() { 0.0 } else { dividend / divisor }
}

/// The highest high and the lowest low of the last `window` candles.
#[derive(Clone, Debug)]
pub(super) struct Extremes {
    highest: Sliding<f64>,
    lowest: Sliding<f64>,
}

impl Extremes {
    pub(super) fn new(window: usize) -> Self {
        Extremes { highest: Sliding::new(window, larger), lowest: Sliding::new(window, smaller) }
    }

    /// Takes the next high and low; returns the lowest low and highest high of the last `window` candles, once there are that many.
    pub(super) fn push(&mut self, high: f64, low: f64) -> Option<Range> {
        let (high, low) = self.highest.push(high).zip(self.lowest.push(low))?;
        Some(Range { low, high })
    }

    pub(super) fn window(&self) -> usize {
        self.highest.window()
    }

    pub(super) fn reset(&mut self) {
        self.highest.reset();
        self.lowest.reset();
    }
}

/// The range of prices in a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    /// The position of a price: 0 at the low, 100 at the high, and 0 if low and high are equal.
    pub(super) fn percent(self, price: f64) -> f64 {
        100.0 * quotient_or_zero(price - self.low, self.high - self.low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nan_is_never_hidden() {
        for (a, b) in [(f64::NAN, 1.0), (1.0, f64::NAN)] {
            assert!(larger(a, b).is_nan() && smaller(a, b).is_nan() && quotient_or_zero(a, b).is_nan());
        }
        assert!(quotient_or_zero(f64::NAN, 0.0).is_nan());
        assert_eq!((larger(1.0, 2.0), smaller(1.0, 2.0), quotient_or_zero(3.0, 0.0)), (2.0, 1.0, 0.0));
    }
}
