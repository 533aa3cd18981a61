//! The trait [`Real`], with which every floating-point kernel is written once for `f32` and `f64`.
//!
//! Elementary functions are those of std, except `erf` (W. J. Cody, "Rational Chebyshev approximations for the error
//! function", Mathematics of Computation 23, 1969; the coefficients of his routine CALERF) and `sigmoid`, which is
//! 1/(1 + e^-x) for x >= 0 and e^x/(1 + e^x) below, so that neither end overflows.

#![expect(clippy::excessive_precision, reason = "coefficients as published")]

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use super::lanes::Vectorized;
use super::number::Numeric;

/// A floating-point number that tensors can hold and differentiate: `f32` or `f64`.
///
/// The trait is sealed. Kernels rely on its types being plain IEEE 754 numbers for which every bit pattern is valid.
///
/// # Example
/// ```
/// use timeseriesml_kernels::real::Real;
///
/// fn softplus<E: Real>(x: E) -> E {
///     (E::ONE + x.exp()).ln()
/// }
/// assert!((softplus(0.0_f64) - std::f64::consts::LN_2).abs() < 1e-15);
/// ```
pub trait Real:
    Numeric
    + Vectorized
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + Sum
{
    /// The difference between one and the next larger number.
    const EPSILON: Self;
    /// The smallest number above zero with full precision. Smaller ones are subnormal, which makes processors slow.
    const MIN_POSITIVE: Self;
    /// NaN.
    const NAN: Self;
    /// Positive infinity.
    const INFINITY: Self;

    /// Rounds a double to this type.
    fn from_f64(value: f64) -> Self;
    /// Converts to a double, without loss.
    fn to_f64(self) -> f64;
    /// Rounds a count to this type.
    fn from_usize(value: usize) -> Self;
    /// e to the power of `self`.
    fn exp(self) -> Self;
    /// The natural logarithm: negative infinity at zero, NaN below.
    fn ln(self) -> Self;
    /// The square root: NaN below zero.
    fn sqrt(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The absolute value.
    fn abs(self) -> Self;
    /// `self` to the power of `exponent`.
    fn powf(self, exponent: Self) -> Self;
    /// One divided by `self`.
    fn recip(self) -> Self;
    /// The sine of `self` in radians.
    fn sin(self) -> Self;
    /// The cosine of `self` in radians.
    fn cos(self) -> Self;
    /// The hyperbolic sine of `self`.
    fn sinh(self) -> Self;
    /// The hyperbolic cosine of `self`.
    fn cosh(self) -> Self;
    /// The angle in radians whose sine is `self`: NaN outside −1 to 1.
    fn asin(self) -> Self;
    /// The angle in radians whose cosine is `self`: NaN outside −1 to 1.
    fn acos(self) -> Self;
    /// The angle in radians whose tangent is `self`.
    fn atan(self) -> Self;
    /// The inverse hyperbolic sine of `self`.
    fn asinh(self) -> Self;
    /// The inverse hyperbolic cosine of `self`, at least 0: NaN below 1.
    fn acosh(self) -> Self;
    /// The inverse hyperbolic tangent of `self`: NaN outside −1 to 1.
    fn atanh(self) -> Self;
    /// The angle in radians of the point (`x`, `self`), from −π to π.
    fn atan2(self, x: Self) -> Self;
    /// The error function 2/√π ∫₀ˣ e^(-t²) dt, within 2 units in the last place.
    fn erf(self) -> Self;
    /// The natural logarithm of `1 + self`, accurate near zero.
    fn log1p(self) -> Self;
    /// `e^self − 1`, accurate near zero.
    fn expm1(self) -> Self;
    /// The largest integer that is not above `self`.
    fn floor(self) -> Self;
    /// The smallest integer that is not below `self`.
    fn ceil(self) -> Self;
    /// The nearest integer, ties to even.
    fn round(self) -> Self;
    /// Whether `self` is neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// The largest number below `self`.
    fn next_down(self) -> Self;
    /// `self * factor + term`, rounded once. Slow on a machine without an instruction for it.
    fn mul_add(self, factor: Self, term: Self) -> Self;

    /// `self · weight`, but 0 if the weight is 0, even if `self` is infinite.
    #[inline(always)]
    fn weighted(self, weight: Self) -> Self {
        if weight == Self::ZERO { Self::ZERO } else { self * weight }
    }

    /// The logistic function 1/(1 + e^-x), accurate at both ends.
    #[inline(always)]
    fn sigmoid(self) -> Self {
        let e = (-self.abs()).exp();
        (if self < Self::ZERO { e } else { Self::ONE }) / (Self::ONE + e)
    }
}

/// ln(2x), even where 2x overflows. For x above 1/ε this equals asinh(x) and acosh(x).
#[inline]
fn log_of_double<E: Real>(x: E) -> E {
    x.ln() + E::from_f64(std::f64::consts::LN_2)
}

macro_rules! impl_float {
    ($float:ident, $erf:expr) => {
        impl Real for $float {
            const EPSILON: Self = $float::EPSILON;
            const MIN_POSITIVE: Self = $float::MIN_POSITIVE;
            const NAN: Self = $float::NAN;
            const INFINITY: Self = $float::INFINITY;

            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                value as $float
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn from_usize(value: usize) -> Self {
                value as $float
            }
            #[inline(always)]
            fn exp(self) -> Self {
                $float::exp(self)
            }
            #[inline(always)]
            fn ln(self) -> Self {
                $float::ln(self)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $float::sqrt(self)
            }
            #[inline(always)]
            fn tanh(self) -> Self {
                $float::tanh(self)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $float::abs(self)
            }
            #[inline(always)]
            fn powf(self, exponent: Self) -> Self {
                $float::powf(self, exponent)
            }
            #[inline(always)]
            fn recip(self) -> Self {
                $float::recip(self)
            }
            #[inline(always)]
            fn sin(self) -> Self {
                $float::sin(self)
            }
            #[inline(always)]
            fn cos(self) -> Self {
                $float::cos(self)
            }
            #[inline(always)]
            fn sinh(self) -> Self {
                $float::sinh(self)
            }
            #[inline(always)]
            fn cosh(self) -> Self {
                $float::cosh(self)
            }
            #[inline(always)]
            fn asin(self) -> Self {
                $float::asin(self)
            }
            #[inline(always)]
            fn acos(self) -> Self {
                $float::acos(self)
            }
            #[inline(always)]
            fn atan(self) -> Self {
                $float::atan(self)
            }
            #[inline(always)]
            fn asinh(self) -> Self {
                let size = self.abs();
                if size < 1.0 / $float::EPSILON { $float::asinh(self) } else { log_of_double(size).copysign(self) }
            }
            #[inline(always)]
            fn acosh(self) -> Self {
                if self < 1.0 / $float::EPSILON { $float::acosh(self) } else { log_of_double(self) }
            }
            #[inline(always)]
            fn atanh(self) -> Self {
                $float::atanh(self)
            }
            #[inline(always)]
            fn atan2(self, x: Self) -> Self {
                $float::atan2(self, x)
            }
            #[inline]
            fn erf(self) -> Self {
                $erf(self)
            }
            #[inline(always)]
            fn log1p(self) -> Self {
                $float::ln_1p(self)
            }
            #[inline(always)]
            fn expm1(self) -> Self {
                $float::exp_m1(self)
            }
            #[inline(always)]
            fn floor(self) -> Self {
                $float::floor(self)
            }
            #[inline(always)]
            fn ceil(self) -> Self {
                $float::ceil(self)
            }
            #[inline(always)]
            fn round(self) -> Self {
                $float::round_ties_even(self)
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                $float::is_finite(self)
            }
            #[inline(always)]
            fn next_down(self) -> Self {
                $float::next_down(self)
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, term: Self) -> Self {
                $float::mul_add(self, factor, term)
            }
        }
    };
}

impl_float!(f32, |x: f32| erf(f64::from(x)) as f32);
impl_float!(f64, erf);

/// Uses Cody's three ranges, with a rational function R in each: up to |x| = 0.46875, x·R(x²); up to 4, 1 − e^(−x²)·R(|x|); above,
/// 1 − e^(−x²)/|x|·(1/√π − R(1/x²)/x²).
fn erf(x: f64) -> f64 {
    let y = x.abs();
    if x.is_nan() {
        return x;
    }
    if y <= 0.46875 {
        let square = y * y;
        return x * horner(&ERF_P, square) / horner(&ERF_Q, square);
    }
    if y >= 6.0 {
        return 1.0_f64.copysign(x);
    }
    let complement = if y <= 4.0 {
        horner(&ERFC_P, y) / horner(&ERFC_Q, y)
    } else {
        let inverse = 1.0 / (y * y);
        let rest = inverse * horner(&TAIL_P, inverse) / horner(&TAIL_Q, inverse);
        (FRAC_1_SQRT_PI - rest) / y
    };
    // Computes e^(−y²) with y² split in two, since the exponential would magnify the rounding error of the square.
    let coarse = (y * 16.0).trunc() / 16.0;
    let exponential = (-coarse * coarse).exp() * (-(y - coarse) * (y + coarse)).exp();
    (1.0 - exponential * complement).copysign(x)
}

/// The polynomial with these coefficients, highest power first.
#[inline]
fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, &c| sum * x + c)
}

