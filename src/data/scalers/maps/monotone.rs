//! The trait that all maps implement.

/// What is wrong with a stored map: the quantity, the value found, and what is allowed.
pub(in super::super) type Damage = (&'static str, f64, &'static str);

/// An increasing map. NaN is mapped to NaN.
pub(super) trait Monotone {
    /// Scales a value. Outside the domain, the result is the limit at the end of the domain.
    fn transform(&self, x: f64) -> f64;

    /// Inverts a scaled value. The result is finite for every number: outside the range of the map, it is the end of the domain, or
    /// the largest number.
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

    /// The lower end of the domain, which is not itself in the domain; `None` if the domain is all numbers.
    fn lower_end(&self) -> Option<f64> {
        None
    }

    fn damage(&self) -> Option<Damage>;
}

/// Returns the nearest finite number; NaN stays NaN.
pub(super) fn finite(x: f64) -> f64 {
    x.clamp(-f64::MAX, f64::MAX)
}
