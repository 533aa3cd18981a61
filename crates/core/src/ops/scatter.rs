//! Writes values at indices along an axis (`scatter`), adds them (`scatter_add`), or keeps the largest or smallest (`scatter_max`,
//! `scatter_min`); `index_copy` writes whole slices. These operations are the counterpart of `gather`. Source: `torch.scatter`, `torch.scatter_add`,
//! `torch.scatter_reduce` with `amax` and `amin`, `torch.index_copy`.
//!
//! If an index occurs twice, `scatter` keeps the later value; in the backward pass, both values receive the gradient of that element, as in PyTorch.
//! If several values, or a value and the original element, are the largest or smallest, they share the gradient evenly.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Sizes, resolve_axis};
use crate::loops::pointwise;
use crate::ops::gather::Places;
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::real::Real;

/// `x` with the values of `source` at the given indices along `axis`.
pub fn scatter<E: Value>(x: Array<E>, axis: isize, index: &Array<i64>, source: &Array<E>) -> Result<Array<E>> {
    let op = "scatter";
    let axis = resolve_axis(op, axis, x.sizes())?;
    written(op, x, axis, index, source)
}

/// `x` with the values of `source` added at the given indices along `axis`.
pub fn scatter_add<E: Numeric>(x: Array<E>, axis: isize, index: &Array<i64>, source: &Array<E>) -> Result<Array<E>> {
    let op = "scatter_add";
    let axis = resolve_axis(op, axis, x.sizes())?;
    let places = places(op, *x.sizes(), axis, index, source)?;
    let y = places.add(&x, source)?;
    Ok(recorded(y, &x, source, places, false))
}

/// `x` with each element at the given indices along `axis` replaced by the largest of its values in `source` and, if `include_self`, of itself.
pub fn scatter_max<E: Numeric>(
    x: Array<E>,
    axis: isize,
    index: &Array<i64>,
    source: &Array<E>,
    include_self: bool,
) -> Result<Array<E>> {
    extremes("scatter_max", x, axis, index, source, include_self, |out, value| *out = out.maximum(value))
}

/// Like [`scatter_max`], but with the smallest value.
pub fn scatter_min<E: Numeric>(
    x: Array<E>,
    axis: isize,
    index: &Array<i64>,
    source: &Array<E>,
    include_self: bool,
) -> Result<Array<E>> {
    extremes("scatter_min", x, axis, index, source, include_self, |out, value| *out = out.minimum(value))
}

/// `x` with the slices of `source` along `axis` written at the indices of `index`, a tensor of one axis.
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
    // The index is broadcast along all other axes, as a view.
    let extended = (axis + 1..x.rank()).fold(*index.layout(), |layout, _| layout.inserted(layout.rank()));
    let index = index.view(extended.expanded(op, *source.sizes())?).seen();
    written(op, x, axis, &index, source)
}

/// Checks the indices, one for each value.
fn places<E: Value>(
    op: &'static str,
    sizes: Sizes,
    axis: usize,
    index: &Array<i64>,
    source: &Array<E>,
) -> Result<Places> {
    let places = Places::new(op, sizes, axis, index)?;
    if source.sizes() != index.sizes() {
        let expected = format!("a source of the sizes of the index, {:?}", index.sizes());
        return Err(ShapeError::Rank { op, expected, found: source.sizes()[..].into() });
    }
    Ok(places)
}

fn extremes<E: Numeric>(
    op: &'static str,
    x: Array<E>,
    axis: isize,
    index: &Array<i64>,
    source: &Array<E>,
    include_self: bool,
    f: impl Fn(&mut E, E) + Sync,
) -> Result<Array<E>> {
    let axis = resolve_axis(op, axis, x.sizes())?;
    let places = places(op, *x.sizes(), axis, index, source)?;
    let (input, from) = (x.input(), source.input());
    let x = x.detach();
    let y = match include_self {
        true => places.write(&x, source, f)?,
        // The elements of `x` do not count, so each indexed element is first replaced by one of its values in `source`.
        false => places.write(&places.write(&x, source, replace)?.seen(), source, f)?,
    };
    let tracked = input.is_some() || from.is_some();
    Ok(y.recorded(tracked, |y| {
        let (values, y) = (source.detach(), y.detach());
        Extremes { input, source: from, places, include_self, x, values, y }
    }))
}

