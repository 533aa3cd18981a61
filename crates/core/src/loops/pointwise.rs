//! Maps and zips over whole arrays: chooses the layout of the result and the fastest loop over the operands.
//!
//! The result keeps the operand's memory order (a relu of a channels-last signal is channels-last). Dense operands with equal strides are
//! read as one run, others with their strides, with axes merged where possible. Nothing is recorded here; operations do that.

use crate::array::{Array, Fresh};
use crate::autodiff::anomaly;
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, MAX_RANK, Sizes};
use crate::memory::boxed::Boxed;
use timeseriesml_kernels::elementwise::{self, MapRow, ZipRow, map_row, zip_row};
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::parallel::ELEMENT;

/// Which axes of an operand may broadcast if they have one element, one bit per axis.
///
/// By NumPy's rule, all axes of one element may broadcast. A typed tensor allows it only for axes of type `One`: a batch that happens to have one
/// item must not silently broadcast over a batch of 32.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch(pub u8);

impl Stretch {
    /// NumPy's rule: all axes of size one may broadcast.
    pub const ONES: Self = Stretch(u8::MAX);

    pub fn allows(self, axis: usize) -> bool {
        self.0 >> axis & 1 == 1
    }

    /// The axes of a result that may still broadcast in a later operation: those that may broadcast in every operand that has them.
    pub fn of_both((left, a): (&[usize], Stretch), (right, b): (&[usize], Stretch)) -> Self {
        let rank = left.len().max(right.len());
        let may = |axis: usize, sizes: &[usize], stretch: Stretch| {
            axis.checked_sub(rank - sizes.len()).is_none_or(|i| sizes[i] == 1 && stretch.allows(i))
        };
        Stretch((0..rank).fold(0, |bits, axis| bits | u8::from(may(axis, left, a) && may(axis, right, b)) << axis))
    }
}

/// The sizes of two operands broadcast together, aligned at their last axes.
pub fn broadcast_sizes(
    op: &'static str,
    (left, stretch_left): (&[usize], Stretch),
    (right, stretch_right): (&[usize], Stretch),
) -> Result<Sizes> {
    let rank = left.len().max(right.len());
    let (skip_left, skip_right) = (rank - left.len(), rank - right.len());
    let mut out = Sizes::scalar();
    for axis in 0..rank {
        let a = axis.checked_sub(skip_left).map(|i| (left[i], stretch_left.allows(i)));
        let b = axis.checked_sub(skip_right).map(|i| (right[i], stretch_right.allows(i)));
        out.push(match (a, b) {
            (Some((a, _)), None) => a,
            (None, Some((b, _))) => b,
            (Some((a, _)), Some((b, _))) if a == b => a,
            (Some((1, true)), Some((b, _))) => b,
            (Some((a, _)), Some((1, true))) => a,
            (a, b) => {
                let size = |operand: Option<(usize, bool)>| operand.map_or(1, |(n, _)| n);
                return Err(ShapeError::NoBroadcast {
                    op,
                    axis,
                    left_size: size(a),
                    right_size: size(b),
                    left: left.into(),
                    right: right.into(),
                });
            }
        });
    }
    Ok(out)
}

/// Applies `f` to every element, in the memory of `x` if nothing else uses it. `cost`, the work per element in additions, decides how
/// many threads are used.
#[inline(always)]
pub fn map_owned<E: Value>(op: &'static str, x: Array<E>, cost: usize, f: impl Fn(E) -> E + Sync) -> Result<Fresh<E>> {
    map_owned_by_rows(op, x, cost, &map_row(f))
}

/// Applies `f` to every pair of elements of two arrays of the same sizes.
#[inline(always)]
pub fn zip<E: Value>(
    op: &'static str,
    a: &Array<E>,
    b: &Array<E>,
    cost: usize,
    f: impl Fn(E, E) -> E + Sync,
) -> Result<Fresh<E>> {
    zip_by_rows(op, (a, a.layout()), (b, b.layout()), cost, &zip_row(f))
}

