//! Fits the λ of a power map by maximum likelihood: with the best λ, the scaled values z fit a normal distribution best.
//!
//! Let t = ln x (Box-Cox) or ln(1 + |x|) (Yeo-Johnson) and d = t − mean(t). Let sd be the standard deviation. Up to terms that do
//! not depend on λ, the negative log-likelihood per row is ln sd((e^(λ·d) − 1) / λ), or ln sd(z) − (λ − 1)·mean(sign(x)·t) for
//! Yeo-Johnson with values of both signs.
//! Sources: G. E. P. Box and D. R. Cox, "An analysis of transformations", 1964; I.-K. Yeo and R. A. Johnson, "A new family of power
//! transformations to improve normality or symmetry", 2000; the ranges of λ are those of `scipy.stats`.

use super::maps::{ScalerMap, YeoJohnsonMap, power};
use crate::data::statistics::{extremes, is_constant, mean_and_deviation};

/// Values up to 20 times the column's largest, and down to a 20th of its smallest, are scaled without overflow.
const MARGIN: f64 = 20.0;

/// The largest exponent that e^(λ·t) may have.
const LARGEST_EXPONENT: f64 = 700.0;

/// The mean of finite values.
fn mean(t: &[f64]) -> f64 {
    if is_constant(t) { t[0] } else { mean_and_deviation(t).0 }
}

/// The logarithm of the standard deviation. It is `f64::MAX` if `z` is constant or not finite, so that the λ of this `z` is never
/// the best.
fn log_deviation(z: &[f64]) -> f64 {
    let (low, high) = extremes(z);
    if low < high && low.is_finite() && high.is_finite() { mean_and_deviation(z).1.ln() } else { f64::MAX }
}

/// The center of a Box-Cox map for positive values.
pub(super) fn box_cox_center(x: &[f64]) -> f64 {
    mean(&x.iter().map(|x| x.ln()).collect::<Vec<_>>())
}

/// The center of a Yeo-Johnson map. It is 0 for values of both signs, and below 0 for negative values.
pub(super) fn yeo_johnson_center(x: &[f64]) -> f64 {
    let (low, high) = extremes(x);
    if low < 0.0 && high > 0.0 {
        return 0.0;
    }
    let center = mean(&x.iter().map(|x| x.abs().ln_1p()).collect::<Vec<_>>());
    if low < 0.0 { -center } else { center }
}

/// The center and λ of a Box-Cox map for positive values that are not all equal. Unless `centered`, the center is 0, and λ is
/// moved closer to 0 if `z` would lose its digits.
pub(super) fn box_cox(x: &[f64], centered: bool) -> (f64, f64) {
    let t: Vec<f64> = x.iter().map(|x| x.ln()).collect();
    let center = box_cox_center(x);
    let d: Vec<f64> = t.iter().map(|t| t - center).collect();
    let bound = LARGEST_EXPONENT / (largest(&d) + MARGIN.ln());
    let lambda = best_around_zero(|lambda| cost_about_center(&d, lambda), bound);
    let (low, high) = extremes(&t);
    let lambda = within_floats(lambda, low, high);
    if centered { (center, lambda) } else { (0.0, with_digits(lambda, low, high)) }
}

/// The center and λ of a Yeo-Johnson map for values that are not all equal. With values of both signs, the center is 0.
pub(super) fn yeo_johnson(x: &[f64], centered: bool) -> (f64, f64) {
    let (low, high) = extremes(x);
    if high <= 0.0 {
        let mirrored: Vec<f64> = x.iter().map(|x| -x).collect();
        let (center, lambda) = yeo_johnson(&mirrored, centered);
        return (-center, 2.0 - lambda);
    }
    let largest = low.abs().max(high.abs());
    let limit = match (MARGIN * largest).ln_1p() {
        limit if limit.is_finite() => limit,
        _ => MARGIN.ln() + largest.ln(),
    };
    // Only half of the exponent range is used, because the variance squares the values.
    let digits = f64::EPSILON.ln();
    let (from, to) = ((f64::MIN_POSITIVE.ln() - digits) / 2.0 / limit, (f64::MAX.ln() + digits) / 2.0 / limit);
    // For subnormal values, the bounds themselves overflow.
    let (from, to) = (from.max(-1e100), to.min(1e100));
    let (cost, center, from, to): (Box<dyn Fn(f64) -> f64>, f64, f64, f64) = if low >= 0.0 {
        let t: Vec<f64> = x.iter().map(|x| x.ln_1p()).collect();
        let center = yeo_johnson_center(x);
        let d: Vec<f64> = t.iter().map(|t| t - center).collect();
        (Box::new(move |lambda| cost_about_center(&d, lambda)), center, from, to)
    } else {
        let signed: Vec<f64> = x.iter().map(|x| x.abs().ln_1p().copysign(*x)).collect();
        let mean = mean(&signed);
        let cost = move |lambda| {
            let map = ScalerMap::YeoJohnson(YeoJohnsonMap { lambda, center: 0.0 });
            let z: Vec<f64> = x.iter().map(|&x| map.transform(x)).collect();
            log_deviation(&z) - (lambda - 1.0) * mean
        };
        (Box::new(cost), 0.0, (2.0 - to).max(from), (2.0 - from).min(to))
    };
    let lambda = minimum(&cost, from, to);
    // If the best λ is no better than λ = 1 (the identity), as for values close to 0, take λ = 1.
    let (best, plain) = (cost(lambda), cost(1.0));
    let differs = plain - best > 1e-13 * best.abs().max(1.0);
    let lambda = if differs { lambda } else { 1.0 };
    match centered || low < 0.0 {
        true => (center, lambda),
        false => (0.0, with_digits(lambda, low.ln_1p(), high.ln_1p())),
    }
}

