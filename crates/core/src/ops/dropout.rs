//! Dropout: each element is zeroed with probability p, and the others are multiplied by 1/(1 − p), which preserves the mean.
//!
//! The mask is a pure function of (seed, call, element), so a run is reproducible with any number of threads. The gradient is
//! multiplied by the same mask. Source: Srivastava et al. 2014, in the inverted form of `torch.nn.Dropout`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::Layout;
use crate::loops::pointwise;
use timeseriesml_kernels::{random, real::Real};

/// `x` times a mask drawn for this seed and call number.
pub fn dropout<E: Real>(x: Array<E>, p: f64, seed: u64, call: u64) -> Result<Array<E>> {
    let op = "dropout";
    if !(0.0..1.0).contains(&p) {
        return Err(ShapeError::Probability { op, found: p.to_string(), limit: "below 1" });
    }
    if p == 0.0 {
        return Ok(x);
    }
    // Elements are numbered in row-major order, independent of the memory order.
    let layout = Layout::row_major(op, *x.sizes())?;
    let mask = Fresh::written(op, layout, |out| random::dropout_mask(seed, call, p, 0, out))?.not_differentiable();
    let mask = mask.in_order(&x.layout().order())?;
    let y = pointwise::zip(op, &x, &mask, 1, |x, m| x * m)?;
    let input = x.input();
    Ok(y.recorded(input.is_some(), |_| Dropout { input, mask }))
}

struct Dropout<E: Real> {
    input: Option<Node<E>>,
    mask: Array<E>,
}

impl<E: Real> Backward<E> for Dropout<E> {
    fn name(&self) -> &'static str {
        "dropout"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        sink.add(&self.input, || Ok(pointwise::zip("dropout", &grad, &self.mask, 1, |g, m| g * m)?.gradient()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        run(&audit!("dropout", Domain::ALL, |x| dropout(x[0].clone(), 0.4, 7, 3)).sizes(&[&[2, 3, 4]]));
    }

    audited!(check, drawn);

    #[test]
    fn a_share_of_p_is_dropped_and_the_rest_grows() {
        let x = Array::full("test", Sizes::new("test", &[100_000]).unwrap(), 1.0f32).unwrap();
        let y = dropout(x.clone(), 0.3, 1, 0).unwrap().to_vec();
        let dropped = y.iter().filter(|&&v| v == 0.0).count();
        // The tolerance is five standard deviations of a binomial count: 5·√(n·p·(1 − p)) = 725.
        assert!(dropped.abs_diff(30_000) < 725, "{dropped}");
        assert!(y.iter().all(|&v| v == 0.0 || v == 1.0 / 0.7));
        assert_ne!(y, dropout(x.clone(), 0.3, 1, 1).unwrap().to_vec(), "another call draws another mask");
        assert_eq!(y, dropout(x, 0.3, 1, 0).unwrap().to_vec());
    }

    #[test]
    fn probabilities_outside_their_range_are_refused() {
        let x = Array::full("test", Sizes::scalar(), 1.0f32).unwrap();
        for p in [1.0, -0.1, f64::NAN] {
            assert!(dropout(x.clone(), p, 0, 0).is_err(), "{p}");
        }
    }
}
