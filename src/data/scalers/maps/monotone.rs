//! The trait of all maps.

/// What is wrong with a stored map: the quantity, the value found, and what is allowed.
pub(in super::super) type Damage = (&'static str, f64, &'static str);

/// An increasing map. NaN stays NaN.
pub(super) trait Monotone {
    /// Outside the domain, this is the limit at its end.
    fn transform(&self, x: f64) -> f64;

    /// Finite for every number: outside the range of the map, this is the end of the domain, or the largest number.
    fn inverse(&self, z: f64) -> f64;

    /// The derivative of `transform`.
    fn slope(&self, x: f64) -> f64;

    /// The derivative of `inverse`.
    fn inverse_slope(&self, z: f64) -> f64 {
        let x = self.inverse(z);
        match self.slope(x) {
            slope if slope > 0.0 && x.abs() < f64::MAX => 1.0 / slope,
            _ => 0.0,
        }
    }

    /// The lower end of the domain, which is open; `None` if the domain is all numbers.
    fn lower_end(&self) -> Option<f64> {
        None
    }

    fn damage(&self) -> Option<Damage>;
}

/// The nearest finite number; NaN stays NaN.
pub(super) fn finite(x: f64) -> f64 {
    x.clamp(-f64::MAX, f64::MAX)
}
