//! Sums and means, over everything, along one axis or several.
//!
//! y = s·Σ x with s = 1 for a sum and 1/n for a mean; the gradient of each element is s·grad, of many elements as a view of
//! stride 0 that copies nothing. The sum of nothing is 0, the mean of nothing is NaN, as in PyTorch.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::Result;
use crate::layout::{Layout, Sizes};
use crate::loops::along::Axes;
use crate::loops::pointwise;
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::{real::Real, reduce};

/// Up to so many elements a gradient is copied out instead of being a view of stride 0.
const SMALL: usize = 1024;

/// The sum of all elements.
fn sum<E: Numeric>(x: Array<E>) -> Result<Array<E>> {
    whole("sum", x, E::ONE)
}

/// The mean of all elements.
fn mean<E: Real>(x: Array<E>) -> Result<Array<E>> {
    let scale = E::ONE / E::from_usize(x.count());
    whole("mean", x, scale)
}

/// The sum over some axes, which are gone from the result, or of size one there.
pub fn sum_axes<E: Numeric>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
    if axes == Axes::all(x.rank()) && !keepdim {
        return sum(x);
    }
    // From the last one, so that the numbers of the others stay.
    axes.iter().rev().try_fold(x, |x, axis| along("sum", x, axis, keepdim, E::ONE))
}

/// The mean over some axes, which are gone from the result, or of size one there.
pub fn mean_axes<E: Real>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
    if axes == Axes::all(x.rank()) && !keepdim {
        return mean(x);
    }
    axes.iter().rev().try_fold(x, |x, axis| {
        let scale = E::ONE / E::from_usize(x.sizes()[axis]);
        along("mean", x, axis, keepdim, scale)
    })
}

/// A gradient summed over the axes along which a tensor of these sizes was stretched.
#[inline(always)]
pub fn sum_to<E: Real>(grad: Array<E>, sizes: &Sizes) -> Result<Array<E>> {
    if grad.sizes() == sizes { Ok(grad) } else { sum_stretched(grad, sizes) }
}

fn sum_stretched<E: Real>(mut grad: Array<E>, sizes: &Sizes) -> Result<Array<E>> {
    while grad.rank() > sizes.len() {
        grad = reduced("sum", &grad, 0, false, E::ONE)?.gradient();
    }
    for axis in 0..sizes.len() {
        if grad.sizes()[axis] != sizes[axis] {
            grad = reduced("sum", &grad, axis, true, E::ONE)?.gradient();
        }
    }
    Ok(grad)
}

struct Sum<E: Value> {
    input: Option<Node<E>>,
    sizes: Sizes,
    /// The axis that is gone from the result.
    removed: Option<usize>,
    scale: E,
}

impl<E: Numeric> Backward<E> for Sum<E> {
    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || {
            let scale = self.scale;
            let grad = match scale == E::ONE {
                true => grad,
                false => pointwise::map_owned("sum", grad, 1, |g| g * scale)?.gradient(),
            };
            let kept = self.removed.map_or(*grad.layout(), |axis| grad.layout().inserted(axis));
            let stretched = grad.view(kept.expanded("sum", self.sizes)?).gradient();
            // What follows is faster over adjacent elements; of many, reading one over and over saves more than that.
            if stretched.count() <= SMALL { stretched.row_major() } else { Ok(stretched) }
        })
    }
}

fn whole<E: Numeric>(op: &'static str, x: Array<E>, scale: E) -> Result<Array<E>> {
    let layout = Layout::row_major(op, Sizes::scalar())?;
    let (input, sizes) = (x.input(), *x.sizes());
    let x = x.dense()?;
    let y = Fresh::written(op, layout, |out| out[0] = reduce::sum_all(x.span()).times(scale))?;
    Ok(y.recorded(input.is_some(), |_| Sum { input, sizes, removed: None, scale }))
}

