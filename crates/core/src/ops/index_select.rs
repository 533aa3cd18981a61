//! Elements of an axis by their numbers, in any order and any number of times. A gradient adds up where one was taken twice.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order, resolve_axis};
use std::sync::Arc;
use timeseriesml_kernels::gather;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// The elements of `axis` that `index`, a tensor of one axis, counts.
pub fn index_select<E: Value>(x: Array<E>, axis: isize, index: &Array<i64>) -> Result<Array<E>> {
    let op = "index_select";
    let axis = resolve_axis(op, axis, x.sizes())?;
    if index.rank() != 1 {
        let expected = "an index of one axis".into();
        return Err(ShapeError::Rank { op, expected, found: index.sizes()[..].into() });
    }
    let size = x.sizes()[axis];
    let index = index.row_major()?;
    let places = index.span().iter().map(|&index| place(op, index, axis, size)).collect::<Result<_>>()?;
    selected(op, x, axis, places)
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
    use crate::layout::Sizes;
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