/// Applies `f` to every pair of elements. Each operand comes with a layout of the result's sizes, such as a broadcast view.
#[inline(always)]
pub fn zip_layouts<E: Value>(
    op: &'static str,
    a: (&Array<E>, &Layout),
    b: (&Array<E>, &Layout),
    cost: usize,
    f: impl Fn(E, E) -> E + Sync,
) -> Result<Fresh<E>> {
    zip_by_rows(op, a, b, cost, &zip_row(f))
}

/// Applies `row`, a loop over a run of elements, to all elements.
pub fn map_by_rows<E: Value>(op: &'static str, x: &Array<E>, cost: usize, row: &MapRow<'_, E>) -> Result<Fresh<E>> {
    if x.layout().is_dense() {
        let layout = Boxed::at_start(x.layout());
        return Fresh::written_as(op, layout, |out| elementwise::map(x.span(), out, cost * ELEMENT, row));
    }
    Fresh::written(op, Layout::row_major(op, *x.sizes())?, |out| {
        x.copy_to(out);
        elementwise::map_inplace(out, cost * ELEMENT, row);
    })
}

/// Like [`map_by_rows`], but with results of a different element type.
pub fn convert<X: Value, Y: Value>(
    op: &'static str,
    x: &Array<X>,
    cost: usize,
    row: &MapRow<'_, X, Y>,
) -> Result<Fresh<Y>> {
    let x = x.dense()?;
    let layout = Boxed::at_start(x.layout());
    Fresh::written_as(op, layout, |out| elementwise::map(x.span(), out, cost * ELEMENT, row))
}

/// Applies `row`, a loop over pairs, to the elements of two arrays that broadcast.
pub fn broadcast<X: Value, Y: Value>(
    op: &'static str,
    (a, stretch_a): (&Array<X>, Stretch),
    (b, stretch_b): (&Array<X>, Stretch),
    row: &ZipRow<'_, X, Y>,
) -> Result<Fresh<Y>> {
    if a.sizes() == b.sizes() {
        return zip_by_rows(op, (a, a.layout()), (b, b.layout()), 1, row);
    }
    let sizes = broadcast_sizes(op, (a.sizes(), stretch_a), (b.sizes(), stretch_b))?;
    let (la, lb) = (a.layout().expanded(op, sizes)?, b.layout().expanded(op, sizes)?);
    zip_by_rows(op, (a, &la), (b, &lb), 1, row)
}

/// Like [`map_by_rows`], but in the memory of `x` if nothing else uses it.
pub fn map_owned_by_rows<E: Value>(
    op: &'static str,
    mut x: Array<E>,
    cost: usize,
    row: &MapRow<'_, E>,
) -> Result<Fresh<E>> {
    let layout = *x.layout();
    if let Some(values) = x.dense_mut(&layout) {
        anomaly::enter(op);
        elementwise::map_inplace(values, cost * ELEMENT, row);
        return Ok(x.view(layout));
    }
    map_by_rows(op, &x, cost, row)
}

/// Like [`zip_by_rows`], but for two arrays of the same sizes, and in the memory of `a` if nothing else uses it.
pub fn zip_owned_by_rows<E: Value>(
    op: &'static str,
    mut a: Array<E>,
    b: &Array<E>,
    cost: usize,
    row: &ZipRow<'_, E>,
) -> Result<Fresh<E>> {
    if let Some(values) = a.dense_mut(b.layout()) {
        anomaly::enter(op);
        elementwise::zip_inplace(values, b.span(), cost * ELEMENT, row);
        return Ok(a.view(*a.layout()));
    }
    zip_by_rows(op, (&a, a.layout()), (b, b.layout()), cost, row)
}

