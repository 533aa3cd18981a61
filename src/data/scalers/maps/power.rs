//! The power maps of Box-Cox and Yeo-Johnson, with t = ln x or ln(1 + |x|): z = (e^(λ·t) − 1) / λ, and z = t for λ = 0.
//!
//! Both can be taken about a center c, with t − c instead of t: an affine map of the same z, since
//! (e^(λ·t) − 1) / λ = e^(λ·c) · (e^(λ·(t − c)) − 1) / λ + (e^(λ·c) − 1) / λ. Far from the center of a column e^(λ·t) is close to 0 or beyond
//! the floats, and z has no digits left. A map that is standardized afterwards is taken about the center of its column.

use super::monotone::{Damage, Monotone, finite};
use serde::{Deserialize, Serialize};

/// Below this λ·t the next term of the series, (λ·t)²/6, is beyond the digits of a float.
const SERIES: f64 = 1e-9;

/// (e^(λ·t) − 1) / λ.
pub(in super::super) fn power(lambda: f64, t: f64) -> f64 {
    if lambda == 0.0 {
        return t;
    }
    let exponent = lambda * t;
    if exponent.abs() < SERIES { t * (1.0 + exponent / 2.0) } else { exponent.exp_m1() / lambda }
}

/// The t of a z: ln(1 + λ·z) / λ, and an infinity beyond the range of the power.
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

/// Box-Cox: t = ln x.
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
        // The logarithm of a number below 0 is NaN, that of 0 the end of the map's domain.
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

/// Yeo-Johnson: t = ln(1 + x) from 0 on, and below 0 the same of −x, mirrored, with 2 − λ for λ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct YeoJohnsonMap {
    // Invariant: finite.
    pub lambda: f64,
    // Invariant: finite. The center of t, for a column of one sign; below 0 for one of negative numbers.
    pub center: f64,
}

impl YeoJohnsonMap {
    /// The map whose center is not below 0, and whether it is of −x.
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
            // About the center: what lies below 0 is scaled by e^(−λ·c) too.
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
