//! Recursive averages: each is computed from the previous one.
//!
//! They start with the simple mean of the first `window` numbers, as in TA-Lib, or with the first number. Each step shrinks the earlier rounding
//! errors, so errors do not add up.

/// A recursive average over a window.
#[derive(Clone, Debug)]
pub(super) struct RecursiveAverage {
    window: usize,
    next: fn(f64, f64, f64) -> f64,
    /// The average starts with the mean of this many numbers.
    seed: usize,
    count: usize,
    /// The sum of the numbers until there are `seed` of them, then the average.
    value: f64,
}

impl RecursiveAverage {
    /// The exponential moving average with α = 2 / (window + 1): `a + α·(x − a)`.
    pub(super) fn exponential(window: usize) -> Self {
        Self::new(window, |average, x, window| (x - average) * (2.0 / (window + 1.0)) + average)
    }

    /// The exponential moving average that starts with the first number.
    pub(super) fn exponential_from_first(window: usize) -> Self {
        RecursiveAverage { seed: 1, ..Self::exponential(window) }
    }

    /// Wilder's average, an exponential one with α = 1 / window: `(a·(window − 1) + x) / window`.
    pub(super) fn wilder(window: usize) -> Self {
        Self::new(window, |average, x, window| (average * (window - 1.0) + x) / window)
    }

    fn new(window: usize, next: fn(f64, f64, f64) -> f64) -> Self {
        RecursiveAverage { window, next, seed: window, count: 0, value: 0.0 }
    }

    /// Takes the next number; returns the average, or `None` until it has taken `seed` numbers.
    pub(super) fn push(&mut self, x: f64) -> Option<f64> {
        if self.count == self.seed {
            self.value = (self.next)(self.value, x, self.window as f64);
            return Some(self.value);
        }
        self.count += 1;
        self.value += x;
        (self.count == self.seed).then(|| {
            self.value /= self.seed as f64;
            self.value
        })
    }

    /// How many numbers come before the first average.
    pub(super) fn warm_up(&self) -> usize {
        self.seed - 1
    }

    pub(super) fn window(&self) -> usize {
        self.window
    }

    pub(super) fn reset(&mut self) {
        (self.count, self.value) = (0, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_average_is_the_simple_mean() {
        for mut average in [RecursiveAverage::exponential(3), RecursiveAverage::wilder(3)] {
            assert_eq!([1.0, 2.0, 6.0].map(|x| average.push(x)), [None, None, Some(3.0)]);
            average.reset();
            assert_eq!(average.push(1.0), None);
        }
    }

    #[test]
    fn an_average_from_the_first_number_has_a_value_at_once() {
        let mut average = RecursiveAverage::exponential_from_first(3);
        assert_eq!(([1.0, 2.0].map(|x| average.push(x)), average.warm_up()), ([Some(1.0), Some(1.5)], 0));
    }

    #[test]
    fn later_averages_follow_their_formulas() {
        let after = |mut average: RecursiveAverage| [3.0, 3.0, 3.0, 9.0].map(|x| average.push(x))[3];
        assert_eq!(after(RecursiveAverage::exponential(3)), Some(6.0)); // 3 + (9 − 3) · 2/4
        assert_eq!(after(RecursiveAverage::wilder(3)), Some(5.0)); // (3·2 + 9) / 3
    }
}
