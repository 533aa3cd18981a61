//! A range of one axis: a view. The gradient lands in that range, and is zero elsewhere.

use crate::core::array::Array;
use crate::core::error::{Result, ShapeError};
use crate::core::graph::{Backward, Node, Sink};
use crate::core::layout::{Layout, resolve_axis};
use crate::core::ops::squeeze::squeeze;
use crate::kernels::elementwise;
use crate::kernels::number::Value;
use crate::kernels::real::Real;

/// `len` elements of an axis from `start` on.
pub(crate) fn narrow<E: Value>(x: Array<E>, axis: isize, start: usize, len: usize) -> Result<Array<E>> {
    let axis = resolve_axis("narrow", axis, x.sizes())?;
    range("narrow", x, axis, start, len)
}

/// One element of an axis, which is gone from the result.
pub(crate) fn select<E: Value>(x: Array<E>, axis: isize, index: usize) -> Result<Array<E>> {
    let axis = resolve_axis("select", axis, x.sizes())?;
    squeeze(range("select", x, axis, index, 1)?, axis as isize)
}

/// Equal parts of an axis.
pub(crate) fn part<E: Value>(x: &Array<E>, axis: isize, parts: usize, index: usize) -> Result<Array<E>> {
    let op = "split";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let size = x.sizes()[axis];
    if parts == 0 || !size.is_multiple_of(parts) {
        return Err(ShapeError::Divide { op, axis, size, parts });
    }
    range(op, x.clone(), axis, index * (size / parts), size / parts)
}

struct Narrow<E: Value> {
    input: Option<Node<E>>,
    /// How the input's gradient is laid out: dense, in the input's order of axes.
    whole: Layout,
    axis: usize,
    start: usize,
}

impl<E: Value> Backward<E> for Narrow<E> {
    fn backward(&self, grad: Array<E>, sink: &mut Sink<E>) -> Result<()>
    where
        E: Real,
    {
        let part = self.whole.narrowed(self.axis, self.start, grad.sizes()[self.axis]);
        sink.write(&self.input, self.whole, |out, accumulate| {
            if !accumulate {
                out.fill(E::ZERO);
            }
            let out = &mut out[part.offset()..];
            elementwise::accumulate_strided(grad.sizes(), grad.span(), grad.layout().strides(), out, part.strides());
        })
    }
}

fn range<E: Value>(op: &'static str, x: Array<E>, axis: usize, start: usize, len: usize) -> Result<Array<E>> {
    let size = x.sizes()[axis];
    if start > size || len > size - start {
        let end = start.saturating_add(len);
        return Err(ShapeError::Range { op, axis, start, end, size });
    }
    let input = x.input();
    let whole = Layout::in_order(op, *x.sizes(), &x.layout().order())?;
    let y = x.view(x.layout().narrowed(axis, start, len));
    Ok(y.recorded(input.is_some(), |_| Narrow { input, whole, axis, start }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ops::audit::{Audit, Domain, audit};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("narrow/narrow", all, |x| narrow(x[0].clone(), 1, 1, 2))
            .sizes(&[&[2, 4, 3]])
            .without_edges()
            .edge(&[&[0, 3]])
            .edge(&[&[1, 3, 1]]));
        run(&audit!("narrow/nothing", all, |x| narrow(x[0].clone(), 0, 2, 0)).sizes(&[&[2, 3]]).without_edges());
        run(&audit!("narrow/select", all, |x| select(x[0].clone(), -1, 2))
            .sizes(&[&[2, 3, 4]])
            .without_edges()
            .edge(&[&[0, 3]]));
        run(&audit!("narrow/part", all, |x| part(&x[0], 1, 3, 1)).sizes(&[&[2, 6]]).without_edges().edge(&[&[2, 0]]));
    }

    #[test]
    fn matches_pytorch() {
        check(Audit::matches_pytorch);
    }

    #[test]
    fn gradient_matches_finite_differences() {
        check(Audit::gradient_matches_finite_differences);
    }

    #[test]
    fn empty_and_single_axes() {
        check(Audit::empty_and_single_axes);
    }

    #[test]
    fn views_equal_copies() {
        check(Audit::views_equal_copies);
    }
}