fn along<E: Numeric>(op: &'static str, x: Array<E>, axis: usize, keepdim: bool, scale: E) -> Result<Array<E>> {
    let y = reduced(op, &x, axis, keepdim, scale)?;
    let (input, sizes) = (x.input(), *x.sizes());
    Ok(y.recorded(input.is_some(), |_| Sum { input, sizes, removed: (!keepdim).then_some(axis), scale }))
}

/// The sum along an axis, in the physical order of the input: a channels-last signal summed over time stays as it lies.
fn reduced<E: Numeric>(op: &'static str, x: &Array<E>, axis: usize, keepdim: bool, scale: E) -> Result<Fresh<E>> {
    let x = x.dense()?;
    let (sizes, order) = (*x.sizes(), x.layout().order());
    let (outer, inner) = order.around(axis, &sizes);
    let layout = Layout::in_order(op, sizes.without(axis), &order.without(axis))?;
    let y = Fresh::written(op, layout, |out| reduce::sum_axis(x.span(), outer, sizes[axis], inner, out, scale, false))?;
    Ok(if keepdim { y.with_layout(layout.inserted(axis)) } else { y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("sum/sum", all, |x| sum_axes(x[0].clone(), Axes::all(x[0].rank()), false))
            .sizes(&[&[2, 3, 4]])
            .sizes(&[&[]]));
        // The mean of nothing is NaN, so there are no edge cases of size 0.
        run(&audit!("sum/mean", all, |x| mean_axes(x[0].clone(), Axes::all(x[0].rank()), false))
            .sizes(&[&[2, 3, 4]])
            .without_edges()
            .edge(&[&[1, 1]]));
        for (name, axis) in [("sum/sum_0", 0), ("sum/sum_1", 1), ("sum/sum_last", -1)] {
            run(&audit!(name, all, move |x| sum_axes(
                x[0].clone(),
                Axes::resolve("test", &[axis], x[0].sizes())?,
                false
            ))
            .sizes(&[&[2, 3, 4]]));
        }
        run(&audit!("sum/sum_axes", all, |x| sum_axes(
            x[0].clone(),
            Axes::resolve("test", &[-1, 0], x[0].sizes())?,
            false
        ))
        .sizes(&[&[2, 3, 4]]));
        run(&audit!("sum/mean_axes", all, |x| mean_axes(
            x[0].clone(),
            Axes::resolve("test", &[1, 2], x[0].sizes())?,
            true
        ))
        .sizes(&[&[2, 3, 4]])
        .without_edges()
        .edge(&[&[0, 3, 1]]));
        run(&audit!("sum/sum_keepdim", all, |x| sum_axes(
            x[0].clone(),
            Axes::resolve("test", &[1], x[0].sizes())?,
            true
        ))
        .sizes(&[&[2, 3, 4]]));
        run(&audit!("sum/mean_keepdim", all, |x| mean_axes(
            x[0].clone(),
            Axes::resolve("test", &[-1], x[0].sizes())?,
            true
        ))
        .sizes(&[&[2, 3, 4]])
        .without_edges()
        .edge(&[&[0, 3]])
        .edge(&[&[2, 1]]));
        run(&audit!("sum/mean_0", all, |x| mean_axes(x[0].clone(), Axes::resolve("test", &[0], x[0].sizes())?, false))
            .sizes(&[&[2, 3, 4]])
            .without_edges()
            .edge(&[&[3, 0]]));
    }

    audited!(check);

    #[test]
    fn the_sum_of_nothing_is_zero_and_its_mean_is_nan() {
        let nothing = Array::full("test", Sizes::new("test", &[0, 3]).unwrap(), 1.0f32).unwrap();
        assert_eq!(sum(nothing.clone()).unwrap().item(), Some(0.0));
        assert!(mean(nothing.clone()).unwrap().item().unwrap().is_nan());
        assert_eq!(sum_axes(nothing, Axes::one(0), false).unwrap().to_vec(), [0.0; 3]);
    }
}
