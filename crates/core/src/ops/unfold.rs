//! Sliding windows along an axis, as a view: the axis becomes the index of the window, and a new last axis the position within the window.
//!
//! Windows may overlap, so the backward pass handles one position within the window at a time, and adds its gradients for all windows at once.
//! Source: `torch.Tensor.unfold`.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, MAX_RANK, resolve_axis};
use timeseriesml_kernels::elementwise;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// Windows of `size` elements along an axis, each starting `step` elements after the previous one.
pub fn unfold<E: Value>(x: Array<E>, axis: isize, size: usize, step: usize) -> Result<Array<E>> {
    let op = "unfold";
    let axis = resolve_axis(op, axis, x.sizes())?;
    if x.rank() == MAX_RANK {
        return Err(ShapeError::Rank { op, expected: "at most seven axes".into(), found: x.sizes()[..].into() });
    }
    if step == 0 {
        return Err(ShapeError::Argument { op, name: "the step", found: "0".into(), allowed: "at least 1".into() });
    }
    let n = x.sizes()[axis];
    let Some(rest) = n.checked_sub(size) else {
        return Err(ShapeError::Range { op, axis, start: 0, end: size, size: n });
    };
    let input = x.input();
    let whole = Layout::in_order(op, *x.sizes(), &x.layout().order())?;
    let count = (rest / step).checked_add(1);
    let count = count.ok_or_else(|| ShapeError::TooLarge { op, sizes: x.sizes().pushed(&[size])[..].into() })?;
    let windows = x.layout().windows(op, axis, count, size, step)?;
    Ok(x.view(windows).recorded(input.is_some(), |_| Unfold { input, whole, axis, step }))
}

struct Unfold<E: Value> {
    input: Option<Node<E>>,
    /// The layout of the input's gradient.
    whole: Layout,
    axis: usize,
    step: usize,
}

impl<E: Value> Backward<E> for Unfold<E> {
    fn name(&self) -> &'static str {
        "unfold"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        let last = grad.rank() - 1;
        let (count, size) = (grad.sizes()[self.axis], grad.sizes()[last]);
        sink.write(&self.input, self.whole, |out, accumulate| {
            if !accumulate {
                out.fill(E::ZERO);
            }
            if grad.count() == 0 {
                return;
            }
            for place in 0..size {
                let from = grad.view(grad.layout().narrowed(last, place, 1).removed(last)).seen();
                let to = self.whole.stepped(self.axis, place, count, self.step);
                let out = &mut out[to.offset()..];
                elementwise::accumulate_strided(from.sizes(), from.span(), from.layout().strides(), out, to.strides());
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("unfold/overlapping", all, |x| unfold(x[0].clone(), -1, 3, 1))
            .sizes(&[&[5]])
            .sizes(&[&[2, 4]])
            .without_edges()
            .edge(&[&[0, 3]])
            .edge(&[&[1, 3]]));
        run(&audit!("unfold/stepping", all, |x| unfold(x[0].clone(), 1, 2, 3)).sizes(&[&[2, 8, 3]]).without_edges());
        run(&audit!("unfold/nothing", all, |x| unfold(x[0].clone(), 0, 0, 2)).sizes(&[&[3, 2]]));
    }

    audited!(check);

    #[test]
    fn a_window_is_a_view() {
        let x = Array::full("test", crate::layout::Sizes::new("test", &[5]).unwrap(), 1i32).unwrap();
        let windows = unfold(x.clone(), 0, 3, 1).unwrap();
        assert_eq!(windows.span().as_ptr(), x.span().as_ptr());
        assert!(matches!(unfold(x.clone(), 0, 6, 1), Err(ShapeError::Range { end: 6, size: 5, .. })));
        assert!(matches!(unfold(x, 0, 2, 0), Err(ShapeError::Argument { .. })));
    }

    #[test]
    fn more_windows_than_can_be_counted_are_refused() {
        let sizes = crate::layout::Sizes::new("test", &[0, usize::MAX]).unwrap();
        let x = Array::full("test", sizes, 1i32).unwrap();
        assert!(matches!(unfold(x, 1, 0, 1), Err(ShapeError::TooLarge { .. })));
    }
}