/// Applies `row`, a loop over pairs, to all pairs of elements. Each operand comes with a layout of the result's sizes, such as a broadcast view.
pub fn zip_by_rows<X: Value, Y: Value>(
    op: &'static str,
    (a, a_layout): (&Array<X>, &Layout),
    (b, b_layout): (&Array<X>, &Layout),
    cost: usize,
    row: &ZipRow<'_, X, Y>,
) -> Result<Fresh<Y>> {
    // The most common case comes first: both operands are row-major.
    if a_layout.count() > 0 && a_layout.is_row_major() && a_layout.same_strides(b_layout) {
        return Fresh::written_as(op, Boxed::at_start(a_layout), |out| {
            let count = out.len();
            elementwise::zip(a.run(count), b.run(count), out, cost * ELEMENT, row);
        });
    }
    let compact = a_layout.compact().or_else(|| b_layout.compact());
    let layout = compact.map_or_else(|| Layout::row_major(op, *a_layout.sizes()), Ok)?;
    let cost = cost * ELEMENT;
    Fresh::written(op, layout, |out| {
        // The result may be empty although an operand has elements: a number broadcast over an empty axis.
        if out.is_empty() {
            return;
        }
        if layout.same_strides(a_layout) && layout.same_strides(b_layout) {
            elementwise::zip(a.span(), b.span(), out, cost, row);
        } else {
            let walk = Walk::new(&layout, [a_layout, b_layout]);
            let (x, y) = (walk.operand(0), walk.operand(1));
            elementwise::zip_strided(walk.sizes(), a.span(), x, b.span(), y, out, walk.result(), cost, row);
        }
    })
}

/// The axes of a strided loop: sorted by the strides of the result, innermost last, and merged where every operand allows it.
struct Walk<const OPERANDS: usize> {
    rank: usize,
    sizes: [usize; MAX_RANK],
    result: [usize; MAX_RANK],
    operands: [[usize; MAX_RANK]; OPERANDS],
}

impl<const OPERANDS: usize> Walk<OPERANDS> {
    fn new(result: &Layout, operands: [&Layout; OPERANDS]) -> Self {
        let mut walk =
            Walk { rank: 0, sizes: [1; MAX_RANK], result: [0; MAX_RANK], operands: [[0; MAX_RANK]; OPERANDS] };
        for &axis in result.order().iter() {
            let size = result.sizes()[axis];
            if size == 1 {
                continue;
            }
            let stride = result.strides()[axis];
            let strides = operands.map(|operand| operand.strides()[axis]);
            // Two axes merge if a step of the outer one equals `size` steps of the inner one.
            let merges = walk.rank > 0
                && walk.result[walk.rank - 1] == stride.saturating_mul(size)
                && (0..OPERANDS).all(|i| walk.operands[i][walk.rank - 1] == strides[i].saturating_mul(size));
            if !merges {
                walk.rank += 1;
            }
            let at = walk.rank - 1;
            walk.sizes[at] *= size;
            walk.result[at] = stride;
            (0..OPERANDS).for_each(|i| walk.operands[i][at] = strides[i]);
        }
        walk
    }

    fn sizes(&self) -> &[usize] {
        &self.sizes[..self.rank]
    }

    fn result(&self) -> &[usize] {
        &self.result[..self.rank]
    }

    fn operand(&self, i: usize) -> &[usize] {
        &self.operands[i][..self.rank]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_merge_where_all_operands_allow() {
        let sizes = Sizes::new("test", &[2, 3, 4]).unwrap();
        let plain = Layout::row_major("test", sizes).unwrap();
        assert_eq!(Walk::new(&plain, [&plain]).sizes(), [24]);
        let bias = Layout::row_major("test", Sizes::new("test", &[4]).unwrap()).unwrap();
        let bias = bias.expanded("test", sizes).unwrap();
        let walk = Walk::new(&plain, [&plain, &bias]);
        assert_eq!((walk.sizes(), walk.operand(1)), (&[6, 4][..], &[0, 1][..]));
    }

    #[test]
    fn only_axes_that_may_stretch_do() {
        let sizes =
            |a: (&[usize], u8), b: (&[usize], u8)| broadcast_sizes("add", (a.0, Stretch(a.1)), (b.0, Stretch(b.1)));
        assert_eq!(&sizes((&[1, 5], 1), (&[32, 5], 0)).unwrap()[..], [32, 5]);
        assert!(sizes((&[1, 5], 0), (&[32, 5], 0)).is_err(), "a batch of one is not a broadcast axis");
        assert_eq!(&sizes((&[5], 0), (&[32, 5], 0)).unwrap()[..], [32, 5]);
        assert_eq!(&sizes((&[1], 1), (&[0], 0)).unwrap()[..], [0]);
    }
}
