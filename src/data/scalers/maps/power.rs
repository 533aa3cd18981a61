//! The power maps of Box-Cox and Yeo-Johnson, with t = ln x or ln(1 + |x|): z = (e^(λ·t) − 1) / λ, and z = t for λ = 0.
//!
//! Both maps can be centered at c, so that they use t − c instead of t. A centered map differs from the original only by an affine
//! map: (e^(λ·t) − 1) / λ = e^(λ·c) · (e^(λ·(t − c)) − 1) / λ + (e^(λ·c) − 1) / λ. If the column is far from t = 0, e^(λ·t) is close
//! to 0 or overflows, and z loses its digits. So a map whose result is standardized is centered at the column's mean t.

use super::monotone::{Damage, Monotone, finite};
use serde::{Deserialize, Serialize};

/// If |λ·t| is below this, the quadratic term of the series, (λ·t)²/6, is below the precision of `f64`.
const SERIES: f64 = 1e-9;

/// Returns (e^(λ·t) − 1) / λ.
pub(in super::super) fn power(lambda: f64, t: f64) -> f64 {
    if lambda == 0.0 {
        return t;
    }
    let exponent = lambda * t;
    if exponent.abs() < SERIES { t * (1.0 + exponent / 2.0) } else { exponent.exp_m1() / lambda }
}

/// Returns the t that has this z: ln(1 + λ·z) / λ, or ±infinity if z is outside the range of the power.
fn inverse_power(lambda: f64, z: f64) -> f64 {
    if lambda == 0.0 {
        return z;
    }
    match lambda * z {
        product if product <= -1.0 => -lambda.signum() * f64::INFINITY,
        product if product.abs() < SERIES => z * (1.0 - product / 2.0),
        product => product.ln_1p() / lambda,
    }
}

/// The Box-Cox map, with t = ln x.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct BoxCoxMap {
    // Invariant: finite.
    pub lambda: f64,
    // Invariant: finite.
    pub center: f64,
}

impl Monotone for BoxCoxMap {
    fn transform(&self, x: f64) -> f64 {
        // A negative number is treated as 0, the end of the domain, since the logarithm of a negative number is NaN.
        let x = if x < 0.0 { 0.0 } else { x };
        power(self.lambda, x.ln() - self.center)
    }

    fn inverse(&self, z: f64) -> f64 {
        finite((self.center + inverse_power(self.lambda, z)).exp())
    }

    fn slope(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { (self.lambda * (x.ln() - self.center)).exp() / x }
    }

    fn lower_end(&self) -> Option<f64> {
        Some(0.0)
    }

    fn damage(&self) -> Option<Damage> {
        damage(self.lambda, self.center)
    }
}

/// The Yeo-Johnson map. For x ≥ 0, t = ln(1 + x). For x < 0, the result is the negated map of −x with 2 − λ instead of λ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct YeoJohnsonMap {
    // Invariant: finite.
    pub lambda: f64,
    // Invariant: finite. It is 0 or, for a column of one sign, the mean of t, negated if the values are negative.
    pub center: f64,
}

impl YeoJohnsonMap {
    /// λ and the center of this map or, if its center is below 0, of its mirror image f with the center above 0. The flag says which:
    /// if it is true, this map is −f(−x).
    fn upright(&self) -> (f64, f64, bool) {
        match self.center < 0.0 {
            true => (2.0 - self.lambda, -self.center, true),
            false => (self.lambda, self.center, false),
        }
    }
}

impl Monotone for YeoJohnsonMap {
    fn transform(&self, x: f64) -> f64 {
        let (lambda, center, mirrored) = self.upright();
        let x = if mirrored { -x } else { x };
        let z = if x >= 0.0 {
            power(lambda, x.ln_1p() - center)
        } else {
            // Centering also multiplies the part below 0 by e^(−λ·c).
            power(lambda, -center) - power(2.0 - lambda, (-x).ln_1p()) * (-lambda * center).exp()
        };
        if mirrored { -z } else { z }
    }

    fn inverse(&self, z: f64) -> f64 {
        let (lambda, center, mirrored) = self.upright();
        let z = if mirrored { -z } else { z };
        let of_zero = power(lambda, -center);
        let x = if z >= of_zero {
            (center + inverse_power(lambda, z)).exp_m1().max(0.0)
        } else {
            -inverse_power(2.0 - lambda, (of_zero - z) * (lambda * center).exp()).exp_m1()
        };
        finite(if mirrored { -x } else { x })
    }

    fn slope(&self, x: f64) -> f64 {
        let (lambda, center, mirrored) = self.upright();
        let x = if mirrored { -x } else { x };
        let t = x.abs().ln_1p();
        let exponent = if x >= 0.0 { (lambda - 1.0) * t } else { (1.0 - lambda) * t };
        (exponent - lambda * center).exp()
    }

    fn damage(&self) -> Option<Damage> {
        damage(self.lambda, self.center)
    }
}

fn damage(lambda: f64, center: f64) -> Option<Damage> {
    match (lambda.is_finite(), center.is_finite()) {
        (false, _) => Some(("lambda", lambda, "finite")),
        (_, false) => Some(("the center", center, "finite")),
        _ => None,
    }
}
