//! Changes the sizes and keeps the elements in row-major order. The result is a view if the input is row-major, else a copy. The gradient is
//! reshaped back.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, MAX_RANK, Sizes, resolve_axis};
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// `x` with other sizes and the same number of elements.
pub fn reshape<E: Value>(x: Array<E>, sizes: Sizes) -> Result<Array<E>> {
    reshape_named("reshape", x, sizes)
}

/// `x` with other sizes and the same number of elements, sharing its memory.
///
/// # Errors
/// [`ShapeError::Argument`] if the elements are not in row-major order, which would need a copy.
pub fn view<E: Value>(x: Array<E>, sizes: Sizes) -> Result<Array<E>> {
    if !x.layout().is_row_major() {
        let found = format!("one with strides {:?} for the sizes {:?}", x.layout().strides(), &x.sizes()[..]);
        let allowed = "elements in row-major order; `reshape` and `contiguous` copy if necessary".into();
        return Err(ShapeError::Argument { op: "view", name: "the tensor", found, allowed });
    }
    reshape_named("view", x, sizes)
}

/// `x` in row-major order: itself, or a copy.
pub fn contiguous<E: Value>(x: Array<E>) -> Result<Array<E>> {
    let sizes = *x.sizes();
    reshape_named("contiguous", x, sizes)
}

/// Merges `axis` and the axis after it into one.
pub fn merge<E: Value>(x: Array<E>, axis: isize) -> Result<Array<E>> {
    let op = "merge";
    let at = resolve_axis(op, axis, x.sizes())?;
    if at + 1 == x.rank() {
        return Err(ShapeError::NoSuchAxis { op, axis: at as isize + 1, sizes: x.sizes()[..].into() });
    }
    let too_large = || ShapeError::TooLarge { op, sizes: x.sizes()[..].into() };
    let merged = x.sizes()[at].checked_mul(x.sizes()[at + 1]).ok_or_else(too_large)?;
    let sizes = x.sizes().without(at + 1).with(at, merged);
    reshape_named(op, x, sizes)
}

/// Splits one axis into two, of sizes `parts` and `size / parts`.
pub fn unflatten<E: Value>(x: Array<E>, axis: isize, parts: usize) -> Result<Array<E>> {
    let op = "unflatten";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let size = x.sizes()[axis];
    if parts == 0 || !size.is_multiple_of(parts) {
        return Err(ShapeError::Divide { op, axis, size, parts });
    }
    in_two(op, x, axis, [parts, size / parts])
}

/// Splits one axis into two, of sizes `size / part` and `part`.
pub fn unflatten_last<E: Value>(x: Array<E>, axis: isize, part: usize) -> Result<Array<E>> {
    let op = "rearrange";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let size = x.sizes()[axis];
    if part == 0 || !size.is_multiple_of(part) {
        return Err(ShapeError::Divide { op, axis, size, parts: part });
    }
    in_two(op, x, axis, [size / part, part])
}

/// Replaces the size of an axis by two factors.
fn in_two<E: Value>(op: &'static str, x: Array<E>, at: usize, parts: [usize; 2]) -> Result<Array<E>> {
    if x.rank() == MAX_RANK {
        return Err(ShapeError::Rank { op, expected: "at most seven axes".into(), found: x.sizes()[..].into() });
    }
    let mut sizes = x.sizes().with(at, parts[0]).pushed(&parts[1..]);
    sizes[at + 1..].rotate_right(1);
    reshape_named(op, x, sizes)
}

struct Reshape<E: Value> {
    input: Option<Node<E>>,
    sizes: Sizes,
}

impl<E: Value> Backward<E> for Reshape<E> {
    fn name(&self) -> &'static str {
        "reshape"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || reshape(grad, self.sizes))
    }
}

pub(super) fn reshape_named<E: Value>(op: &'static str, x: Array<E>, sizes: Sizes) -> Result<Array<E>> {
    if sizes.count() != Some(x.count()) {
        return Err(ShapeError::Count { op, from: x.sizes()[..].into(), to: sizes[..].into() });
    }
    let input = x.input();
    let y = match x.layout().reshaped(op, sizes)? {
        Some(layout) => x.view(layout),
        None => x.row_major()?.view(Layout::row_major(op, sizes)?),
    };
    let from = *x.sizes();
    Ok(y.recorded(input.is_some(), |_| Reshape { input, sizes: from }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        let to = |name, sizes: &'static [usize]| {
            audit!(name, all, move |x| reshape(x[0].clone(), Sizes::new("test", sizes)?))
        };
        run(&to("reshape/reshape", &[4, 6]).sizes(&[&[2, 3, 4]]).without_edges());
        run(&to("reshape/empty", &[0, 9]).sizes(&[&[3, 0]]).without_edges().edge(&[&[0]]));
        // The input is made contiguous, since the audit also runs this with a different memory order, for which `view` is an error.
        run(&audit!("reshape/reshape", all, |x| view(contiguous(x[0].clone())?, Sizes::new("test", &[4, 6])?))
            .sizes(&[&[2, 3, 4]])
            .without_edges());
        run(&audit!("reshape/merge", all, |x| merge(x[0].clone(), 1)).sizes(&[&[2, 3, 4]]));
        run(&audit!("reshape/unflatten", all, |x| unflatten(x[0].clone(), 1, 2))
            .sizes(&[&[3, 4, 2]])
            .without_edges()
            .edge(&[&[0, 4]])
            .edge(&[&[1, 0]]));
        run(&audit!("reshape/unflatten_last", all, |x| unflatten_last(x[0].clone(), 1, 2))
            .sizes(&[&[3, 6, 2]])
            .without_edges()
            .edge(&[&[0, 4]])
            .edge(&[&[1, 0]]));
    }

    audited!(check);

    #[test]
    fn a_view_shares_memory_or_is_refused() {
        let sizes = |sizes: &[usize]| Sizes::new("test", sizes).unwrap();
        let x = Array::from_slice("test", sizes(&[2, 3]), &[1, 2, 3, 4, 5, 6]).unwrap();
        let y = view(x.clone(), sizes(&[6])).unwrap();
        assert!(std::ptr::eq(x.span(), y.span()));
        let turned = crate::ops::permute::transpose(x, 0, 1).unwrap();
        let error = view(turned.clone(), sizes(&[6])).unwrap_err().to_string();
        assert!(error.contains("strides [1, 3] for the sizes [3, 2]") && error.contains("`reshape` and"), "{error}");
        assert_eq!(contiguous(turned).unwrap().span(), [1, 4, 2, 5, 3, 6]);
    }
}
