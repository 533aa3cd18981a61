//! Pads an axis at both ends: with a constant, with its mirrored elements (`reflect`) or with its repeated ends (`replicate`).
//!
//! Source: `torch.nn.functional.pad`. Constants pass on no gradient; with the other two modes, an element gets the sum of the gradients
//! of its copies.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, resolve_axis};
use crate::ops::reorder::read_at;
use timeseriesml_kernels::copy;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// Pads an axis with `before` and `after` elements of `value`.
pub fn pad<E: Value>(x: Array<E>, axis: isize, before: usize, after: usize, value: E) -> Result<Array<E>> {
    let op = "pad";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let size = padded(op, &x, axis, before, after)?;
    let layout = Layout::in_order(op, x.sizes().with(axis, size), &x.layout().order())?;
    let len = x.sizes()[axis];
    let inside = layout.narrowed(axis, before, len);
    let y = Fresh::written(op, layout, |out| {
        out.fill(value);
        let out = &mut out[inside.offset()..];
        copy::copy_strided(x.sizes(), x.span(), x.layout().strides(), out, inside.strides());
    })?;
    let input = x.input();
    Ok(y.recorded(input.is_some(), |_| Pad { input, axis, before, len }))
}

/// Mirrors the axis at its ends, without repeating the end element.
pub fn pad_reflect<E: Value>(x: Array<E>, axis: isize, before: usize, after: usize) -> Result<Array<E>> {
    let op = "pad_reflect";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let (n, size) = (x.sizes()[axis], padded(op, &x, axis, before, after)?);
    if before.max(after) > 0 && before.max(after) >= n {
        let (found, allowed) = (before.max(after).to_string(), format!("below {n}, the size of axis {axis}"));
        return Err(ShapeError::Argument { op, name: "the padding", found, allowed });
    }
    read_at(op, x, axis, size, |i| match i.checked_sub(before) {
        None => before - i,
        Some(inside) if inside < n => inside,
        Some(after) => 2 * (n - 1) - after,
    })
}

/// Repeats the first and the last element of the axis.
pub fn pad_replicate<E: Value>(x: Array<E>, axis: isize, before: usize, after: usize) -> Result<Array<E>> {
    let op = "pad_replicate";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let (n, size) = (x.sizes()[axis], padded(op, &x, axis, before, after)?);
    if n == 0 && size > 0 {
        return Err(ShapeError::Empty { op, sizes: x.sizes()[..].into() });
    }
    read_at(op, x, axis, size, |i| i.saturating_sub(before).min(n - 1))
}

fn padded<E: Value>(op: &'static str, x: &Array<E>, axis: usize, before: usize, after: usize) -> Result<usize> {
    let size = x.sizes()[axis].checked_add(before).and_then(|size| size.checked_add(after));
    size.ok_or_else(|| ShapeError::TooLarge { op, sizes: x.sizes().with(axis, usize::MAX)[..].into() })
}

struct Pad<E: Value> {
    input: Option<Node<E>>,
    axis: usize,
    before: usize,
    len: usize,
}

impl<E: Value> Backward<E> for Pad<E> {
    fn name(&self) -> &'static str {
        "pad"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || Ok(grad.view(grad.layout().narrowed(self.axis, self.before, self.len)).gradient()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("pad/constant", all, |x| pad(x[0].clone(), -1, 2, 1, Value::ONE))
            .sizes(&[&[2, 3]])
            .sizes(&[&[4]])
            .sizes(&[&[2, 1, 2, 3]]));
        run(&audit!("pad/first", all, |x| pad(x[0].clone(), 0, 0, 2, Value::ZERO)).sizes(&[&[2, 3]]));
        run(&audit!("pad/reflect", all, |x| pad_reflect(x[0].clone(), -1, 2, 1))
            .sizes(&[&[2, 3]])
            .sizes(&[&[2, 1, 4]])
            .without_edges()
            .edge(&[&[0, 3]]));
        run(&audit!("pad/replicate", all, |x| pad_replicate(x[0].clone(), 1, 2, 1))
            .sizes(&[&[2, 3]])
            .sizes(&[&[2, 1, 4]])
            .without_edges()
            .edge(&[&[0, 3]]));
    }

    audited!(check);

    #[test]
    fn invalid_paddings_are_refused() {
        let vector = |n| Array::full("test", crate::layout::Sizes::new("test", &[n]).unwrap(), 1i32).unwrap();
        assert!(matches!(pad_reflect(vector(3), 0, 3, 0), Err(ShapeError::Argument { .. })));
        assert!(matches!(pad_replicate(vector(0), 0, 1, 0), Err(ShapeError::Empty { .. })));
        assert!(matches!(pad(vector(3), 0, usize::MAX, 0, 0), Err(ShapeError::TooLarge { .. })));
        assert!(matches!(pad_replicate(vector(3), 0, usize::MAX / 2, 0), Err(ShapeError::TooLarge { .. })));
        assert_eq!(pad_reflect(vector(1), 0, 0, 0).unwrap().to_vec(), [1]);
    }
}
