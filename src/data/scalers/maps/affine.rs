//! The map z = (x − offset) / scale + zero, optionally clipped to a range.

use super::monotone::{Damage, Monotone};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct AffineMap {
    // Invariant: finite.
    pub offset: f64,
    // Invariant: finite and above 0.
    pub scale: f64,
    // Invariant: finite.
    pub zero: f64,
    // Invariant: finite, the first end below the second.
    pub clip: Option<(f64, f64)>,
}

impl AffineMap {
    pub const IDENTITY: AffineMap = AffineMap::new(0.0, 1.0);

    pub const fn new(offset: f64, scale: f64) -> Self {
        AffineMap { offset, scale, zero: 0.0, clip: None }
    }
}

impl Monotone for AffineMap {
    fn transform(&self, x: f64) -> f64 {
        let AffineMap { offset, scale, zero, clip } = *self;
        // If the difference overflows, use the difference of the halves, which is finite for finite values.
        let z = match x - offset {
            difference if difference.is_finite() => difference / scale,
            _ => (x / 2.0 - offset / 2.0) / (scale / 2.0),
        };
        let z = z + zero;
        match clip {
            Some((low, high)) => z.clamp(low, high),
            None => z,
        }
    }

    fn inverse(&self, z: f64) -> f64 {
        let AffineMap { offset, scale, zero, .. } = *self;
        let z = z - zero;
        match z * scale {
            x if x.is_finite() || z.is_infinite() => x + offset,
            _ => (z * (scale / 2.0) + offset / 2.0) * 2.0,
        }
    }

    fn slope(&self, x: f64) -> f64 {
        let z = AffineMap { clip: None, ..*self }.transform(x);
        match self.clip {
            Some((low, high)) if z < low || z > high => 0.0,
            _ => 1.0 / self.scale,
        }
    }

    fn inverse_slope(&self, _: f64) -> f64 {
        self.scale
    }

    fn damage(&self) -> Option<Damage> {
        if !self.offset.is_finite() {
            return Some(("the offset", self.offset, "finite"));
        }
        // The condition is negated so that NaN is refused too.
        if !(self.scale > 0.0 && self.scale.is_finite()) {
            return Some(("the scale", self.scale, "finite and above 0"));
        }
        if !self.zero.is_finite() {
            return Some(("the lower end of the range", self.zero, "finite"));
        }
        match self.clip {
            Some((low, high)) if !(low < high && low.is_finite() && high.is_finite()) => {
                Some(("the upper end of the range", high, "finite and above the lower end"))
            }
            _ => None,
        }
    }
}
