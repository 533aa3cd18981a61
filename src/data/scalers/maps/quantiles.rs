//! The distribution function of a column, as a table of its quantiles. The scaled values are uniform; the inverse of the normal
//! distribution function can make them normal.
//!
//! Values between two quantiles are interpolated linearly. A value that equals several quantiles gets the mean of their
//! probabilities. Source: `sklearn.preprocessing.QuantileTransformer`.

use super::monotone::{Damage, Monotone};
use super::normal::{density, probability, quantile};
use serde::{Deserialize, Serialize};

/// For normal output, a probability closer than this to 0 or 1 is treated as 0 or 1.
const BOUND: f64 = 1e-7;

/// The normal quantiles of probabilities `BOUND` from 0 and 1, with scikit-learn's rounding, which makes them slightly asymmetric.
const ENDS: (f64, f64) = (-5.199_337_582_605_575, 5.199_337_582_703_42);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct QuantileMap {
    // Invariant: at least one, finite, not decreasing. The probabilities of the quantiles go from 0 to 1 in equal steps.
    pub quantiles: Vec<f64>,
    /// Whether scaled values are normally instead of uniformly distributed.
    pub normal: bool,
}

/// The position of `x` between `a` and the larger `b`, as a fraction: 0 at `a`, 1 at `b`.
fn part(x: f64, a: f64, b: f64) -> f64 {
    match b - a {
        width if width.is_finite() => (x - a) / width,
        _ => (x / 2.0 - a / 2.0) / (b / 2.0 - a / 2.0),
    }
}

impl QuantileMap {
    fn ends(&self) -> (f64, f64) {
        (self.quantiles[0], self.quantiles[self.quantiles.len() - 1])
    }

    /// The number of intervals between quantiles.
    fn steps(&self) -> f64 {
        (self.quantiles.len() - 1) as f64
    }

    fn probability_of(&self, x: f64) -> f64 {
        let (low, high) = self.ends();
        if x <= low {
            return 0.0;
        }
        if x >= high {
            return 1.0;
        }
        let not_below = self.quantiles.partition_point(|&quantile| quantile < x);
        let above = self.quantiles.partition_point(|&quantile| quantile <= x);
        let place = match not_below < above {
            true => 0.5 * (not_below + above - 1) as f64,
            false => {
                let below = not_below - 1;
                below as f64 + part(x, self.quantiles[below], self.quantiles[above])
            }
        };
        place / self.steps()
    }

    /// The probability of a scaled value. If the value is at or beyond an end of the column, `Err` contains that end.
    fn inner_probability(&self, z: f64) -> Result<f64, f64> {
        let (low, high) = self.ends();
        let p = if self.normal { probability(z) } else { z };
        let bound = if self.normal { BOUND } else { 0.0 };
        if p - bound < 0.0 || p == 0.0 {
            Err(low)
        } else if p + bound > 1.0 || p == 1.0 {
            Err(high)
        } else {
            Ok(p)
        }
    }

    /// The quantiles on both sides of a probability, and its position between them, as a fraction.
    fn neighbors(&self, p: f64) -> (f64, f64, f64) {
        let place = p * self.steps();
        let below = place as usize;
        let above = (below + 1).min(self.quantiles.len() - 1);
        (self.quantiles[below.min(above)], self.quantiles[above], place.fract())
    }
}

impl Monotone for QuantileMap {
    fn transform(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        let p = self.probability_of(x);
        if self.normal { quantile(p).clamp(ENDS.0, ENDS.1) } else { p }
    }

    fn inverse(&self, z: f64) -> f64 {
        if z.is_nan() {
            return z;
        }
        self.inner_probability(z).map_or_else(
            |end| end,
            |p| match self.neighbors(p) {
                (a, b, t) if (b - a).is_finite() => a + (b - a) * t,
                (a, b, t) => a * (1.0 - t) + b * t,
            },
        )
    }

    fn slope(&self, x: f64) -> f64 {
        let (low, high) = self.ends();
        if !(low < x && x < high) {
            return 0.0;
        }
        let above = self.quantiles.partition_point(|&quantile| quantile <= x);
        let slope = 1.0 / ((self.quantiles[above] - self.quantiles[above - 1]) * self.steps());
        match self.transform(x) {
            _ if !self.normal => slope,
            z if z == ENDS.0 || z == ENDS.1 => 0.0,
            z => slope / density(z),
        }
    }

    fn inverse_slope(&self, z: f64) -> f64 {
        self.inner_probability(z).map_or(0.0, |p| {
            let (a, b, _) = self.neighbors(p);
            (b - a) * self.steps() * if self.normal { density(z) } else { 1.0 }
        })
    }

    fn damage(&self) -> Option<Damage> {
        if self.quantiles.is_empty() {
            return Some(("the number of quantiles", 0.0, "at least 1"));
        }
        if let Some(&found) = self.quantiles.iter().find(|quantile| !quantile.is_finite()) {
            return Some(("a quantile", found, "finite"));
        }
        let falling = self.quantiles.windows(2).find(|pair| pair[1] < pair[0]);
        falling.map(|pair| ("a quantile", pair[1], "at least the quantile before it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slope_is_zero_at_the_ends_and_beyond() {
        let map = QuantileMap { quantiles: vec![1.0, 2.0, 4.0], normal: false };
        assert_eq!([0.5, 1.0, 4.0, 9.0].map(|x| map.slope(x)), [0.0; 4]);
        assert_eq!([1.5, 2.0, 3.0].map(|x| map.slope(x)), [0.5, 0.25, 0.25]);
    }
}
