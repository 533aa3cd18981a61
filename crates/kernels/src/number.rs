//! The element types of tensors: the traits [`Value`] (every element type) and [`Numeric`] (those with arithmetic).
//!
//! Integers wrap around, as in PyTorch and NumPy. Their division rounds down, so that in `a = (a / b)·b + a % b` the
//! remainder has the sign of the divisor, as in Python.

use std::fmt::{Debug, Display};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
    impl Sealed for i32 {}
    impl Sealed for i64 {}
    impl Sealed for bool {}
}

/// A value that tensors can hold: `f32`, `f64`, `i32`, `i64` or `bool`.
///
/// The trait is sealed: buffers rely on its types being plain bytes, for which all zeros are valid.
pub trait Value:
    sealed::Sealed + Copy + Default + PartialEq + PartialOrd + Debug + Display + Send + Sync + 'static
{
    /// Zero, or false.
    const ZERO: Self;
    /// One, or true.
    const ONE: Self;
    /// The type's name in Rust, such as `"f32"`.
    const NAME: &'static str;
    /// Whether hot loops are also compiled for the machine's vector instructions, not only for the portable ones.
    #[doc(hidden)]
    const VECTORIZED: bool;
    /// Whether every bit pattern is a valid value.
    #[doc(hidden)]
    const ANY_BITS: bool;

    /// Whether this is a floating-point type.
    #[doc(hidden)]
    const REAL: bool;

    /// Converts as Rust's `as` does: a float is rounded towards zero and clamped to the range, NaN becomes 0, an integer keeps its
    /// low bits. A `bool` becomes true if the number is not zero.
    #[doc(hidden)]
    fn cast<T: Value>(self) -> T;
    #[doc(hidden)]
    fn from_double(value: f64) -> Self;
    #[doc(hidden)]
    fn from_long(value: i64) -> Self;
    /// Whether `self` is NaN, which integers never are.
    #[doc(hidden)]
    fn is_nan(self) -> bool {
        self.partial_cmp(&self).is_none()
    }
}

/// A value with arithmetic: `f32`, `f64`, `i32` or `i64`.
pub trait Numeric: Value {
    /// The largest value: infinity for floats.
    const LARGEST: Self;
    /// The smallest value: negative infinity for floats.
    const SMALLEST: Self;
    /// Whether the type is an integer, for which a division by zero has no result.
    #[doc(hidden)]
    const INTEGER: bool;

    /// `self + other`.
    #[doc(hidden)]
    fn plus(self, other: Self) -> Self;
    /// `self − other`.
    #[doc(hidden)]
    fn minus(self, other: Self) -> Self;
    /// `self · other`.
    #[doc(hidden)]
    fn times(self, other: Self) -> Self;
    /// `self / other`. An integer quotient is rounded down, and is 0 where `other` is 0.
    #[doc(hidden)]
    fn over(self, other: Self) -> Self;
    /// `self / other` rounded down, like Python's `//`. For floats the result is `(self − self.modulo(other)) / other`, which may differ from the
    /// rounded quotient. An integer result is 0 where `other` is 0.
    #[doc(hidden)]
    fn over_floored(self, other: Self) -> Self;
    /// `self / other` rounded towards zero. An integer result is 0 where `other` is 0.
    #[doc(hidden)]
    fn over_truncated(self, other: Self) -> Self;
    /// The remainder of the division that rounds down; it has the sign of `other`. An integer result is 0 where `other` is 0.
    #[doc(hidden)]
    fn modulo(self, other: Self) -> Self;
    /// The remainder of the division that rounds towards zero; it has the sign of `self`. An integer result is 0 where `other` is 0.
    #[doc(hidden)]
    fn fmod(self, other: Self) -> Self;
    /// `−self`.
    #[doc(hidden)]
    fn negated(self) -> Self;
    /// `|self|`.
    #[doc(hidden)]
    fn magnitude(self) -> Self;

    /// The larger of the two, or NaN if either is NaN, as in `torch.maximum`; std's `max` drops the NaN.
    #[inline(always)]
    fn maximum(self, other: Self) -> Self {
        if self > other || self.is_nan() { self } else { other }
    }

    /// The smaller of the two, or NaN if either is NaN, as in `torch.minimum`.
    #[inline(always)]
    fn minimum(self, other: Self) -> Self {
        if self < other || self.is_nan() { self } else { other }
    }

