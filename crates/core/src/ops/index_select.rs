//! Elements of an axis by their numbers, in any order and any number of times. A gradient adds up where one was taken twice.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order, Sizes, resolve_axis};
use crate::ops::reshape::reshape_named;
use std::sync::Arc;
use timeseriesml_kernels::gather;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// The elements of `axis` that `index` counts. The axes of the index, any number, take the place of that one, as in `numpy.take`.
pub fn index_select<E: Value>(x: Array<E>, axis: isize, index: &Array<i64>) -> Result<Array<E>> {
    let op = "index_select";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let (size, (before, after)) = (x.sizes()[axis], x.sizes().split_at(axis));
    let sizes = match index.rank() {
        1 => None,
        _ => Some(Sizes::new(op, &[before, index.sizes(), &after[1..]].concat())?),
    };
    let index = index.row_major()?;
    let places = index.span().iter().map(|&index| place(op, index, axis, size)).collect::<Result<_>>()?;
    let y = selected(op, x, axis, places)?;
    match sizes {
        None => Ok(y),
        Some(sizes) => reshape_named(op, y, sizes),
    }
}

/// An index as a place on its axis.
pub fn place(op: &'static str, index: i64, axis: usize, size: usize) -> Result<usize> {
    let place = usize::try_from(index).ok().filter(|&place| place < size);
    place.ok_or(ShapeError::Index { op, index, axis, size })
}

/// The elements of `axis` at `places`, which are below its size.
pub fn selected<E: Value>(op: &'static str, x: Array<E>, axis: usize, places: Vec<usize>) -> Result<Array<E>> {
    let order = x.layout().order();
    let input = x.input();
    let x = x.in_order(&order)?;
    let layout = Layout::in_order(op, x.sizes().with(axis, places.len()), &order)?;
    let (outer, inner) = order.around(axis, layout.sizes());
    let n = x.sizes()[axis];
    let y = Fresh::written(op, layout, |out| gather::take(x.span(), n, inner, &places, out))?;
    let whole = Layout::in_order(op, *x.sizes(), &order)?;
    let tracked = input.is_some();
    Ok(y.recorded(tracked, |_| IndexSelect { input, whole, order, axis, places: places.into(), outer, inner }))
}

struct IndexSelect<E: Value> {
    input: Option<Node<E>>,
    /// How the input's gradient lies.
    whole: Layout,
    order: Order,
    axis: usize,
    places: Arc<[usize]>,
    outer: usize,
    inner: usize,
}

impl<E: Value> Backward<E> for IndexSelect<E> {
    fn name(&self) -> &'static str {
        "index_select"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        let grad = grad.in_order(&self.order)?;
        let n = self.whole.sizes()[self.axis];
        sink.write(&self.input, self.whole, |out, accumulate| {
            if !accumulate {
                out.fill(E::ZERO);
            }
            gather::put_add(grad.span(), n, self.outer, self.inner, &self.places, out);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let index = |places: &[i64]| Array::from_slice("test", Sizes::new("test", &[places.len()])?, places);
        let all = Domain::ALL;
        run(&audit!("index_select/0", all, move |x| index_select(x[0].clone(), 0, &index(&[1, 0, 1, 1])?))
            .sizes(&[&[2]])
            .sizes(&[&[2, 3]])
            .sizes(&[&[2, 1, 3, 2]])
            .without_edges()
            .edge(&[&[2, 0]]));
        run(&audit!("index_select/middle", all, move |x| index_select(x[0].clone(), -2, &index(&[2, 0])?))
            .sizes(&[&[2, 3, 4]])
            .without_edges()
            .edge(&[&[0, 3, 1]]));
        let table = |sizes: &[usize], places: &[i64]| Array::from_slice("test", Sizes::new("test", sizes)?, places);
        run(&audit!("index_select/matrix", all, move |x| {
            index_select(x[0].clone(), 1, &table(&[2, 3], &[1, 0, 2, 2, 2, 0])?)
        })
        .sizes(&[&[2, 3]])
        .sizes(&[&[2, 3, 4]])
        .without_edges()
        .edge(&[&[0, 3, 1]]));
        run(&audit!("index_select/number", all, move |x| index_select(x[0].clone(), -1, &table(&[], &[1])?))
            .sizes(&[&[3]])
            .sizes(&[&[2, 3]])
            .without_edges()
            .edge(&[&[0, 3]]));
        run(&audit!("index_select/nothing", all, move |x| index_select(x[0].clone(), 1, &index(&[])?))
            .sizes(&[&[2, 3]]));
    }

    audited!(check);

    #[test]
    fn an_index_outside_is_named() {
        let sizes = |n| Sizes::new("test", &[n]).unwrap();
        let x = Array::from_slice("test", sizes(3), &[true, false, true]).unwrap();
        for index in [3, -1, i64::MIN, i64::MAX] {
            let places = Array::from_slice("test", sizes(1), &[index]).unwrap();
            let error = index_select(x.clone(), 0, &places).unwrap_err();
            assert_eq!(error, ShapeError::Index { op: "index_select", index, axis: 0, size: 3 });
        }
    }
}
