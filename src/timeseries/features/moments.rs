//! The count and mean of a window's numbers and their sum of squares about the mean, computed from those of its two parts.
//!
//! For parts `a` and `b` with `d = m_b − m_a` and `n = n_a + n_b`, the mean is `m = m_a + d·n_b/n` and the sum of squares about it
//! `s = s_a + s_b + d²·n_a·n_b/n`. No square of a mean is subtracted, so there is no cancellation, and for equal numbers `s` is exactly 0.
//! Source: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.

use super::sliding::Sliding;

/// The first two moments of some numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    pub(super) count: f64,
    pub(super) mean: f64,
    /// The sum of the squared differences from the mean.
    pub(super) squares: f64,
}

impl Moments {
    pub(super) fn of(number: f64) -> Self {
        Moments { count: 1.0, mean: number, squares: 0.0 }
    }

    /// The moments of the last `window` numbers.
    pub(super) fn sliding(window: usize) -> Sliding<Moments> {
        Sliding::new(window, Moments::combine)
    }

    fn combine(self, other: Moments) -> Moments {
        let count = self.count + other.count;
        let difference = other.mean - self.mean;
        let share = other.count / count;
        Moments {
            count,
            mean: self.mean + difference * share,
            squares: self.squares + other.squares + difference * difference * self.count * share,
        }
    }

    /// The population variance, or if `sample`, the sample variance, which divides by `count − 1`.
    pub(super) fn variance(self, sample: bool) -> f64 {
        self.squares / (self.count - f64::from(u8::from(sample)))
    }

    /// The standard deviation.
    pub(super) fn deviation(self, sample: bool) -> f64 {
        self.variance(sample).sqrt()
    }
}