    /// −1, 0 or 1; 0 for NaN, as in PyTorch.
    #[inline(always)]
    #[doc(hidden)]
    fn sign(self) -> Self {
        if self > Self::ZERO {
            Self::ONE
        } else if self < Self::ZERO {
            Self::ONE.negated()
        } else {
            Self::ZERO
        }
    }
}

macro_rules! value { ($($T:ident $zero:literal $one:literal $any_bits:literal $vectorized:literal $real:literal:
    |$x:ident| $long:expr, $double:expr; |$f:ident| $from_double:expr; |$i:ident| $from_long:expr;)*) => { $(
    impl Value for $T {
        const ZERO: Self = $zero;
        const ONE: Self = $one;
        const NAME: &'static str = stringify!($T);
        const VECTORIZED: bool = $vectorized;
        const ANY_BITS: bool = $any_bits;
        const REAL: bool = $real;

        #[inline(always)]
        fn cast<T: Value>(self) -> T {
            let $x = self;
            // An integer is converted through `i64`, not through a double, since a double cannot represent every `i64`.
            match $double {
                Some(value) => T::from_double(value),
                None => T::from_long($long),
            }
        }
        #[inline(always)]
        fn from_double($f: f64) -> Self {
            $from_double
        }
        #[inline(always)]
        fn from_long($i: i64) -> Self {
            $from_long
        }
    }
)* } }
value! {
    f32 0.0 1.0 true true true: |x| 0, Some(f64::from(x)); |f| f as f32; |i| i as f32;
    f64 0.0 1.0 true false true: |x| 0, Some(x); |f| f; |i| i as f64;
    i32 0 1 true false false: |x| i64::from(x), None; |f| f as i32; |i| i as i32;
    i64 0 1 true false false: |x| x, None; |f| f as i64; |i| i;
    bool false true false false false: |x| i64::from(x), None; |f| f != 0.0; |i| i != 0;
}

macro_rules! float { ($($T:ident)*) => { $(
    impl Numeric for $T {
        const LARGEST: Self = $T::INFINITY;
        const SMALLEST: Self = $T::NEG_INFINITY;
        const INTEGER: bool = false;

        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self + other
        }
        #[inline(always)]
        fn minus(self, other: Self) -> Self {
            self - other
        }
        #[inline(always)]
        fn times(self, other: Self) -> Self {
            self * other
        }
        #[inline(always)]
        fn over(self, other: Self) -> Self {
            self / other
        }
        #[inline(always)]
        fn over_floored(self, other: Self) -> Self {
            if other == 0.0 {
                return self / other;
            }
            let rest = self % other;
            // Without rounding errors this would be a whole number.
            let truncated = (self - rest) / other;
            let quotient = if rest != 0.0 && (rest < 0.0) != (other < 0.0) { truncated - 1.0 } else { truncated };
            if quotient == 0.0 { quotient.copysign(self / other) } else { quotient.round() }
        }
        #[inline(always)]
        fn over_truncated(self, other: Self) -> Self {
            (self / other).trunc()
        }
        #[inline(always)]
        fn modulo(self, other: Self) -> Self {
            let rest = self % other;
            if rest != 0.0 && (rest < 0.0) != (other < 0.0) { rest + other } else { rest }
        }
        #[inline(always)]
        fn fmod(self, other: Self) -> Self {
            self % other
        }
        #[inline(always)]
        fn negated(self) -> Self {
            -self
        }
        #[inline(always)]
        fn magnitude(self) -> Self {
            self.abs()
        }
    }
)* } }
float! { f32 f64 }

