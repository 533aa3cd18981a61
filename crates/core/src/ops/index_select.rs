//! Selects elements of an axis by index, in any order and any number of times. If an element is selected twice, its gradients are added.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order, Sizes, resolve_axis};
use crate::ops::reshape::reshape_named;
use std::sync::Arc;
use timeseriesml_kernels::gather;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// The elements of `axis` at the given indices. The axes of the index replace that axis, as in `numpy.take`.
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

/// Checks an index and converts it to `usize`.
pub fn place(op: &'static str, index: i64, axis: usize, size: usize) -> Result<usize> {
    let place = usize::try_from(index).ok().filter(|&place| place < size);
    place.ok_or(ShapeError::Index { op, index, axis, size })
}

/// The elements of `axis` at `places`, each of which is below the size of the axis.
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
    Ok(y.recorded(tracked, |_| {
        let most = gather::most_equal(&places);
        IndexSelect { input, whole, order, axis, places: places.into(), most, outer, inner }
    }))
}

struct IndexSelect<E: Value> {
    input: Option<Node<E>>,
    /// The layout of the input's gradient.
    whole: Layout,
    order: Order,
    axis: usize,
    places: Arc<[usize]>,
    /// How often the most frequent place occurs, or an upper bound of this.
    most: usize,
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
            gather::put_add(grad.span(), n, self.outer, self.inner, &self.places, self.most, out);
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

    #[test]
    fn a_gradient_of_a_million_terms_is_exact() {
        use crate::loops::along::Axes;
        use crate::loops::pointwise::Stretch;
        use crate::ops::binary::mul;
        use crate::ops::gather::gather;
        use crate::ops::pad::pad_replicate;
        use crate::ops::reorder::{repeat, repeat_interleave};
        use crate::ops::sum::sum_axes;

        let n = 1_000_000;
        let vector = |values: &[f32]| Array::from_slice("test", Sizes::new("test", &[values.len()])?, values);
        let gradient = |f: &dyn Fn(Array<f32>) -> Result<Array<f32>>| {
            let x = vector(&[1.0, 2.0]).unwrap().into_leaf();
            let y = f(x.clone()).unwrap();
            let weights = Array::full("test", *y.sizes(), 0.1).unwrap();
            let sum = sum_axes(mul(&y, &weights, Stretch(0), Stretch(0)).unwrap(), Axes::all(y.rank()), false).unwrap();
            let gradients = crate::autodiff::walk::backward(&sum).unwrap();
            gradients.of_leaf(x.node().unwrap().number()).unwrap().to_vec()
        };
        // A million times the single-precision number nearest to 0.1 is 100000.0015.
        let index: Vec<i64> = (0..2 * n).map(|i| i % 2).collect();
        let index = Array::from_slice("test", Sizes::new("test", &[2 * n as usize]).unwrap(), &index).unwrap();
        assert_eq!(gradient(&|x| index_select(x, 0, &index)), [1e5; 2]);
        assert_eq!(gradient(&|x| gather(x, 0, &index)), [1e5; 2]);
        assert_eq!(gradient(&|x| repeat(x, 0, n as usize)), [1e5; 2]);
        assert_eq!(gradient(&|x| repeat_interleave(x, 0, n as usize)), [1e5; 2]);
        assert_eq!(gradient(&|x| pad_replicate(x, 0, n as usize - 1, n as usize - 1)), [1e5; 2]);
    }
}
