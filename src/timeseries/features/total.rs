//! A sum since the beginning, whose rounding does not grow with its length.
//!
//! The rounding errors of the additions are summed on their own and added to the result. Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
//! endlicher Summen", 1974.

/// The sum of all numbers so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Total {
    sum: f64,
    /// The sum of the rounding errors.
    lost: f64,
}

impl Total {
    /// Adds a number; returns the sum with it.
    pub(super) fn add(&mut self, x: f64) -> f64 {
        let sum = self.sum + x;
        self.lost += if self.sum.abs() >= x.abs() { (self.sum - sum) + x } else { (x - sum) + self.sum };
        self.sum = sum;
        self.sum + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost() {
        let mut total = Total::default();
        assert_eq!([1.0, 1e100, 1.0, -1e100].map(|x| total.add(x))[3], 2.0);
        let mut tenths = Total::default();
        let sum = (0..1_000_000).map(|_| tenths.add(0.1)).last().unwrap();
        assert!((sum - 1e5).abs() < 1e-10, "{sum}");
    }
}
