//! Values written to the places of an axis that an index says (`scatter`), or added to what is there (`scatter_add`); whole slices
//! of an axis (`index_copy`). The mirror of `gather`. Source: `torch.scatter`, `torch.scatter_add`, `torch.index_copy`.
//!
//! Where a place is named twice `scatter` keeps the later value; its gradient goes to both, as in PyTorch.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::resolve_axis;
use crate::ops::gather::Places;
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::real::Real;

/// `x` with the values of `source` at the places along `axis` that `index` says.
pub fn scatter<E: Value>(x: Array<E>, axis: isize, index: &Array<i64>, source: &Array<E>) -> Result<Array<E>> {
    let op = "scatter";
    let axis = resolve_axis(op, axis, x.sizes())?;
    written(op, x, axis, index, source, true, |out, value| *out = value)
}

/// `x` with the values of `source` added at the places along `axis` that `index` says.
pub fn scatter_add<E: Numeric>(x: Array<E>, axis: isize, index: &Array<i64>, source: &Array<E>) -> Result<Array<E>> {
    let op = "scatter_add";
    let axis = resolve_axis(op, axis, x.sizes())?;
    written(op, x, axis, index, source, false, |out, value| *out = out.plus(value))
}

/// `x` with the slices of `source` along `axis` in place of those that `index`, a tensor of one axis, counts.
pub fn index_copy<E: Value>(x: Array<E>, axis: isize, index: &Array<i64>, source: &Array<E>) -> Result<Array<E>> {
    let op = "index_copy";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let count = if source.rank() == x.rank() { source.sizes()[axis] } else { index.count() };
    if index.rank() != 1 || index.count() != count {
        let expected = format!("an index of one axis with {count} elements");
        return Err(ShapeError::Rank { op, expected, found: index.sizes()[..].into() });
    }
    if source.rank() != x.rank() {
        let expected = format!("a source of {} axes", x.rank());
        return Err(ShapeError::Rank { op, expected, found: source.sizes()[..].into() });
    }
    // The index along its axis, the same for all others: a view.
    let behind = (axis + 1..x.rank()).fold(*index.layout(), |layout, _| layout.inserted(layout.rank()));
    let index = index.view(behind.expanded(op, *source.sizes())?).seen();
    written(op, x, axis, &index, source, true, |out, value| *out = value)
}

fn written<E: Value>(
    op: &'static str,
    x: Array<E>,
    axis: usize,
    index: &Array<i64>,
    source: &Array<E>,
    replaces: bool,
    f: impl Fn(&mut E, E) + Sync,
) -> Result<Array<E>> {
    let places = Places::new(op, *x.sizes(), axis, index)?;
    if source.sizes() != index.sizes() {
        let expected = format!("a source of the sizes of the index, {:?}", index.sizes());
        return Err(ShapeError::Rank { op, expected, found: source.sizes()[..].into() });
    }
    let (input, from) = (x.input(), source.input());
    let y = places.write(&x, source, f)?;
    let tracked = input.is_some() || from.is_some();
    Ok(y.recorded(tracked, |_| Scatter { input, source: from, places, replaces }))
}

struct Scatter<E: Value> {
    input: Option<Node<E>>,
    source: Option<Node<E>>,
    places: Places,
    /// Whether nothing is left of what was there.
    replaces: bool,
}

impl<E: Value> Backward<E> for Scatter<E> {
    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.source, || Ok(self.places.read(&grad)?.gradient()))?;
        sink.add(&self.input, || {
            if !self.replaces {
                return Ok(grad.clone());
            }
            let zeros = Array::full("scatter", *self.places.index_sizes(), E::ZERO)?;
            Ok(self.places.write(&grad, &zeros, |out, zero| *out = zero)?.gradient())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn index(sizes: &[usize], values: &[i64]) -> Result<Array<i64>> {
        Array::from_slice("test", Sizes::new("test", sizes)?, values)
    }

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("scatter/scatter", all, |x| scatter(x[0].clone(), 1, &index(&[2, 2], &[2, 0, 1, 2])?, &x[1]))
            .sizes(&[&[2, 3], &[2, 2]]));
        run(&audit!("scatter/scatter_add", all, |x| {
            scatter_add(x[0].clone(), 0, &index(&[3, 2], &[1, 0, 1, 1, 1, 0])?, &x[1])
        })
        .sizes(&[&[2, 2], &[3, 2]]));
        run(&audit!("scatter/middle", all, |x| {
            scatter_add(x[0].clone(), 1, &index(&[2, 1, 2], &[2, 1, 0, 0])?, &x[1])
        })
        .sizes(&[&[2, 3, 2], &[2, 1, 2]]));
        run(&audit!("scatter/index_copy", all, |x| index_copy(x[0].clone(), 1, &index(&[2], &[2, 0])?, &x[1]))
            .sizes(&[&[2, 3], &[2, 2]])
            .sizes(&[&[1, 4, 3], &[1, 2, 3]])
            .edge(&[&[0, 3], &[0, 2]]));
    }

    audited!(check);

    #[test]
    fn the_later_of_two_values_stays() {
        let x = Array::full("test", Sizes::new("test", &[3]).unwrap(), 0i64).unwrap();
        let source = index(&[3], &[7, 8, 9]).unwrap();
        let at = index(&[3], &[1, 2, 1]).unwrap();
        assert_eq!(scatter(x.clone(), 0, &at, &source).unwrap().to_vec(), [0, 9, 8]);
        assert_eq!(scatter_add(x, 0, &at, &source).unwrap().to_vec(), [0, 16, 8]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let x = Array::full("test", Sizes::new("test", &[2, 3]).unwrap(), 1i32).unwrap();
        let (wide, narrow) = (x.clone(), Array::full("test", Sizes::new("test", &[2, 1]).unwrap(), 1i32).unwrap());
        assert!(scatter(x.clone(), 1, &index(&[2, 1], &[0, 0]).unwrap(), &wide).is_err());
        assert!(scatter(x.clone(), 1, &index(&[2, 1], &[0, 3]).unwrap(), &narrow).is_err());
        assert!(index_copy(x.clone(), 1, &index(&[2], &[0, 1]).unwrap(), &narrow).is_err());
        assert!(index_copy(x, 1, &index(&[1, 1], &[0]).unwrap(), &narrow).is_err());
    }
}
