//! Applies a function along one or several axes: makes these axes innermost in memory, and calls the function with each row.
//!
//! If the axes are already innermost, nothing is copied. Several axes together form one row, in their order.

use crate::array::{Array, Fresh};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, MAX_RANK, Order, Sizes, resolve_axis};
use crate::loops::pointwise::Stretch;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::parallel::ELEMENT;
use timeseriesml_kernels::rows;

/// A set of axes, one bit per axis.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Axes(u8);

impl Axes {
    pub fn one(axis: usize) -> Self {
        Axes(1 << axis)
    }

    pub fn all(rank: usize) -> Self {
        Axes(((1u16 << rank) - 1) as u8)
    }

    /// The axes with these numbers. Negative numbers count from the end.
    ///
    /// # Errors
    /// [`ShapeError::NoSuchAxis`] if an axis does not exist, [`ShapeError::AxisTwice`] if one occurs twice.
    pub fn resolve(op: &'static str, axes: &[isize], sizes: &[usize]) -> Result<Self> {
        axes.iter().try_fold(Axes(0), |set, &axis| {
            let axis = resolve_axis(op, axis, sizes)?;
            if set.contains(axis) {
                return Err(ShapeError::AxisTwice { op, axis, axes: axes.into() });
            }
            Ok(Axes(set.0 | 1 << axis))
        })
    }

    /// This set as the axes that may broadcast: a reduction with `keepdim` leaves its axes with one element.
    pub fn stretch(self) -> Stretch {
        Stretch(self.0)
    }

    fn contains(self, axis: usize) -> bool {
        self.0 >> axis & 1 == 1
    }

    pub fn iter(self) -> impl DoubleEndedIterator<Item = usize> {
        (0..MAX_RANK).filter(move |&axis| self.contains(axis))
    }
}

/// A memory order with the axes of the rows innermost, and the length of a row.
#[derive(Debug)]
pub struct Rows {
    axes: Axes,
    order: Order,
    /// The number of elements per row.
    pub len: usize,
}

impl Rows {
    pub fn of<E: Value>(x: &Array<E>, axes: Axes) -> Self {
        let old = x.layout().order();
        let order = match axes.iter().eq(axes.iter().next()) {
            // The other axes keep their order in memory.
            true => axes.iter().fold(old, |order, axis| order.without(axis).with_innermost(axis)),
            false => {
                let (outer, inner) = (0..x.rank()).partition::<Vec<_>, _>(|&axis| !axes.contains(axis));
                Order::new(outer.into_iter().chain(inner))
            }
        };
        Rows { axes, order, len: axes.iter().map(|axis| x.sizes()[axis]).product() }
    }

    /// The values of `x` in memory row by row.
    pub fn flat<E: Value>(&self, x: &Array<E>) -> Result<Array<E>> {
        x.in_order(&self.order)
    }

    /// The layout of a result with one element per row and the axes kept with size 1, in the order of [`Rows::flat`].
    fn kept_layout(&self, op: &'static str, sizes: &Sizes) -> Result<Layout> {
        let ones = self.axes.iter().fold(*sizes, |sizes, axis| sizes.with(axis, 1));
        Layout::in_order(op, ones, &self.order)
    }

    /// `y`, which has one element per row, in the order of [`Rows::flat`]. The axes of the rows are inserted again with size 1 if they were removed.
    pub fn one_a_row<E: Value>(&self, y: &Array<E>, keepdim: bool) -> Result<Array<E>> {
        let kept = if keepdim { *y.layout() } else { restored(*y.layout(), self.axes) };
        self.flat(&y.view(kept).seen())
    }

    /// A layout with these sizes in the memory order of the rows.
    pub fn layout(&self, op: &'static str, sizes: Sizes) -> Result<Layout> {
        Layout::in_order(op, sizes, &self.order)
    }
}

/// Calls `f` with every row, for one result per row.
pub fn reduce<X: Value, Y: Value>(
    op: &'static str,
    x: &Array<X>,
    rows: &Rows,
    keepdim: bool,
    cost: usize,
    f: impl Fn(&[X]) -> Y + Sync,
) -> Result<Fresh<Y>> {
    let flat = rows.flat(x)?;
    let kept = rows.kept_layout(op, x.sizes())?;
    let y = Fresh::written(op, kept, |out| {
        rows::for_each(flat.span(), rows.len, out, 1, cost * ELEMENT, |_, row, out| out[0] = f(row));
    })?;
    Ok(if keepdim { y } else { y.with_layout(removed(kept, rows.axes)) })
}

/// Calls `f` with every row along one axis, for `m` results per row.
pub fn map<X: Value, Y: Value>(
    op: &'static str,
    x: &Array<X>,
    axis: usize,
    m: usize,
    cost: usize,
    f: impl Fn(&[X], &mut [Y]) + Sync,
) -> Result<Fresh<Y>> {
    let rows = Rows::of(x, Axes::one(axis));
    let flat = rows.flat(x)?;
    Fresh::written(op, rows.layout(op, x.sizes().with(axis, m))?, |out| {
        rows::for_each(flat.span(), rows.len, out, m, cost * ELEMENT, |_, row, out| f(row, out));
    })
}

/// A layout without these axes, which have size 1.
fn removed(layout: Layout, axes: Axes) -> Layout {
    axes.iter().rev().fold(layout, |layout, axis| layout.removed(axis))
}

/// A layout with these axes inserted again, with size 1.
fn restored(layout: Layout, axes: Axes) -> Layout {
    axes.iter().fold(layout, |layout, axis| layout.inserted(axis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_a_set() {
        let axes = Axes::resolve("test", &[2, -3], &[4, 5, 6]).unwrap();
        assert_eq!(axes.iter().collect::<Vec<_>>(), [0, 2]);
        assert!(matches!(Axes::resolve("test", &[1, -2], &[4, 5, 6]), Err(ShapeError::AxisTwice { axis: 1, .. })));
        assert!(matches!(Axes::resolve("test", &[3], &[4, 5, 6]), Err(ShapeError::NoSuchAxis { .. })));
        assert_eq!(Axes::all(8).iter().count(), 8);
    }

    #[test]
    fn rows_are_the_elements_along_the_axes() {
        let values: Vec<i32> = (0..24).collect();
        let x = Array::from_slice("test", Sizes::new("test", &[2, 3, 4]).unwrap(), &values).unwrap();
        let sum = |row: &[i32]| row.iter().sum::<i32>();
        let reduced = |axes: &[isize], keepdim| {
            let rows = Rows::of(&x, Axes::resolve("test", axes, x.sizes()).unwrap());
            reduce("test", &x, &rows, keepdim, 1, sum).unwrap().not_differentiable()
        };
        assert_eq!(reduced(&[1], false).to_vec(), [12, 15, 18, 21, 48, 51, 54, 57]);
        assert_eq!(
            (&reduced(&[1], true).sizes()[..], &reduced(&[2, 0], false).sizes()[..]),
            (&[2, 1, 4][..], &[3][..])
        );
        assert_eq!(reduced(&[0, 2], false).to_vec(), [60, 92, 124]);
        assert_eq!(reduced(&[], false).to_vec(), values);
    }
}
