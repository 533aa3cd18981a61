//! A unit in which the squares of numbers neither overflow nor underflow.
//!
//! The square of a number above 1e154 is infinite, below 1e-162 it is 0. Before they are squared, numbers are therefore divided by a unit. It is a
//! power of two, so the division is exact, and grows if a number is too large for it. If all numbers are of ordinary size, it is 1.
//! Source: Blue, "A portable Fortran program to find the Euclidean norm of a vector", ACM TOMS 4, 1978.

/// If the exponent of the first number is between −`USUAL` and `USUAL`, the unit is 1: a square has twice the exponent, and a sum of many squares
/// still fits in an `f64`.
const USUAL: i32 = 200;

/// A number more than this many powers of two above the unit raises the unit.
const ABOVE: i32 = 400;

/// The exponent of the unit, a power of two; `None` before the first number that is not 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit(Option<i32>);

impl Unit {
    /// Returns this unit, or a larger one if this one is too small for `x`.
    pub(super) fn fitting(self, x: f64) -> Unit {
        if x == 0.0 || !x.is_finite() {
            return self;
        }
        let exponent = exponent(x);
        match self.0 {
            None if exponent.abs() < USUAL => Unit(Some(0)),
            None => Unit(Some(exponent)),
            Some(unit) if exponent > unit + ABOVE => Unit(Some(exponent)),
            Some(_) => self,
        }
    }

    /// Converts a plain number to this unit.
    pub(super) fn of(self, x: f64) -> f64 {
        times_power_of_two(x, -self.power())
    }

    /// Converts `x` from this unit to a plain number.
    pub(super) fn number(self, x: f64) -> f64 {
        times_power_of_two(x, self.power())
    }

    /// Converts `x` from the square of this unit to a plain number.
    pub(super) fn squared(self, x: f64) -> f64 {
        self.number(self.number(x))
    }

    /// Returns `left / right` as a plain number; `left` is in the square of this unit, `right` in the square of `other`.
    pub(super) fn ratio_of_squares(self, left: f64, other: Unit, right: f64) -> f64 {
        times_power_of_two(left / right, 2 * (self.power() - other.power()))
    }

    /// The factor that converts numbers of this unit to a larger one.
    pub(super) fn factor_to(self, larger: Unit) -> f64 {
        self.0.map_or(1.0, |power| times_power_of_two(1.0, power - larger.power()))
    }

    fn power(self) -> i32 {
        self.0.unwrap_or(0)
    }
}

/// The exponent `e` of a finite number that is not 0: 2^e ≤ |x| < 2^(e + 1).
fn exponent(x: f64) -> i32 {
    const SUBNORMAL: i32 = 54;
    let (x, shift) = if x.is_normal() { (x, 0) } else { (x * f64::powi(2.0, SUBNORMAL), SUBNORMAL) };
    ((x.to_bits() >> 52) & 0x7ff) as i32 - 1023 - shift
}

/// `x · 2^n`, in three steps since `2^n` itself may overflow.
fn times_power_of_two(x: f64, n: i32) -> f64 {
    if n == 0 {
        return x;
    }
    let third = n / 3;
    x * f64::powi(2.0, third) * f64::powi(2.0, third) * f64::powi(2.0, n - 2 * third)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_numbers_have_the_unit_one_and_others_their_own() {
        for x in [1.0, -1e59, 1e-59] {
            assert_eq!(Unit::default().fitting(x), Unit(Some(0)));
        }
        for x in [1e200, -1e200, 1e-200, f64::MAX, f64::MIN_POSITIVE, f64::from_bits(1)] {
            let unit = Unit::default().fitting(x);
            assert!((1.0..2.0).contains(&unit.of(x).abs()), "{x}");
            assert_eq!(unit.number(unit.of(x)), x);
        }
        for x in [0.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Unit::default().fitting(x), Unit::default());
        }
    }

    #[test]
    fn a_unit_grows_with_its_numbers_and_never_shrinks() {
        let small = Unit::default().fitting(1e-200);
        let large = small.fitting(1.0);
        assert!(large > small && large.fitting(1e-200) == large && large.fitting(1e100) == large);
        assert_eq!(small.factor_to(large) * small.of(1e-200), large.of(1e-200));
        assert_eq!(Unit::default().factor_to(small), 1.0);
    }
}