macro_rules! integer { ($($T:ident)*) => { $(
    impl Numeric for $T {
        const LARGEST: Self = $T::MAX;
        const SMALLEST: Self = $T::MIN;
        const INTEGER: bool = true;

        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self.wrapping_add(other)
        }
        #[inline(always)]
        fn minus(self, other: Self) -> Self {
            self.wrapping_sub(other)
        }
        #[inline(always)]
        fn times(self, other: Self) -> Self {
            self.wrapping_mul(other)
        }
        #[inline(always)]
        fn over(self, other: Self) -> Self {
            if other == 0 {
                return 0;
            }
            let quotient = self.wrapping_div(other);
            if (self.wrapping_rem(other) != 0) && ((self < 0) != (other < 0)) { quotient - 1 } else { quotient }
        }
        #[inline(always)]
        fn over_floored(self, other: Self) -> Self {
            self.over(other)
        }
        #[inline(always)]
        fn over_truncated(self, other: Self) -> Self {
            if other == 0 { 0 } else { self.wrapping_div(other) }
        }
        #[inline(always)]
        fn modulo(self, other: Self) -> Self {
            if other == 0 {
                return 0;
            }
            let rest = self.wrapping_rem(other);
            if rest != 0 && (rest < 0) != (other < 0) { rest + other } else { rest }
        }
        #[inline(always)]
        fn fmod(self, other: Self) -> Self {
            if other == 0 { 0 } else { self.wrapping_rem(other) }
        }
        #[inline(always)]
        fn negated(self) -> Self {
            self.wrapping_neg()
        }
        #[inline(always)]
        fn magnitude(self) -> Self {
            self.wrapping_abs()
        }
    }
)* } }
integer! { i32 i64 }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_wrap_around_and_divide_rounding_down() {
        assert_eq!(i32::MAX.plus(1), i32::MIN);
        assert_eq!((i64::MIN.negated(), i64::MIN.over(-1), i64::MIN.modulo(-1)), (i64::MIN, i64::MIN, 0));
        for (a, b, quotient, rest) in [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (5, 0, 0, 0)] {
            assert_eq!((a.over(b), a.modulo(b)), (quotient, rest), "{a} by {b}");
        }
        for (a, b, quotient) in [(7, 2, 3), (-7, 2, -3), (7, -2, -3), (-7, -2, 3), (5, 0, 0), (i64::MIN, -1, i64::MIN)]
        {
            assert_eq!(a.over_truncated(b), quotient, "{a} by {b}");
        }
    }

    #[test]
    fn quotients_of_floats_are_rounded_as_python_and_pytorch_do() {
        let (infinite, floored, truncated) = (f64::INFINITY, f64::over_floored, f64::over_truncated);
        for (a, b, down, to_zero) in
            [(7.5, 2.0, 3.0, 3.0), (-7.5, 2.0, -4.0, -3.0), (7.5, -2.0, -4.0, -3.0), (1.0, 0.1, 9.0, 10.0)]
        {
            assert_eq!((floored(a, b), truncated(a, b)), (down, to_zero), "{a} by {b}");
        }
        assert_eq!((floored(1.0, 0.0), floored(-1.0, 0.0), floored(1.0, infinite)), (infinite, -infinite, 0.0));
        assert_eq!((floored(-1.0, infinite), truncated(-1.0, infinite)), (-1.0, 0.0));
        assert!(floored(0.0, 0.0).is_nan() && floored(f64::NAN, 1.0).is_nan() && truncated(0.0, 0.0).is_nan());
    }

    #[test]
    fn remainders_of_floats_have_the_sign_of_the_divisor() {
        assert_eq!((7.5.modulo(2.0), (-7.5).modulo(2.0), 7.5.modulo(-2.0)), (1.5, 0.5, -0.5));
        assert!(1.0.modulo(0.0).is_nan());
    }

    #[test]
    fn fmod_has_the_sign_of_the_dividend() {
        assert_eq!((7.5.fmod(2.0), (-7.5).fmod(2.0), 7.5.fmod(-2.0)), (1.5, -1.5, 1.5));
        assert_eq!((7.fmod(2), (-7).fmod(2), 7.fmod(-2), 5.fmod(0), i32::MIN.fmod(-1)), (1, -1, 1, 0, 0));
        assert!(1.0.fmod(0.0).is_nan() && f64::INFINITY.fmod(2.0).is_nan());
    }

    #[test]
    fn nan_is_passed_on_by_maximum_and_minimum() {
        for (a, b) in [(f64::NAN, 1.0), (1.0, f64::NAN)] {
            assert!(Numeric::maximum(a, b).is_nan() && Numeric::minimum(a, b).is_nan());
        }
        assert_eq!((Numeric::maximum(1, 2), Numeric::minimum(1.0, 2.0)), (2, 1.0));
        assert_eq!(f64::NAN.sign(), 0.0);
        assert_eq!(((-2.5).sign(), 0.0.sign(), 3.sign()), (-1.0, 0.0, 1));
    }

    #[test]
    fn values_are_cast_as_rust_does_it() {
        assert_eq!((2.9_f64.cast::<i32>(), f64::NAN.cast::<i64>(), (-1e300_f64).cast::<i32>()), (2, 0, i32::MIN));
        assert_eq!((i64::MAX.cast::<i64>(), i64::MAX.cast::<i32>(), true.cast::<f32>()), (i64::MAX, -1, 1.0));
        assert_eq!((0.5_f32.cast::<bool>(), f32::NAN.cast::<bool>(), 0.cast::<bool>()), (true, true, false));
    }
}
