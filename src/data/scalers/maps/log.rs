//! The map z = ln(x + shift).

use super::monotone::{Damage, Monotone, finite};
use serde::{Deserialize, Serialize};
use std::f64::consts::LN_2;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct LogMap {
    // Invariant: finite.
    pub shift: f64,
}

impl Monotone for LogMap {
    fn transform(&self, x: f64) -> f64 {
        match x + self.shift {
            sum if sum <= 0.0 => f64::NEG_INFINITY,
            // The logarithm of `x + 1` would lose the digits of small values.
            _ if self.shift == 1.0 => x.ln_1p(),
            sum if sum.is_finite() => sum.ln(),
            _ => (x / 2.0 + self.shift / 2.0).ln() + LN_2,
        }
    }

    fn inverse(&self, z: f64) -> f64 {
        finite(if self.shift == 1.0 { z.exp_m1() } else { z.exp() - self.shift })
    }

    fn slope(&self, x: f64) -> f64 {
        1.0 / (x + self.shift)
    }

    fn inverse_slope(&self, z: f64) -> f64 {
        let slope = z.exp();
        if slope.is_infinite() { 0.0 } else { slope }
    }

    fn lower_end(&self) -> Option<f64> {
        // This is not written `-shift`, which would be -0 without a shift.
        Some(0.0 - self.shift)
    }

    fn damage(&self) -> Option<Damage> {
        (!self.shift.is_finite()).then_some(("the shift", self.shift, "finite"))
    }
}
