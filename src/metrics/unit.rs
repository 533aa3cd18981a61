//! A unit in which the squares of numbers neither overflow nor vanish.
//!
//! Squares of numbers beyond 1e154 are infinite, those below 1e-162 are 0. A sum of squares is kept in the square of a power of two near its
//! largest number, which changes no digit. Numbers of usual sizes have the unit 1. Source: Blue, "A portable Fortran program to find the
//! Euclidean norm of a vector", ACM TOMS 4, 1978.

/// Up to this exponent a unit of 1 will do: of squares it is twice, and a sum of many still fits.
const USUAL: i32 = 200;

/// A number this many powers of two above the unit is not squared in it.
const ABOVE: i32 = 400;

/// A power of two, or none before the first number that is not 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit(Option<i32>);

impl Unit {
    /// This unit, or a larger one if it is too small for `x`.
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

    /// `x` in this unit.
    pub(super) fn of(self, x: f64) -> f64 {
        times_power_of_two(x, -self.power())
    }

    /// `x` of this unit as a number.
    pub(super) fn number(self, x: f64) -> f64 {
        times_power_of_two(x, self.power())
    }

    /// `x` of the square of this unit as a number.
    pub(super) fn squared(self, x: f64) -> f64 {
        self.number(self.number(x))
    }

    /// `left` of the square of this unit over `right` of the square of another.
    pub(super) fn ratio_of_squares(self, left: f64, other: Unit, right: f64) -> f64 {
        times_power_of_two(left / right, 2 * (self.power() - other.power()))
    }

    /// What turns numbers of this unit into those of a larger one.
    pub(super) fn factor_to(self, larger: Unit) -> f64 {
        self.0.map_or(1.0, |power| times_power_of_two(1.0, power - larger.power()))
    }

    fn power(self) -> i32 {
        self.0.unwrap_or(0)
    }
}

/// The exponent of a finite number that is not 0: its size is at least 2^e and below 2^(e + 1).
fn exponent(x: f64) -> i32 {
    const SUBNORMAL: i32 = 54;
    let (x, shift) = if x.is_normal() { (x, 0) } else { (x * f64::powi(2.0, SUBNORMAL), SUBNORMAL) };
    ((x.to_bits() >> 52) & 0x7ff) as i32 - 1023 - shift
}

/// `x · 2^n`, in three steps since `2^n` itself may be beyond `f64`.
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
