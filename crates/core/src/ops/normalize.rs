//! Scales vectors along an axis to length one: x / max(‖x‖ₚ, ε). It is composed of other operations. Source:
//! `torch.nn.functional.normalize`.
//!
//! A vector whose norm overflows is first divided by a power of two (PyTorch returns zeros).

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::loops::along::Axes;
use crate::loops::pointwise::{self, Stretch};
use crate::ops::binary::{div, maximum, mul};
use crate::ops::losses::Allowed;
use crate::ops::reductions::norm_axes;
use crate::ops::unary::clamp;
use timeseriesml_kernels::real::Real;

/// Divides each vector along `axis` by its norm, or by `eps` if that is larger.
pub fn normalize<E: Real>(x: Array<E>, axis: isize, p: f64, eps: f64) -> Result<Array<E>> {
    let op = "normalize";
    Allowed::FROM_ZERO.check(op, "eps", eps)?;
    if p.is_nan() {
        return Err(ShapeError::Argument { op, name: "p", found: p.to_string(), allowed: "a number".into() });
    }
    let axes = Axes::resolve(op, &[axis], x.sizes())?;
    let norm = norm_axes(x.clone(), axes, true, p)?;
    if norm.dense()?.span().contains(&E::INFINITY) {
        return of_large(&x, &norm.detach(), axes, p, E::from_f64(eps));
    }
    let norm = clamp(&norm, E::from_f64(eps), E::INFINITY)?;
    div(&x, &norm, Stretch(0), axes.stretch())
}

/// [`normalize`] if a norm is infinite: each vector of finite numbers with an infinite norm is scaled, and so is its `eps`.
#[cold]
fn of_large<E: Real>(x: &Array<E>, norm: &Array<E>, axes: Axes, p: f64, eps: E) -> Result<Array<E>> {
    let op = "normalize";
    let largest = norm_axes(x.detach(), axes, true, f64::INFINITY)?;
    let small = E::MIN_POSITIVE.sqrt();
    let scale_of = |norm: E, largest: E| if norm == E::INFINITY && largest.is_finite() { small } else { E::ONE };
    let scale = pointwise::zip(op, norm, &largest, 1, scale_of)?.seen();
    let x = mul(x, &scale, Stretch(0), axes.stretch())?;
    let norm = norm_axes(x.clone(), axes, true, p)?;
    let least = pointwise::map_owned(op, scale, 1, |scale| scale * eps)?.seen();
    div(&x, &maximum(&norm, &least, Stretch(0), Stretch(0))?, Stretch(0), axes.stretch())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::sum::sum_axes;

    fn check(run: impl Fn(&Audit)) {
        let of = |name, axis, p, eps| {
            audit!(name, Domain::ALL, move |x| normalize(x[0].clone(), axis, p, eps))
                .sizes(&[&[2, 3, 4]])
                .sizes(&[&[3, 1, 2]])
        };
        run(&of("normalize/p_2", -1, 2.0, 1e-12));
        run(&of("normalize/p_1", 0, 1.0, 1e-12));
        run(&of("normalize/p_3", 1, 3.0, 1e-12));
        run(&of("normalize/p_inf", 1, f64::INFINITY, 1e-12));
        run(&of("normalize/below_eps", -1, 2.0, 100.0));
    }

    audited!(check);

    #[test]
    fn vectors_have_the_length_one_except_below_eps() {
        let vector = |values: &[f32]| Array::from_slice("test", Sizes::new("test", &[2]).unwrap(), values).unwrap();
        let of = |values: &[f32]| normalize(vector(values), 0, 2.0, 1e-12).unwrap().to_vec();
        for unit in [1e30, 1.0, 1e-10] {
            let y = of(&[3.0 * unit, -4.0 * unit]);
            assert!((y[0] - 0.6).abs() < 1e-7 && (y[1] + 0.8).abs() < 1e-7, "{y:?}");
        }
        assert_eq!(of(&[0.0, 0.0]), [0.0; 2]);
        assert!((of(&[3e-13, 4e-13])[0] - 0.3).abs() < 1e-7);
    }

    #[test]
    fn options_out_of_range_are_refused() {
        let x = Array::full("test", Sizes::new("test", &[2]).unwrap(), 1.0f32).unwrap();
        let error = |p, eps| normalize(x.clone(), 0, p, eps).unwrap_err().to_string();
        assert_eq!(error(2.0, -1.0), "normalize: eps is -1, but it must be a finite number of at least 0");
        assert_eq!(error(f64::NAN, 0.0), "normalize: p is NaN, but it must be a number");
        assert!(normalize(x, 1, 2.0, 0.0).is_err());
    }

    #[test]
    fn a_norm_that_overflows_is_handled() {
        fn check<E: Real>(large: f64, tolerance: f64) {
            // The second vector is small, so it is not scaled and keeps its `eps`.
            let values = [large, large, 3e-13, 4e-13].map(E::from_f64);
            for (p, length) in [(1.0, 2.0), (2.0, 2.0_f64.sqrt()), (3.0, 2.0_f64.cbrt())] {
                let x = Array::from_slice("test", Sizes::new("test", &[2, 2]).unwrap(), &values).unwrap().into_leaf();
                let y = normalize(x.clone(), 1, p, 1e-12).unwrap();
                let weights = [1.0, 0.0, 1.0, 0.0].map(E::from_f64);
                let weights = Array::from_slice("test", *y.sizes(), &weights).unwrap();
                let sum = sum_axes(mul(&y, &weights, Stretch(0), Stretch(0)).unwrap(), Axes::all(2), false).unwrap();
                let gradients = crate::autodiff::walk::backward(&sum).unwrap();
                let found =
                    y.to_vec().into_iter().chain(gradients.of_leaf(x.node().unwrap().number()).unwrap().to_vec());
                let slope = 0.5 / length / large;
                let expected = [1.0 / length, 1.0 / length, 0.3, 0.4, slope, -slope, 1e12, 0.0];
                for (i, (found, expected)) in found.zip(expected).enumerate() {
                    let error = (found.to_f64() - expected).abs();
                    assert!(error <= tolerance * expected.abs(), "{} p = {p}, {i}: {found} {expected}", E::NAME);
                }
            }
        }
        check::<f32>(3e38, 1e-5);
        check::<f64>(1.5e308, 1e-12);
        let x = Array::from_slice("test", Sizes::new("test", &[2]).unwrap(), &[1.0, f32::INFINITY]).unwrap();
        let y = normalize(x, 0, 2.0, 1e-12).unwrap().to_vec();
        assert!(y[0] == 0.0 && y[1].is_nan(), "as in PyTorch: {y:?}");
    }
}
