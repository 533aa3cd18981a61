//! The first four moments of a window's numbers, computed from those of its two parts, for skewness and kurtosis.
//!
//! As in `moments.rs`, powers are taken of differences from the mean, which avoids cancellation. Source: Pébay, "Formulas for Robust,
//! One-Pass Parallel Computation of Covariances and Arbitrary-Order Statistical Moments", 2008.

use super::sliding::Sliding;

/// Count, mean, and the sums of the second to fourth powers of the differences from the mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShapeMoments {
    pub(super) count: f64,
    mean: f64,
    pub(super) squares: f64,
    pub(super) cubes: f64,
    pub(super) fourths: f64,
}

impl ShapeMoments {
    pub(super) fn of(number: f64) -> Self {
        ShapeMoments { count: 1.0, mean: number, squares: 0.0, cubes: 0.0, fourths: 0.0 }
    }

    /// The moments of the last `window` numbers.
    pub(super) fn sliding(window: usize) -> Sliding<ShapeMoments> {
        Sliding::new(window, ShapeMoments::combine)
    }

    fn combine(self, other: ShapeMoments) -> ShapeMoments {
        let count = self.count + other.count;
        let d = other.mean - self.mean;
        // Each count as a fraction of their sum, and the distance of each mean from the common mean.
        let (p, q) = (self.count / count, other.count / count);
        let (left, right) = (d * q, d * p);
        let both = d * d * self.count * q;
        let squares = self.squares + other.squares + both;
        let cubes = self.cubes + other.cubes + both * d * (p - q) + 3.0 * (right * other.squares - left * self.squares);
        let fourths = self.fourths
            + other.fourths
            + both * d * d * (p * p - p * q + q * q)
            + 6.0 * (right * right * other.squares + left * left * self.squares)
            + 4.0 * (right * other.cubes - left * self.cubes);
        ShapeMoments { count, mean: self.mean + left, squares, cubes, fourths }
    }
}
