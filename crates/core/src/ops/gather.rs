//! `gather`: takes elements along an axis at the indices in a tensor with the sizes of the result (for three axes and axis 1:
//! `y[i][j][k] = x[i][index[i][j][k]][k]`). In the backward pass, the gradient is added at the same indices. Source: `torch.gather`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Sizes, resolve_axis};
use crate::loops::along::{Axes, Rows};
use crate::ops::index_select::place;
use timeseriesml_kernels::gather as kernel;
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::parallel::ELEMENT;
use timeseriesml_kernels::real::Real;
use timeseriesml_kernels::rows;

/// The elements of `x` at the given indices along `axis`.
pub fn gather<E: Value>(x: Array<E>, axis: isize, index: &Array<i64>) -> Result<Array<E>> {
    let op = "gather";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let places = Places::new(op, *x.sizes(), axis, index)?;
    let input = x.input();
    let y = places.read(&x)?;
    Ok(y.recorded(input.is_some(), |_| Gather { input, places }))
}

/// Checked indices along an axis of a tensor.
#[derive(Debug)]
pub struct Places {
    op: &'static str,
    /// The sizes of the tensor.
    sizes: Sizes,
    axis: usize,
    index: Array<i64>,
}

impl Places {
    /// # Errors
    /// [`ShapeError::Rank`] or [`ShapeError::Differ`] if the index does not have the sizes of the tensor on all other axes,
    /// [`ShapeError::Index`] if an index is out of range.
    pub fn new(op: &'static str, sizes: Sizes, axis: usize, index: &Array<i64>) -> Result<Self> {
        if index.rank() != sizes.len() {
            let expected = format!("an index of {} axes", sizes.len());
            return Err(ShapeError::Rank { op, expected, found: index.sizes()[..].into() });
        }
        for (at, (&left, &right)) in sizes.iter().zip(index.sizes().iter()).enumerate() {
            if left != right && at != axis {
                return Err(ShapeError::Differ { op, axis: at, left, right });
            }
        }
        let index = index.dense()?;
        index.span().iter().try_for_each(|&i| place(op, i, axis, sizes[axis]).map(drop))?;
        Ok(Places { op, sizes, axis, index })
    }

    fn rows(&self) -> Rows {
        Rows::of(&self.index, Axes::one(self.axis))
    }

    /// The number of indices per row.
    fn len(&self) -> usize {
        self.index.sizes()[self.axis]
    }

    /// The elements at the indices.
    pub fn read<E: Value>(&self, x: &Array<E>) -> Result<Fresh<E>> {
        let rows = self.rows();
        let (x, index, m) = (rows.flat(x)?, rows.flat(&self.index)?, self.len());
        let index = index.span();
        Fresh::written(self.op, rows.layout(self.op, *self.index.sizes())?, |out| {
            rows::for_each(x.span(), self.sizes[self.axis], out, m, ELEMENT, |i, row, out| {
                out.iter_mut().zip(&index[i * m..]).for_each(|(out, &at)| *out = row[at as usize]);
            });
        })
    }

    /// A copy of `x`, which has the sizes of the tensor, after a call of `f(element, value)` for each index and its value. `values` has the sizes of
    /// the index. Equal indices are applied in their order.
    pub fn write<E: Value>(&self, x: &Array<E>, values: &Array<E>, f: impl Fn(&mut E, E) + Sync) -> Result<Fresh<E>> {
        self.rows_written(x, values, |out, places, values| {
            places.iter().zip(values).for_each(|(&at, &value)| f(&mut out[at as usize], value));
        })
    }

    /// A copy of `x` with `f(row, places, values)` applied to each row.
    fn rows_written<E: Value>(
        &self,
        x: &Array<E>,
        values: &Array<E>,
        f: impl Fn(&mut [E], &[i64], &[E]) + Sync,
    ) -> Result<Fresh<E>> {
        let rows = self.rows();
        let (x, index, values) = (rows.flat(x)?, rows.flat(&self.index)?, rows.flat(values)?);
        let (n, m) = (self.sizes[self.axis], self.len());
        let (index, values) = (index.span(), values.span());
        Fresh::written(self.op, rows.layout(self.op, self.sizes)?, |out| {
            rows::for_each(x.span(), n, out, n, ELEMENT, |i, row, out| {
                out.copy_from_slice(row);
                f(out, &index[i * m..][..m], &values[i * m..][..m]);
            });
        })
    }

    /// `x` with each value added at its index. Long sums are corrected for rounding.
    pub fn add<E: Numeric>(&self, x: &Array<E>, values: &Array<E>) -> Result<Fresh<E>> {
        self.rows_written(x, values, |out, places, values| kernel::put_add_row(values, places, out))
    }

    /// A tensor of the sizes of the indexed tensor, filled with `value`.
    pub fn full<E: Value>(&self, value: E) -> Result<Array<E>> {
        Array::full(self.op, self.sizes, value)
    }

    /// The operation that uses the indices.
    pub fn op(&self) -> &'static str {
        self.op
    }

    /// The sizes of the index.
    pub fn index_sizes(&self) -> &Sizes {
        self.index.sizes()
    }
}

struct Gather<E: Value> {
    input: Option<Node<E>>,
    places: Places,
}

impl<E: Value> Backward<E> for Gather<E> {
    fn name(&self) -> &'static str {
        "gather"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || {
            let zeros = self.places.full(E::ZERO)?;
            Ok(self.places.add(&zeros, &grad)?.gradient())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    pub fn index(sizes: &[usize], values: &[i64]) -> Result<Array<i64>> {
        Array::from_slice("test", Sizes::new("test", sizes)?, values)
    }

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("gather/last", all, |x| gather(x[0].clone(), -1, &index(&[2, 4], &[2, 0, 0, 1, 1, 1, 2, 2])?))
            .sizes(&[&[2, 3]])
            .without_edges());
        run(&audit!("gather/middle", all, |x| gather(x[0].clone(), 1, &index(&[2, 1, 2], &[2, 1, 0, 0])?))
            .sizes(&[&[2, 3, 2]])
            .without_edges());
        run(&audit!("gather/nothing", all, |x| gather(x[0].clone(), 0, &index(&[0, 3], &[])?))
            .sizes(&[&[2, 3]])
            .without_edges()
            .edge(&[&[0, 3]]));
    }

    audited!(check);

    #[test]
    fn what_does_not_fit_is_refused() {
        let x = Array::full("test", Sizes::new("test", &[2, 3]).unwrap(), 1.0f32).unwrap();
        let refused =
            |sizes: &[usize], values: &[i64]| gather(x.clone(), 1, &index(sizes, values).unwrap()).unwrap_err();
        assert!(matches!(refused(&[2], &[0, 0]), ShapeError::Rank { .. }));
        assert!(matches!(refused(&[1, 1], &[0]), ShapeError::Differ { axis: 0, .. }));
        assert!(matches!(refused(&[2, 1], &[0, 3]), ShapeError::Index { index: 3, axis: 1, size: 3, .. }));
        assert!(matches!(refused(&[2, 1], &[0, -1]), ShapeError::Index { index: -1, .. }));
    }
}
