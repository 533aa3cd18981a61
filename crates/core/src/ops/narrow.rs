//! Ranges of one axis, with or without a step, as views. The gradient is zero outside the range.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, resolve_axis};
use crate::ops::squeeze::squeeze;
use timeseriesml_kernels::elementwise;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// `len` elements of an axis, starting at `start`.
pub fn narrow<E: Value>(x: Array<E>, axis: isize, start: usize, len: usize) -> Result<Array<E>> {
    let axis = resolve_axis("narrow", axis, x.sizes())?;
    range("narrow", x, axis, start, len, 1)
}

/// Every `step`-th element of an axis from `start` up to, but not including, `end`.
pub fn slice_step<E: Value>(x: Array<E>, axis: isize, start: usize, end: usize, step: usize) -> Result<Array<E>> {
    let op = "slice_step";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let size = x.sizes()[axis];
    if start > end || end > size {
        return Err(ShapeError::Range { op, axis, start, end, size });
    }
    if step == 0 {
        return Err(ShapeError::Argument { op, name: "the step", found: "0".into(), allowed: "at least 1".into() });
    }
    range(op, x, axis, start, (end - start).div_ceil(step), step)
}

/// Parts of an axis with the given sizes, which add up to its size.
pub fn split_sizes<E: Value>(x: &Array<E>, axis: isize, sizes: &[usize]) -> Result<Vec<Array<E>>> {
    let op = "split_sizes";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let size = x.sizes()[axis];
    if sizes.iter().try_fold(0usize, |sum, &part| sum.checked_add(part)) != Some(size) {
        let allowed = format!("sizes that add up to {size}, the size of axis {axis}");
        return Err(ShapeError::Argument { op, name: "the list", found: format!("{sizes:?}"), allowed });
    }
    let mut start = 0;
    let part = |&len: &usize| {
        start += len;
        range(op, x.clone(), axis, start - len, len, 1)
    };
    sizes.iter().map(part).collect()
}

/// At most `chunks` parts of an axis, of equal size except the last.
pub fn chunk<E: Value>(x: &Array<E>, axis: isize, chunks: usize) -> Result<Vec<Array<E>>> {
    let op = "chunk";
    let axis = resolve_axis(op, axis, x.sizes())?;
    if chunks == 0 {
        let allowed = "at least 1".into();
        return Err(ShapeError::Argument { op, name: "the number of chunks", found: "0".into(), allowed });
    }
    let size = x.sizes()[axis];
    let len = size.div_ceil(chunks).max(1);
    // There is at least one chunk, which may be empty, and at most one per element.
    let starts = (0..size.max(1)).step_by(len);
    let mut parts = Vec::new();
    // The list may not fit into memory: a broadcast axis can have any length.
    let too_large = |_| ShapeError::TooLarge { op, sizes: x.sizes()[..].into() };
    parts.try_reserve_exact(size.div_ceil(len).max(1)).map_err(too_large)?;
    for start in starts {
        parts.push(range(op, x.clone(), axis, start, len.min(size - start), 1)?);
    }
    Ok(parts)
}

/// One element of an axis; the result lacks the axis.
pub fn select<E: Value>(x: Array<E>, axis: isize, index: usize) -> Result<Array<E>> {
    let axis = resolve_axis("select", axis, x.sizes())?;
    squeeze(range("select", x, axis, index, 1, 1)?, axis as isize)
}

/// One of `parts` equal parts of an axis.
pub fn part<E: Value>(x: &Array<E>, axis: isize, parts: usize, index: usize) -> Result<Array<E>> {
    let op = "split";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let size = x.sizes()[axis];
    if parts == 0 || !size.is_multiple_of(parts) {
        return Err(ShapeError::Divide { op, axis, size, parts });
    }
    range(op, x.clone(), axis, index * (size / parts), size / parts, 1)
}