fn replace<E: Value>(out: &mut E, value: E) {
    *out = value;
}

struct Extremes<E: Value> {
    input: Option<Node<E>>,
    source: Option<Node<E>>,
    places: Places,
    include_self: bool,
    x: Array<E>,
    values: Array<E>,
    y: Array<E>,
}

impl<E: Numeric> Backward<E> for Extremes<E> {
    fn name(&self) -> &'static str {
        self.places.op()
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        let (op, Self { places, x, values, y, .. }) = (self.name(), self);
        let is_hit = |a: E, b: E| if a == b || (a.is_nan() && b.is_nan()) { E::ONE } else { E::ZERO };
        let mut kept = pointwise::zip(op, x, y, 1, is_hit)?.gradient();
        let taken = pointwise::zip(op, values, &places.read(y)?.gradient(), 1, is_hit)?.gradient();
        if !self.include_self {
            kept = places.write(&kept, &taken, |out, _| *out = E::ZERO)?.gradient();
        }
        let hits = places.add(&kept, &taken)?.gradient();
        // An element of `x` without values in `source` counts as its own extreme, so `hits` is never zero.
        let shares = pointwise::zip(op, &grad, &hits, 1, |g, hits| g / hits)?.gradient();
        let to_hits = |share: E, hit: E| share.weighted(hit);
        sink.add(&self.source, || {
            Ok(pointwise::zip(op, &places.read(&shares)?.gradient(), &taken, 1, to_hits)?.gradient())
        })?;
        sink.add(&self.input, || Ok(pointwise::zip(op, &shares, &kept, 1, to_hits)?.gradient()))
    }
}

fn written<E: Value>(
    op: &'static str,
    x: Array<E>,
    axis: usize,
    index: &Array<i64>,
    source: &Array<E>,
) -> Result<Array<E>> {
    let places = places(op, *x.sizes(), axis, index, source)?;
    let y = places.write(&x, source, replace)?;
    Ok(recorded(y, &x, source, places, true))
}

fn recorded<E: Value>(y: Fresh<E>, x: &Array<E>, source: &Array<E>, places: Places, replaces: bool) -> Array<E> {
    let (input, source) = (x.input(), source.input());
    let tracked = input.is_some() || source.is_some();
    y.recorded(tracked, |_| Scatter { input, source, places, replaces })
}

struct Scatter<E: Value> {
    input: Option<Node<E>>,
    source: Option<Node<E>>,
    places: Places,
    /// Whether the values replace the elements of `x`.
    replaces: bool,
}