/// The negative log-likelihood, given the centered logarithms.
fn cost_about_center(d: &[f64], lambda: f64) -> f64 {
    let z: Vec<f64> = d.iter().map(|&d| power(lambda, d)).collect();
    log_deviation(&z)
}

fn largest(d: &[f64]) -> f64 {
    d.iter().fold(0.0, |largest, d| largest.max(d.abs()))
}

/// Returns λ, or the nearest one with which an uncentered map scales both ends of the column to at most f64::MAX / 10⁴. `low` and
/// `high` are the logarithms of the ends.
fn within_floats(lambda: f64, low: f64, high: f64) -> f64 {
    let largest = f64::MAX.ln() - 1e4_f64.ln();
    let end = if lambda > 0.0 { high } else { low };
    // z = e^(λ·t) / λ grows without bound only towards one end of the column.
    let exponent = lambda * end;
    if exponent <= largest + lambda.abs().ln() {
        return lambda;
    }
    let solve = |size: f64, _| (largest + size.ln()) / end.abs();
    (0..100).fold(lambda.abs(), solve).copysign(lambda)
}

/// Returns λ, or the nearest one with which e^(λ·t) − 1 keeps half of the digits of e^(λ·t) at the end of the column where
/// e^(λ·t) is larger. `low` and `high` are the t of the two ends.
fn with_digits(lambda: f64, low: f64, high: f64) -> f64 {
    const LARGEST_EXPONENT: f64 = 18.0;
    let end = if lambda > 0.0 { high } else { low };
    if lambda * end < -LARGEST_EXPONENT { -LARGEST_EXPONENT / end } else { lambda }
}

/// Returns the λ between −bound and bound with the lowest cost. The search starts between −2 and 2, and widens while the best λ is
/// at an end.
fn best_around_zero(cost: impl Fn(f64) -> f64, bound: f64) -> f64 {
    let mut width = bound.min(2.0);
    loop {
        let inner = [-width / 2.0, 0.0, width / 2.0].map(&cost).into_iter().fold(f64::MAX, f64::min);
        if width >= bound || (inner < cost(-width) && inner < cost(width)) {
            return minimum(&cost, -width, width);
        }
        width = (2.0 * width).min(bound);
    }
}

