//! Exponential, logarithm, tanh, logistic function, error function and gelu, on vectors and over slices.
//!
//! In single precision the argument is reduced to a small range and a polynomial is evaluated. The coefficients are our own. They were fitted by
//! Lawson's iterated least squares, which minimizes the maximal relative error (on 400 Chebyshev nodes, values from 40-digit arithmetic), then
//! rounded to single precision one by one from the lowest power, each time refitting the others. Each function states its largest error in ULP, units
//! in the last place of the exact result; subnormal results count in units of the smallest subnormal. NaN stays NaN; infinities and signed zeros are
//! as in std.
//!
//! Double precision, used for gradient checks, calls std's functions, and `erf` of `real.rs`, lane by lane.

use super::number::Value;
use std::marker::PhantomData;

use super::lanes::{LaneRoutine, Lanes, run_lanes};
use super::parallel;
use super::real::Real;

/// e^x, within 1.1 ULP. It overflows to infinity, and underflows gradually to zero.
#[inline(always)]
pub(crate) fn exp_lanes<V: Lanes>(x: V) -> V {
    if !V::Element::VECTORIZED {
        return x.map(Real::exp);
    }
    // The limits are the left operands, since `min` and `max` return the right operand if one is NaN. So NaN stays NaN.
    let x = constant::<V>(89.0).min(constant::<V>(-104.0).max(x));
    let (value, n) = reduced_exp(x);
    // Multiply by 2ⁿ in two factors, since n ranges from -150 to 128, beyond the exponents of single precision.
    let half = n.mul(constant(0.5)).round();
    value.scale(half).scale(n.sub(half))
}

/// e^x for x ≤ 0, within 1.1 ULP; cheaper than [`exp_lanes`].
#[inline(always)]
pub(crate) fn exp_of_negative_lanes<V: Lanes>(x: V) -> V {
    if !V::Element::VECTORIZED {
        return x.map(Real::exp);
    }
    let (value, n) = reduced_exp(constant::<V>(-104.0).max(x));
    value.scale(n.add(constant(32.0))).mul(constant(TWO_TO_MINUS_32))
}

/// e^r and n, where x = n ln 2 + r and |r| <= ln 2 / 2.
#[inline(always)]
fn reduced_exp<V: Lanes>(x: V) -> (V, V) {
    let n = x.mul(constant(std::f32::consts::LOG2_E)).round();
    let r = n.mul_add(constant(-LN_2_HIGH), x);
    let r = n.mul_add(constant(-LN_2_LOW), r);
    // e^r = 1 + r + r² p(r), with an error of 3e-9.
    let p = polynomial(r, [0.001_382_073_4, 0.008_368_677, 0.041_668_266, 0.166_665_21, 0.499_999_94]);
    (r.mul(r).mul_add(p, r).add(constant(1.0)), n)
}

/// The natural logarithm, within 1 ULP: negative infinity at zero, NaN below.
#[inline(always)]
pub(crate) fn log_lanes<V: Lanes>(x: V) -> V {
    if !V::Element::VECTORIZED {
        return x.map(Real::ln);
    }
    // Scale x towards one first, so that it is not subnormal and the factors below do not overflow.
    let (zero, one) = (constant::<V>(0.0), constant::<V>(1.0));
    let near = x.mul(x.if_greater(one, constant(1.0 / TWO_TO_64), constant(TWO_TO_64)));
    let shift = x.if_greater(one, constant(64.0), constant(-64.0));
    // Split near = 2ⁿ (1 + f) with 1 + f from √½ to √2.
    let n = near.mul(constant(std::f32::consts::SQRT_2)).exponent();
    let f = near.scale(zero.sub(n)).sub(one);
    let n = n.add(shift);
    // log(1 + f) = f − f²/2 + f³ q(f), with an error of 6e-9; the small terms are added first.
    let q = polynomial(
        f,
        [
            -0.076_364_33,
            0.127_622_19,
            -0.131_596_12,
            0.142_015_8,
            -0.166_234_09,
            0.200_012_42,
            -0.250_008_2,
            0.333_333_3,
        ],
    );
    let square = f.mul(f);
    let small = square.mul_add(constant(-0.5), n.mul_add(constant(LN_2_LOW), f.mul(square).mul(q)));
    let log = n.mul_add(constant(LN_2_HIGH), f.add(small));
    // The sum x + (−∞) is −∞ for zero and NaN for NaN.
    let special = zero.if_greater(x, constant(f32::NAN), x.add(constant(f32::NEG_INFINITY)));
    let log = x.if_greater(zero, log, special);
    x.if_greater(constant(f32::MAX), x, log)
}