impl<E: Value> Backward<E> for Scatter<E> {
    fn name(&self) -> &'static str {
        self.places.op()
    }

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
    use crate::loops::along::Axes;
    use crate::loops::pointwise::Stretch;
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
        let repeated = |values: &[i64]| index(&[2, 4], values);
        for (max, min, include_self) in
            [("scatter_max", "scatter_min", true), ("scatter_max_of_source", "scatter_min_of_source", false)]
        {
            run(&audit!(&format!("scatter/{max}"), all, move |x| {
                scatter_max(x[0].clone(), 1, &repeated(&[2, 0, 2, 2, 1, 1, 0, 1])?, &x[1], include_self)
            })
            .sizes(&[&[2, 3], &[2, 4]]));
            run(&audit!(&format!("scatter/{min}"), all, move |x| {
                scatter_min(x[0].clone(), -1, &repeated(&[2, 0, 2, 2, 1, 1, 0, 1])?, &x[1], include_self)
            })
            .sizes(&[&[2, 3], &[2, 4]]));
        }
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
        assert_eq!(scatter_add(x.clone(), 0, &at, &source).unwrap().to_vec(), [0, 16, 8]);
        assert_eq!(scatter_max(x.clone(), 0, &at, &source, true).unwrap().to_vec(), [0, 9, 8]);
        assert_eq!(scatter_min(x.clone(), 0, &at, &source, true).unwrap().to_vec(), [0, 0, 0]);
        assert_eq!(scatter_min(x, 0, &at, &source, false).unwrap().to_vec(), [0, 7, 8]);
    }

    #[test]
    fn equal_extremes_share_the_gradient_as_in_pytorch() {
        type Extreme = fn(Array<f64>, isize, &Array<i64>, &Array<f64>, bool) -> Result<Array<f64>>;
        let vector =
            |values: &[f64]| Array::from_slice("test", Sizes::new("test", &[values.len()]).unwrap(), values).unwrap();
        let gradients = |f: Extreme, sign: f64, include_self: bool| {
            let negated = |values: &[f64]| vector(&values.iter().map(|x| sign * x).collect::<Vec<_>>()).into_leaf();
            let (x, source) = (negated(&[1.0, 5.0, 3.0]), negated(&[5.0, 5.0, 2.0, 3.0]));
            let y = f(x.clone(), 0, &index(&[4], &[1, 1, 0, 2]).unwrap(), &source, include_self).unwrap();
            let weighted = crate::ops::binary::mul(&y, &vector(&[1.0, 9.0, 100.0]), Stretch(0), Stretch(0)).unwrap();
            let sum = crate::ops::sum::sum_axes(weighted, Axes::one(0), false).unwrap();
            let gradients = crate::autodiff::walk::backward(&sum).unwrap();
            let of = |x: &Array<f64>| gradients.of_leaf(x.node().unwrap().number()).unwrap().to_vec();
            (y.to_vec(), of(&x), of(&source))
        };
        let (x, source) = (vec![0.0, 3.0, 50.0], vec![3.0, 3.0, 1.0, 50.0]);
        assert_eq!(gradients(scatter_max, 1.0, true), (vec![2.0, 5.0, 3.0], x.clone(), source.clone()));
        assert_eq!(gradients(scatter_min, -1.0, true), (vec![-2.0, -5.0, -3.0], x, source));
        let of_source = (vec![0.0; 3], vec![4.5, 4.5, 1.0, 100.0]);
        assert_eq!(gradients(scatter_max, 1.0, false), (vec![2.0, 5.0, 3.0], of_source.0, of_source.1));
    }

    #[test]
    fn a_nan_on_either_side_is_the_extreme() {
        let vector =
            |values: &[f32]| Array::from_slice("test", Sizes::new("test", &[values.len()]).unwrap(), values).unwrap();
        let y = scatter_max(
            vector(&[1.0, f32::NAN, 3.0]),
            0,
            &index(&[3], &[0, 1, 2]).unwrap(),
            &vector(&[f32::NAN, 1.0, 2.0]),
            true,
        );
        let y = y.unwrap().to_vec();
        assert!(y[0].is_nan() && y[1].is_nan() && y[2] == 3.0);
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

    #[test]
    fn a_million_terms_at_one_place_are_exact() {
        let vector = |value: f32, n: usize| Array::full("test", Sizes::new("test", &[n]).unwrap(), value).unwrap();
        let added = |value: f32, n: usize| {
            let at = Array::full("test", Sizes::new("test", &[n]).unwrap(), 1i64).unwrap();
            scatter_add(vector(0.0, 3), 0, &at, &vector(value, n)).unwrap().to_vec()
        };
        assert_eq!(added(0.1, 1_000_000), [0.0, 1e5, 0.0]);
        assert_eq!(added(1.0, (1 << 24) + 100), [0.0, 16_777_316.0, 0.0]);
    }
}