const FRAC_1_SQRT_PI: f64 = 5.641_895_835_477_562_869_5e-1;
const ERF_P: [f64; 5] = [
    1.857_777_061_846_031_53e-1,
    3.161_123_743_870_565_60,
    1.138_641_541_510_501_56e2,
    3.774_852_376_853_020_21e2,
    3.209_377_589_138_469_47e3,
];
const ERF_Q: [f64; 5] = [
    1.0,
    2.360_129_095_234_412_09e1,
    2.440_246_379_344_441_73e2,
    1.282_616_526_077_372_28e3,
    2.844_236_833_439_170_62e3,
];
const ERFC_P: [f64; 9] = [
    2.153_115_354_744_038_46e-8,
    5.641_884_969_886_700_89e-1,
    8.883_149_794_388_375_94,
    6.611_919_063_714_162_95e1,
    2.986_351_381_974_001_31e2,
    8.819_522_212_417_690_90e2,
    1.712_047_612_634_070_58e3,
    2.051_078_377_826_071_47e3,
    1.230_339_354_797_997_25e3,
];
const ERFC_Q: [f64; 9] = [
    1.0,
    1.574_492_611_070_983_47e1,
    1.176_939_508_913_124_99e2,
    5.371_811_018_620_098_58e2,
    1.621_389_574_566_690_19e3,
    3.290_799_235_733_459_63e3,
    4.362_619_090_143_247_16e3,
    3.439_367_674_143_721_64e3,
    1.230_339_354_803_749_42e3,
];
const TAIL_P: [f64; 6] = [
    1.631_538_713_730_209_78e-2,
    3.053_266_349_612_323_44e-1,
    3.603_448_999_498_044_39e-1,
    1.257_817_261_112_292_46e-1,
    1.608_378_514_874_227_66e-2,
    6.587_491_615_298_378_03e-4,
];
const TAIL_Q: [f64; 6] = [
    1.0,
    2.568_520_192_289_822_42,
    1.872_952_849_923_467_25,
    5.279_051_029_514_284_12e-1,
    6.051_834_131_244_131_91e-2,
    2.335_204_976_268_691_85e-3,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A series for erf without alternating signs: erf x = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!
    fn erf_series(x: f64) -> f64 {
        let (mut term, mut sum) = (x, 0.0);
        for n in 0..200 {
            sum += term;
            term *= 2.0 * x * x / (2 * n + 3) as f64;
        }
        2.0 * FRAC_1_SQRT_PI * (-x * x).exp() * sum
    }

    #[test]
    fn erf_equals_its_series() {
        for step in -800..=800 {
            let x = f64::from(step) / 200.0;
            // The series adds up to 60 positive terms, and the argument of its exponential is rounded: tens of roundings.
            assert!((erf(x) - erf_series(x)).abs() <= 40.0 * f64::EPSILON * erf(x).abs(), "erf({x})");
            assert!((Real::erf(x as f32) as f64 - erf(f64::from(x as f32))).abs() <= f64::from(f32::EPSILON));
        }
    }

    #[test]
    fn erf_meets_published_values() {
        // The values are from Abramowitz and Stegun, table 7.1, and from Wolfram Alpha for the tail.
        let cases = [
            (0.0, 0.0),
            (0.1, 0.112_462_916_018_284_9),
            (0.5, 0.520_499_877_813_046_5),
            (1.0, 0.842_700_792_949_714_9),
            (2.0, 0.995_322_265_018_952_7),
            (5.0, 0.999_999_999_998_462_5),
            (f64::INFINITY, 1.0),
        ];
        for (x, expected) in cases {
            assert!((erf(x) - expected).abs() <= 2.0 * f64::EPSILON * expected, "erf({x}) = {}", erf(x));
            assert_eq!(erf(-x), -erf(x));
        }
        assert!(erf(f64::NAN).is_nan());
    }

    #[test]
    fn inverse_hyperbolic_functions_reach_the_ends_of_the_range() {
        fn check<E: Real>(cases: &[(f64, f64)]) {
            for &(x, expected) in cases {
                let x = E::from_f64(x);
                for found in [x.asinh(), -(-x).asinh(), x.acosh()] {
                    let error = (found.to_f64() / expected - 1.0).abs();
                    assert!(error <= 2.0 * E::EPSILON.to_f64(), "{} {x}: {found}", E::NAME);
                }
            }
        }
        // The expected values are NumPy's, for the arguments as each type represents them.
        check::<f32>(&[
            (1.8e38, 88.779_167_358_532_38),
            (3e38, 89.289_993_004_834_37),
            (f64::from(f32::MAX), 89.415_986_232_628_3),
        ]);
        check::<f64>(&[(1.7e308, 710.419_984_073_788_1), (f64::MAX, 710.475_860_073_943_9)]);
        // These arguments are on both sides of the threshold where the formula changes.
        check::<f64>(&[(4e15, 36.618_217_936_590_53), (5e15, 36.841_361_487_904_73)]);
        assert_eq!([f32::INFINITY, f32::NEG_INFINITY].map(Real::asinh), [f32::INFINITY, f32::NEG_INFINITY]);
        assert_eq!(Real::acosh(f64::INFINITY), f64::INFINITY);
        assert!(Real::asinh(f32::NAN).is_nan() && Real::acosh(f32::NAN).is_nan() && Real::acosh(0.5_f32).is_nan());
    }

    #[test]
    fn sigmoid_is_accurate_at_both_ends() {
        assert_eq!(800.0_f64.sigmoid(), 1.0);
        assert_eq!((-1000.0_f64).sigmoid(), 0.0);
        assert_eq!(0.0_f32.sigmoid(), 0.5);
        assert!(((-700.0_f64).sigmoid() / (-700.0_f64).exp() - 1.0).abs() < f64::EPSILON);
        assert!(f32::NAN.sigmoid().is_nan());
    }
}