/// The hyperbolic tangent, within 1.6 ULP.
#[inline(always)]
pub(crate) fn tanh_lanes<V: Lanes>(x: V) -> V {
    if !V::Element::VECTORIZED {
        return x.map(Real::tanh);
    }
    let (size, one) = (x.abs(), constant::<V>(1.0));
    // tanh x = x + x³ p(x²), with an error of 5e-9.
    let square = x.mul(x);
    let p = polynomial(square, [-0.005_692_296_7, 0.020_628_167, -0.053_736_515, 0.133_314_06, -0.333_332_8]);
    let small = square.mul(size).mul_add(p, size);
    // tanh |x| = (1 − e) / (1 + e) with e = e^(−2|x|). Where the argument of e is clamped, e is too small to change 1.
    let (value, n) = reduced_exp(constant::<V>(-80.0).max(size.mul(constant(-2.0))));
    let e = value.scale(n);
    let large = one.sub(e).div(one.add(e));
    size.if_greater(constant(0.625), large, small).copysign(x)
}

/// The logistic function 1/(1 + e^−x), within 2.5 ULP.
#[inline(always)]
pub(crate) fn sigmoid_lanes<V: Lanes>(x: V) -> V {
    if !V::Element::VECTORIZED {
        return x.map(Real::sigmoid);
    }
    let one = constant::<V>(1.0);
    let e = exp_of_negative_lanes(x.abs().mul(constant(-1.0)));
    constant::<V>(0.0).if_greater(x, e, one).div(one.add(e))
}

/// The error function 2/√π ∫₀ˣ e^(−t²) dt, within 1.5 ULP.
#[inline(always)]
pub(crate) fn erf_lanes<V: Lanes>(x: V) -> V {
    if !V::Element::VECTORIZED {
        return x.map(Real::erf);
    }
    let size = x.abs();
    // erf x = x + x p(x²), with an error of 2e-8.
    let p = polynomial(
        x.mul(x),
        [-0.000_599_575_35, 0.004_994_237, -0.026_767_448, 0.112_818_45, -0.376_124_98, 0.128_379_15],
    );
    let small = size.mul_add(p, size);
    // erf |x| = 1 − e^(−p(|x|)), with an error of 2e-9; for |x| ≥ 4 it rounds to 1.
    let p = polynomial(
        constant::<V>(4.0).min(size),
        [-0.000_195_935_44, 0.003_043_212_2, -0.022_226_933, 0.103_931_66, 0.637_182_2, 1.127_675_7, 0.000_195_675_91],
    );
    let (value, n) = reduced_exp(p.mul(constant(-1.0)));
    let large = constant::<V>(1.0).sub(value.scale(n));
    size.if_greater(constant(0.92), large, small).copysign(x)
}

