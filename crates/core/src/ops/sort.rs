//! Sorting along an axis, and searching in a sorted axis. `argsort` returns the indices; `sort` gathers the values with them, so their
//! gradient is computed by `gather`. Equal elements keep their order, and NaN counts as the largest value, as in PyTorch.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::layout::resolve_axis;
use crate::loops::along;
use crate::ops::gather::gather;
use crate::ops::reductions::ascending;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::parallel::ELEMENT;

/// The indices of the elements along an axis, in the order of their values.
pub fn argsort<E: Value>(x: &Array<E>, axis: isize, descending: bool) -> Result<Array<i64>> {
    let axis = resolve_axis("argsort", axis, x.sizes())?;
    first_places("argsort", x, axis, x.sizes()[axis], descending)
}

/// The sorted values along an axis, and their indices.
pub fn sort<E: Value>(x: Array<E>, axis: isize, descending: bool) -> Result<(Array<E>, Array<i64>)> {
    let places = argsort(&x, axis, descending)?;
    Ok((gather(x, axis, &places)?, places))
}

/// The `k` largest (or smallest) values along an axis, sorted, and their indices.
pub fn topk<E: Value>(x: Array<E>, axis: isize, k: usize, largest: bool) -> Result<(Array<E>, Array<i64>)> {
    let op = "topk";
    let at = resolve_axis(op, axis, x.sizes())?;
    let size = x.sizes()[at];
    if k > size {
        return Err(ShapeError::Range { op, axis: at, start: 0, end: k, size });
    }
    let places = first_places(op, &x, at, k, largest)?;
    Ok((gather(x, axis, &places)?, places))
}

fn first_places<E: Value>(
    op: &'static str,
    x: &Array<E>,
    axis: usize,
    k: usize,
    descending: bool,
) -> Result<Array<i64>> {
    let sorted = |row: &[E], out: &mut [i64]| {
        let mut order: Vec<usize> = (0..row.len()).collect();
        let compare = |&i: &usize, &j: &usize| match descending {
            true => ascending(&row[j], &row[i]),
            false => ascending(&row[i], &row[j]),
        };
        // The elements after the first `k` need not be sorted. Ties are broken by index, so that sorting all elements gives the same result.
        if 0 < k && k < row.len() {
            order.select_nth_unstable_by(k - 1, |i, j| compare(i, j).then(i.cmp(j)));
        }
        order.truncate(k);
        order.sort_unstable_by(|i, j| compare(i, j).then(i.cmp(j)));
        out.iter_mut().zip(order).for_each(|(out, place)| *out = place as i64);
    };
    Ok(along::map(op, x, axis, k, 5 * ELEMENT, sorted)?.not_differentiable())
}

/// The index at which each value would be inserted into `sorted`, a tensor of one ascending axis: before equal elements or, if `right`, after them.
pub fn searchsorted<E: Value>(sorted: &Array<E>, values: &Array<E>, right: bool) -> Result<Array<i64>> {
    let op = "searchsorted";
    if sorted.rank() != 1 {
        let expected = "sorted values of one axis".into();
        return Err(ShapeError::Rank { op, expected, found: sorted.sizes()[..].into() });
    }
    let sorted = sorted.row_major()?;
    let sorted = sorted.span();
    let place = |value: E| {
        let before = |x: &E| if right { ascending(x, &value).is_le() } else { ascending(x, &value).is_lt() };
        sorted.partition_point(before) as i64
    };
    let row = timeseriesml_kernels::elementwise::map_row(place);
    Ok(crate::loops::pointwise::convert(op, values, 10, &row)?.not_differentiable())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::cast::cast;

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("sort/values", all, |x| Ok(sort(x[0].clone(), 1, false)?.0))
            .sizes(&[&[2, 5]])
            .sizes(&[&[2, 4, 3]]));
        run(&audit!("sort/descending", all, |x| Ok(sort(x[0].clone(), -1, true)?.0))
            .sizes(&[&[7]])
            .sizes(&[&[2, 1, 2, 4]]));
        run(&audit!("sort/places", all, |x| cast(&argsort(&cast::<_, i32>(&x[0])?, -1, false)?)).sizes(&[&[2, 9]]));
        run(&audit!("sort/topk", all, |x| Ok(topk(x[0].clone(), -1, 2, true)?.0))
            .sizes(&[&[2, 5]])
            .without_edges()
            .edge(&[&[0, 2]]));
        run(&audit!("sort/smallest", all, |x| Ok(topk(x[0].clone(), 0, 2, false)?.0))
            .sizes(&[&[5, 2]])
            .without_edges());
        run(&audit!("sort/searchsorted", all, |x| {
            cast(&searchsorted(&sort(x[0].clone(), 0, false)?.0, &x[1], true)?)
        })
        .sizes(&[&[9], &[2, 3]])
        .edge(&[&[0], &[2]]));
    }

    audited!(check);

    fn vector<E: Value>(values: &[E]) -> Array<E> {
        Array::from_slice("test", Sizes::new("test", &[values.len()]).unwrap(), values).unwrap()
    }

    #[test]
    fn equal_elements_keep_their_order_and_nan_is_the_largest() {
        let x = vector(&[2.0, f64::NAN, 1.0, 2.0, 1.0]);
        assert_eq!(argsort(&x, 0, false).unwrap().to_vec(), [2, 4, 0, 3, 1]);
        assert_eq!(argsort(&x, 0, true).unwrap().to_vec(), [1, 0, 3, 2, 4]);
        assert_eq!(topk(x.clone(), 0, 3, false).unwrap().1.to_vec(), [2, 4, 0]);
        assert!(matches!(topk(x, 0, 6, true), Err(ShapeError::Range { end: 6, size: 5, .. })));
        assert_eq!(sort(vector(&[true, false, true]), 0, false).unwrap().0.to_vec(), [false, true, true]);
    }

    #[test]
    fn a_value_is_inserted_before_or_after_its_equals() {
        let (sorted, values) = (vector(&[1, 3, 3, 5]), vector(&[0, 3, 6]));
        assert_eq!(searchsorted(&sorted, &values, false).unwrap().to_vec(), [0, 1, 4]);
        assert_eq!(searchsorted(&sorted, &values, true).unwrap().to_vec(), [0, 3, 4]);
    }
}