struct Narrow<E: Value> {
    input: Option<Node<E>>,
    /// The layout of the input's gradient: dense, in the input's order of axes.
    whole: Layout,
    axis: usize,
    start: usize,
    step: usize,
}

impl<E: Value> Backward<E> for Narrow<E> {
    fn name(&self) -> &'static str {
        "narrow"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        let part = self.whole.stepped(self.axis, self.start, grad.sizes()[self.axis], self.step);
        sink.write(&self.input, self.whole, |out, accumulate| {
            if !accumulate {
                out.fill(E::ZERO);
            }
            let out = &mut out[part.offset()..];
            elementwise::accumulate_strided(grad.sizes(), grad.span(), grad.layout().strides(), out, part.strides());
        })
    }
}

fn range<E: Value>(
    op: &'static str,
    x: Array<E>,
    axis: usize,
    start: usize,
    len: usize,
    step: usize,
) -> Result<Array<E>> {
    let size = x.sizes()[axis];
    if step == 1 && (start > size || len > size - start) {
        let end = start.saturating_add(len);
        return Err(ShapeError::Range { op, axis, start, end, size });
    }
    let input = x.input();
    let whole = Layout::in_order(op, *x.sizes(), &x.layout().order())?;
    let y = x.view(x.layout().stepped(axis, start, len, step));
    Ok(y.recorded(input.is_some(), |_| Narrow { input, whole, axis, start, step }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

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
        run(&audit!("narrow/step", all, |x| slice_step(x[0].clone(), 1, 1, 6, 2))
            .sizes(&[&[2, 7, 3]])
            .sizes(&[&[2, 6]])
            .without_edges()
            .edge(&[&[0, 6]]));
        run(&audit!("narrow/split_sizes", all, |x| Ok(split_sizes(&x[0], 1, &[1, 0, 3])?.remove(2)))
            .sizes(&[&[2, 4]])
            .without_edges());
        run(&audit!("narrow/chunk", all, |x| Ok(chunk(&x[0], 1, 3)?.remove(1))).sizes(&[&[2, 5]]).without_edges());
        run(&audit!("narrow/part", all, |x| part(&x[0], 1, 3, 1)).sizes(&[&[2, 6]]).without_edges().edge(&[&[2, 0]]));
    }

    audited!(check);

    #[test]
    fn invalid_ranges_are_refused() {
        let x = Array::full("test", crate::layout::Sizes::new("test", &[5]).unwrap(), 1i32).unwrap();
        assert!(matches!(slice_step(x.clone(), 0, 3, 2, 1), Err(ShapeError::Range { .. })));
        assert!(matches!(slice_step(x.clone(), 0, 0, 6, 1), Err(ShapeError::Range { .. })));
        assert!(matches!(slice_step(x.clone(), 0, 0, 5, 0), Err(ShapeError::Argument { .. })));
        assert_eq!(slice_step(x.clone(), 0, 1, 5, usize::MAX).unwrap().count(), 1);
        assert!(matches!(split_sizes(&x, 0, &[2, 2]), Err(ShapeError::Argument { .. })));
        assert!(matches!(split_sizes(&x, 0, &[usize::MAX, 6]), Err(ShapeError::Argument { .. })));
        assert!(chunk(&x, 0, 0).is_err());
        assert_eq!(chunk(&x, 0, usize::MAX).unwrap().len(), 5);
    }

    #[test]
    fn more_chunks_than_fit_into_memory_are_refused() {
        let sizes = |n| crate::layout::Sizes::new("test", &[n]).unwrap();
        let one = Array::full("test", sizes(1), 1i32).unwrap();
        let x = one.view(one.layout().expanded("test", sizes(1 << 50)).unwrap()).seen();
        assert!(matches!(chunk(&x, 0, usize::MAX), Err(ShapeError::TooLarge { .. })));
        assert_eq!(chunk(&x, 0, 3).unwrap().len(), 3);
    }
}