/// gelu x·Φ(x) and its derivative Φ(x) + x·φ(x), with one exponential for both.
///
/// The error of the value is at most 1.5e-7, that of the derivative 2.5e-7: absolute for results up to 1, relative above. In the left tail the
/// relative error of the value stays within 5e-6. At −∞ both are 0, at +∞ the derivative is 1 (PyTorch's are NaN).
#[inline(always)]
pub(crate) fn gelu_lanes<V: Lanes>(x: V) -> (V, V) {
    let (cdf, density) = if V::Element::VECTORIZED {
        let exponential = exp_of_negative_lanes(x.mul(x).mul(constant(-0.5)));
        // Φ(−|x|) = e^(−x²/2) P(1/(1 + |x|/3)), with a relative error of 8e-9.
        let k = constant::<V>(1.0).div(x.abs().mul_add(constant(1.0 / 3.0), constant(1.0)));
        let tail = exponential.mul(polynomial(
            k,
            [
                -0.027_478_222,
                0.153_231_07,
                -0.322_167,
                0.280_527_9,
                -0.099_379_05,
                0.141_871_4,
                0.105_742_56,
                0.134_819_87,
                0.132_825_84,
                0.000_005_667_419,
            ],
        ));
        let cdf = x.if_greater(constant(0.0), constant::<V>(1.0).sub(tail), tail);
        (cdf, exponential.mul(constant(0.398_942_3)))
    } else {
        (x.map(normal_cdf), x.map(normal_density))
    };
    // x is clamped, so that infinity is never multiplied by zero. The limits are the left operands, so that NaN stays NaN.
    let above = constant::<V>(f32::MIN).max(x);
    let inner = constant::<V>(100.0).min(constant::<V>(-100.0).max(x));
    (above.mul(cdf), inner.mul_add(density, cdf))
}

/// Φ, the distribution function of the standard normal.
fn normal_cdf<E: Real>(x: E) -> E {
    E::from_f64(0.5) * (E::ONE + (x * E::from_f64(std::f64::consts::FRAC_1_SQRT_2)).erf())
}

/// φ, the density of the standard normal.
fn normal_density<E: Real>(x: E) -> E {
    E::from_f64(0.398_942_280_401_432_7) * (E::from_f64(-0.5) * x * x).exp()
}

/// ln 2 = high + low, where `high` has so few bits that its product with an exponent is exact.
const LN_2_HIGH: f32 = 0.693_145_75;
const LN_2_LOW: f32 = 1.428_606_8e-6;
const TWO_TO_64: f32 = (1_u128 << 64) as f32;
const TWO_TO_MINUS_32: f32 = 1.0 / (1_u64 << 32) as f32;

#[inline(always)]
fn constant<V: Lanes>(value: f32) -> V {
    V::splat(V::Element::from_f64(f64::from(value)))
}

/// The polynomial with these coefficients, highest power first.
#[inline(always)]
fn polynomial<V: Lanes, const N: usize>(x: V, coefficients: [f32; N]) -> V {
    coefficients[1..].iter().fold(constant(coefficients[0]), |sum: V, &c| sum.mul_add(x, constant(c)))
}

/// A function on vectors as a type, since a closure cannot be generic.
trait Function {
    fn of<V: Lanes>(x: V) -> V;
}

struct Row<'a, E, F> {
    out: &'a mut [E],
    x: &'a [E],
    function: PhantomData<F>,
}

impl<E: Real, F: Function> LaneRoutine<E> for Row<'_, E, F> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let step = V::Pair::WIDTH;
        for (out, x) in self.out.chunks_mut(step).zip(self.x.chunks(step)) {
            F::of(V::Pair::load_or(x, E::ZERO)).store_to(out);
        }
    }
}

