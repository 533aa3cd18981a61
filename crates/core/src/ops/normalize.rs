//! Vectors along an axis, scaled to the length one: x / max(‖x‖ₚ, ε). Composed of other operations. Source:
//! `torch.nn.functional.normalize`.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::loops::along::Axes;
use crate::loops::pointwise::Stretch;
use crate::ops::binary::div;
use crate::ops::losses::Allowed;
use crate::ops::reductions::norm_axes;
use crate::ops::unary::clamp;
use timeseriesml_kernels::real::Real;

/// Each vector along `axis` divided by its norm, or by `eps` where that is larger.
pub fn normalize<E: Real>(x: Array<E>, axis: isize, p: f64, eps: f64) -> Result<Array<E>> {
    let op = "normalize";
    Allowed::FROM_ZERO.check(op, "eps", eps)?;
    if p.is_nan() {
        return Err(ShapeError::Argument { op, name: "p", found: p.to_string(), allowed: "a number".into() });
    }
    let axes = Axes::resolve(op, &[axis], x.sizes())?;
    let norm = norm_axes(x.clone(), axes, true, p)?;
    let norm = clamp(&norm, E::from_f64(eps), E::INFINITY)?;
    div(&x, &norm, Stretch(0), axes.stretch())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};

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
    fn vectors_of_any_size_have_the_length_one_but_for_those_below_eps() {
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
        assert_eq!(error(2.0, -1.0), "normalize: eps is -1, but it must be a finite number that is not below 0");
        assert_eq!(error(f64::NAN, 0.0), "normalize: p is NaN, but it must be a number");
        assert!(normalize(x, 1, 2.0, 0.0).is_err());
    }
}