/// Finds the position of a minimum between two ends, by golden-section search and parabolic interpolation. Source: R. P. Brent,
/// "Algorithms for minimization without derivatives", 1973, as in `scipy.optimize.fminbound`.
fn minimum(cost: &dyn Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    const STEPS: usize = 500;
    let golden = 0.5 * (3.0 - 5.0_f64.sqrt());
    let tolerance = |x: f64| f64::EPSILON.sqrt() * x.abs() + 1e-8 / 3.0;
    let (mut a, mut b) = (from, to);
    // The best position so far, then the second and third best.
    let mut x = a + golden * (b - a);
    let mut at_x = cost(x);
    let ((mut w, mut at_w), (mut v, mut at_v)) = ((x, at_x), (x, at_x));
    let (mut step, mut step_before_last) = (0.0_f64, 0.0_f64);
    for _ in 0..STEPS {
        let (middle, near) = (0.5 * (a + b), tolerance(x));
        if (x - middle).abs() <= 2.0 * near - 0.5 * (b - a) {
            break;
        }
        let mut parabolic = None;
        if step_before_last.abs() > near {
            let r = (x - w) * (at_x - at_v);
            let q = (x - v) * (at_x - at_w);
            let (p, q) = ((x - v) * q - (x - w) * r, 2.0 * (q - r));
            let (p, q) = (if q > 0.0 { -p } else { p }, q.abs());
            if p.abs() < (0.5 * q * step_before_last).abs() && p > q * (a - x) && p < q * (b - x) {
                parabolic = Some(p / q);
            }
            step_before_last = step;
        }
        step = match parabolic {
            Some(step) if x + step - a < 2.0 * near || b - (x + step) < 2.0 * near => near.copysign(middle - x),
            Some(step) => step,
            None => {
                step_before_last = if x >= middle { a - x } else { b - x };
                golden * step_before_last
            }
        };
        let u = x + step.abs().max(near).copysign(step);
        let at_u = cost(u);
        if at_u <= at_x {
            if u >= x {
                a = x
            } else {
                b = x
            }
            ((v, at_v), (w, at_w), (x, at_x)) = ((w, at_w), (x, at_x), (u, at_u));
        } else {
            if u < x {
                a = u
            } else {
                b = u
            }
            if at_u <= at_w || w == x {
                ((v, at_v), (w, at_w)) = ((w, at_w), (u, at_u));
            } else if at_u <= at_v || v == x || v == w {
                (v, at_v) = (u, at_u);
            }
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minimum_is_found_wherever_it_lies() {
        for place in [-3.0, -0.2, 0.0, 1.5, 40.0] {
            let found = minimum(&|x| (x - place) * (x - place) + 1.0, -5.0, 50.0);
            assert!((found - place).abs() < 1e-6 * (1.0 + place.abs()), "{found}, expected {place}");
        }
        // This function has its minimum at an end.
        assert!(minimum(&|x| x, 1.0, 2.0) < 1.0 + 1e-6);
        assert!(minimum(&|_| 1.0, -1e100, 1e100).is_finite());
    }

    #[test]
    fn powers_of_a_normal_column_are_found() {
        // These are quantiles of a nearly normal distribution around 5.
        let normal: Vec<f64> = (1..200).map(|i| 5.0 + 0.4 * (f64::from(i) / 100.0 - 1.0).atanh()).collect();
        for lambda in [-2.0, -0.5, 0.0, 0.5, 1.0, 3.0] {
            let x: Vec<f64> =
                normal.iter().map(|&z| if lambda == 0.0 { z.exp() } else { z.powf(1.0 / lambda) }).collect();
            let (_, found) = box_cox(&x, true);
            let of_normal = box_cox(&normal, true).1;
            // `x` is `normal` to the power 1/λ, so its best λ is λ times the best λ of `normal`.
            let expected = if lambda == 0.0 { 0.0 } else { lambda * of_normal };
            assert!((found - expected).abs() < 0.2 * (1.0 + expected.abs()), "{found}, expected {expected}");
            let scaled: Vec<f64> = x.iter().map(|x| x * 1e50).collect();
            assert!((box_cox(&scaled, true).1 - found).abs() < 1e-6 * (1.0 + found.abs()), "{found}");
        }
    }

    #[test]
    fn the_likelihood_of_one_sign_is_that_of_both() {
        let x: Vec<f64> = (0..50).map(|i| (f64::from(i) * 0.7).sin().exp() * 2.0).collect();
        let (center, lambda) = yeo_johnson(&x, true);
        let mirrored: Vec<f64> = x.iter().map(|x| -x).collect();
        assert_eq!(yeo_johnson(&mirrored, true), (-center, 2.0 - lambda));
        let mean = mean_and_deviation(&x.iter().map(|x| x.ln_1p()).collect::<Vec<_>>()).0;
        let plain = |lambda: f64| {
            let z: Vec<f64> = x.iter().map(|x| power(lambda, x.ln_1p())).collect();
            log_deviation(&z) - (lambda - 1.0) * mean
        };
        assert!((minimum(&plain, -5.0, 5.0) - lambda).abs() < 1e-6);
    }

    #[test]
    fn a_power_without_a_center_keeps_digits() {
        let x: Vec<f64> = (0..50).map(|i| 60_000.0 + 20.0 * (f64::from(i) * 0.7).sin().exp()).collect();
        for (plain, centered) in
            [(box_cox(&x, false), box_cox(&x, true)), (yeo_johnson(&x, false), yeo_johnson(&x, true))]
        {
            assert!(plain.0 == 0.0 && centered.1 < plain.1 && plain.1 < -1.0, "{plain:?}, {centered:?}");
            assert!(power(plain.1, x[0].ln()) != power(plain.1, x[1].ln()));
        }
    }
}