macro_rules! rows { ($($(#[$doc:meta])* $name:ident: |$x:ident| $value:expr;)*) => { $(
    $(#[$doc])*
    pub fn $name<E: Real>(out: &mut [E], x: &[E]) {
        struct This;
        impl Function for This {
            #[inline(always)]
            fn of<V: Lanes>($x: V) -> V { $value }
        }
        run_lanes(Row { out, x, function: PhantomData::<This> });
    }
)* } }

rows! {
    /// [`exp_lanes`] of a slice. Like the functions below, it is a loop over slices that [`elementwise`](super::elementwise) can run.
    exp: |x| exp_lanes(x);
    /// [`log_lanes`] of a slice.
    log: |x| log_lanes(x);
    /// [`tanh_lanes`] of a slice.
    tanh: |x| tanh_lanes(x);
    /// [`sigmoid_lanes`] of a slice.
    sigmoid: |x| sigmoid_lanes(x);
    /// [`erf_lanes`] of a slice.
    erf: |x| erf_lanes(x);
    /// The value of [`gelu_lanes`] of a slice.
    gelu: |x| gelu_lanes(x).0;
}

/// Writes the value and the derivative of [`gelu_lanes`]; `cost` is the work per element.
///
/// # Panics
/// If the lengths differ.
pub fn gelu_with_derivative<E: Real>(x: &[E], y: &mut [E], derivative: &mut [E], cost: usize) {
    assert!(y.len() == x.len() && derivative.len() == x.len(), "operand and outputs are equally long");
    parallel::for_each_chunks([y, derivative], [1; 2], cost * x.len(), |first, [y, derivative]| {
        run_lanes(Gelu { x: &x[first..][..y.len()], y, derivative });
    });
}

struct Gelu<'a, E> {
    x: &'a [E],
    y: &'a mut [E],
    derivative: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Gelu<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let step = V::Pair::WIDTH;
        let outs = self.y.chunks_mut(step).zip(self.derivative.chunks_mut(step));
        for ((y, derivative), x) in outs.zip(self.x.chunks(step)) {
            let (value, slope) = gelu_lanes(V::Pair::load_or(x, E::ZERO));
            value.store_to(y);
            slope.store_to(derivative);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elementwise;
    use crate::lanes::Array;
    use crate::parallel::with_threads;

    /// Measures the error of a result.
    type Error = fn(found: f64, exact: f64) -> f64;

    /// The error in units in the last place of the exact value.
    fn ulp(found: f64, exact: f64) -> f64 {
        let rounded = (exact as f32).abs().max(f32::MIN_POSITIVE);
        (found - exact).abs() / (f64::from(rounded.next_up()) - f64::from(rounded))
    }

    /// The error relative to the exact value, in units of 1e-7.
    fn relative(found: f64, exact: f64) -> f64 {
        1e7 * (found / exact - 1.0).abs()
    }

    /// The error in units of 1e-7: absolute for values up to 1, relative beyond.
    fn mixed(found: f64, exact: f64) -> f64 {
        1e7 * (found - exact).abs() / exact.abs().max(1.0)
    }

    /// Every 997th bit pattern (all signs and exponents, NaNs of many kinds) and the special numbers.
    fn arguments() -> Vec<f32> {
        let special = [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MAX, f32::MIN_POSITIVE, 1.0];
        (0..=u32::MAX / 997).map(|i| f32::from_bits(i * 997)).chain(special).collect()
    }

    /// The largest error over all arguments. Where the exact value is NaN, infinite or zero, no error is allowed.
    fn worst(x: &[f32], y: &[f32], exact: impl Fn(f64) -> f64, error: Error) -> f64 {
        x.iter().zip(y).fold(0.0, |worst, (&x, &y)| {
            let exact = exact(f64::from(x));
            let rounded = exact as f32;
            if rounded.is_finite() && exact != 0.0 {
                return worst.max(error(f64::from(y), exact));
            }
            assert!(y.to_bits() == rounded.to_bits() || (y.is_nan() && rounded.is_nan()), "{x:e} gave {y:e}");
            worst
        })
    }

    /// Checks that errors are within a bound: of a slice function on this machine's vectors, and of its vector function on arrays.
    fn check(
        name: &str,
        bound: f64,
        error: Error,
        row: fn(&mut [f32], &[f32]),
        lanes: fn(Array<f32, 8>) -> Array<f32, 8>,
        exact: fn(f64) -> f64,
    ) {
        let x = arguments();
        let mut y = vec![0.0; x.len()];
        elementwise::map(&x, &mut y, 1, &row);
        let machine = worst(&x, &y, exact, error);
        for (y, x) in y.chunks_mut(8).zip(x.chunks(8)) {
            lanes(Array::load_or(x, 0.0)).store_to(y);
        }
        let array = worst(&x, &y, exact, error);
        println!("{name}: {machine:.3} with the machine's vectors, {array:.3} with arrays");
        assert!(machine.max(array) <= bound, "{name} is off by {machine} and {array}");
    }

    // std's double precision counts as exact: its error is 1e-8 ULP of single precision.
    #[test]
    fn errors_stay_within_the_stated_bounds() {
        check("exp", 1.1, ulp, exp, exp_lanes, f64::exp);
        check("log", 1.0, ulp, log, log_lanes, f64::ln);
        check("tanh", 1.6, ulp, tanh, tanh_lanes, f64::tanh);
        check("sigmoid", 2.5, ulp, sigmoid, sigmoid_lanes, Real::sigmoid);
        check("erf", 1.5, ulp, erf, erf_lanes, Real::erf);
        check("gelu, 1e-7", 1.5, mixed, gelu, |x| gelu_lanes(x).0, |x| weighted(x, cdf(x)));
        check("gelu', 1e-7", 2.5, mixed, gelu_slope, |x| gelu_lanes(x).1, |x| cdf(x) + weighted(x, normal_density(x)));
    }

    /// Φ without cancellation: below -4 it uses a continued fraction.
    fn cdf(x: f64) -> f64 {
        let fraction = || (1..40).rev().fold(-x, |sum, k| f64::from(k) / sum - x);
        if x < -4.0 { normal_density(x) / fraction() } else { normal_cdf(x) }
    }

    /// `x · weight`, but zero if the weight is 0, even if x is infinite.
    fn weighted(x: f64, weight: f64) -> f64 {
        if weight == 0.0 { 0.0_f64.copysign(x) } else { x * weight }
    }

    fn gelu_slope(slope: &mut [f32], x: &[f32]) {
        gelu_with_derivative(x, &mut vec![0.0; x.len()], slope, 1);
    }

    #[test]
    fn exp_of_negative_equals_exp() {
        let x: Vec<f32> = arguments().into_iter().map(|x| -x.abs()).collect();
        for x in x.chunks_exact(8).map(|x| Array::<f32, 8>::load_or(x, 0.0)) {
            let (mut short, mut long) = ([0.0; 8], [0.0; 8]);
            exp_of_negative_lanes(x).store_to(&mut short);
            exp_lanes(x).store_to(&mut long);
            assert!(short.map(f32::to_bits) == long.map(f32::to_bits) || short.iter().any(|y| y.is_nan()));
        }
    }

    #[test]
    fn the_left_tail_of_gelu_is_accurate_relative_to_itself() {
        // The value is subnormal for x below -13.15.
        let x: Vec<f32> = (0..90_000).map(|i| -4.0 - 1e-4 * i as f32).collect();
        let mut y = vec![0.0; x.len()];
        gelu(&mut y, &x);
        let found = worst(&x, &y, |x| x * cdf(x), relative);
        println!("left tail of gelu, 1e-7: {found:.1}");
        // The rounding of x², up to 169, changes the argument of the exponential by 4e-6.
        assert!(found <= 50.0, "{found}");
    }

    #[test]
    fn slices_of_any_length_and_both_precisions_are_covered() {
        for n in (0..40).chain([100_003]) {
            let x: Vec<f64> = (0..n).map(|i| (i as f64 * 0.7).sin() * 5.0).collect();
            let narrow: Vec<f32> = x.iter().map(|&x| x as f32).collect();
            let (mut y, mut slope) = (vec![f64::NAN; n], vec![f64::NAN; n]);
            let (mut narrow_y, mut narrow_slope) = (vec![f32::NAN; n], vec![f32::NAN; n]);
            gelu_with_derivative(&x, &mut y, &mut slope, 1);
            with_threads(2, || gelu_with_derivative(&narrow, &mut narrow_y, &mut narrow_slope, 100));
            for i in 0..n {
                assert_eq!(y[i], x[i] * normal_cdf(x[i]));
                assert_eq!(slope[i], normal_cdf(x[i]) + x[i] * normal_density(x[i]));
                // The tolerance is the bound of `gelu_lanes` for results up to 5, plus the rounding of the argument.
                assert!(
                    (f64::from(narrow_y[i]) - y[i]).abs() < 1.5e-6
                        && (f64::from(narrow_slope[i]) - slope[i]).abs() < 6e-7
                );
            }
            tanh(&mut y, &x);
            assert!(y.iter().zip(&x).all(|(y, x)| *y == x.tanh()));
        }
    }
}
