//! Sums and means, over one axis, several axes or all.
//!
//! y = Σ x, divided by n for a mean. The gradient of each element is the gradient of y, divided by n for a mean; for many elements it is a view
//! with stride 0, which copies nothing. An empty sum is 0, an empty mean NaN, as in PyTorch. A mean of finite numbers is finite, even if
//! their sum overflows (PyTorch's mean is infinite then).

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::Result;
use crate::layout::{Layout, Sizes};
use crate::loops::along::Axes;
use crate::loops::pointwise;
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::{real::Real, reduce};

/// A gradient of up to this many elements is stored element by element; a larger one is a view with stride 0.
const SMALL: usize = 1024;

/// The sum over some axes. The result lacks these axes or, if `keepdim`, has them with size 1.
pub fn sum_axes<E: Numeric>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
    if axes == Axes::all(x.rank()) && !keepdim {
        return whole("sum", x, E::ONE, reduce::sum_all);
    }
    // Axes are summed from the last to the first, so that the numbers of the others stay valid.
    axes.iter().rev().try_fold(x, |x, axis| along("sum", x, axis, keepdim, E::ONE, sums))
}

/// The mean over some axes. The result lacks these axes or, if `keepdim`, has them with size 1.
pub fn mean_axes<E: Real>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
    if axes == Axes::all(x.rank()) && !keepdim {
        let count = E::from_usize(x.count());
        return whole("mean", x, count, reduce::mean_all);
    }
    axes.iter().rev().try_fold(x, |x, axis| {
        let count = E::from_usize(x.sizes()[axis]);
        along("mean", x, axis, keepdim, count, reduce::mean_axis)
    })
}

/// Sums a gradient over the axes along which a tensor of these sizes was broadcast.
#[inline(always)]
pub fn sum_to<E: Real>(grad: Array<E>, sizes: &Sizes) -> Result<Array<E>> {
    if grad.sizes() == sizes { Ok(grad) } else { sum_stretched(grad, sizes) }
}

fn sum_stretched<E: Real>(mut grad: Array<E>, sizes: &Sizes) -> Result<Array<E>> {
    while grad.rank() > sizes.len() {
        grad = reduced("sum", &grad, 0, false, sums)?.gradient();
    }
    for axis in 0..sizes.len() {
        if grad.sizes()[axis] != sizes[axis] {
            grad = reduced("sum", &grad, axis, true, sums)?.gradient();
        }
    }
    Ok(grad)
}

/// A kernel that sums over the middle axis of data of three axes, such as [`reduce::sum_axis`].
type AlongAxis<E> = fn(&[E], usize, usize, usize, &mut [E]);

fn sums<E: Numeric>(x: &[E], outer: usize, n: usize, inner: usize, out: &mut [E]) {
    reduce::sum_axis(x, outer, n, inner, out, E::ONE, false);
}

struct Sum<E: Value> {
    op: &'static str,
    input: Option<Node<E>>,
    sizes: Sizes,
    /// The summed axis, if the result lacks it.
    removed: Option<usize>,
    /// The divisor of the sum.
    divisor: E,
}

impl<E: Numeric> Backward<E> for Sum<E> {
    fn name(&self) -> &'static str {
        self.op
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || {
            let divisor = self.divisor;
            let grad = match divisor == E::ONE {
                true => grad,
                false => pointwise::map_owned(self.op, grad, 1, |g| g / divisor)?.gradient(),
            };
            let kept = self.removed.map_or(*grad.layout(), |axis| grad.layout().inserted(axis));
            let stretched = grad.view(kept.expanded("sum", self.sizes)?).gradient();
            // For few elements, adjacent copies make later operations faster; for many, it is faster to read one element again and again.
            if stretched.count() <= SMALL { stretched.row_major() } else { Ok(stretched) }
        })
    }
}

fn whole<E: Numeric>(op: &'static str, x: Array<E>, divisor: E, kernel: impl Fn(&[E]) -> E) -> Result<Array<E>> {
    let layout = Layout::row_major(op, Sizes::scalar())?;
    let (input, sizes) = (x.input(), *x.sizes());
    let x = x.dense()?;
    let y = Fresh::written(op, layout, |out| out[0] = kernel(x.span()))?;
    Ok(y.recorded(input.is_some(), |_| Sum { op, input, sizes, removed: None, divisor }))
}

fn along<E: Numeric>(
    op: &'static str,
    x: Array<E>,
    axis: usize,
    keepdim: bool,
    divisor: E,
    kernel: AlongAxis<E>,
) -> Result<Array<E>> {
    let y = reduced(op, &x, axis, keepdim, kernel)?;
    let (input, sizes) = (x.input(), *x.sizes());
    Ok(y.recorded(input.is_some(), |_| Sum { op, input, sizes, removed: (!keepdim).then_some(axis), divisor }))
}

/// The sum along an axis, in the memory order of the input: a channels-last signal summed over time is not transposed.
fn reduced<E: Numeric>(
    op: &'static str,
    x: &Array<E>,
    axis: usize,
    keepdim: bool,
    kernel: AlongAxis<E>,
) -> Result<Fresh<E>> {
    let x = x.dense()?;
    let (sizes, order) = (*x.sizes(), x.layout().order());
    let (outer, inner) = order.around(axis, &sizes);
    let layout = Layout::in_order(op, sizes.without(axis), &order.without(axis))?;
    let y = Fresh::written(op, layout, |out| kernel(x.span(), outer, sizes[axis], inner, out))?;
    Ok(if keepdim { y.with_layout(layout.inserted(axis)) } else { y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loops::pointwise::Stretch;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("sum/sum", all, |x| sum_axes(x[0].clone(), Axes::all(x[0].rank()), false))
            .sizes(&[&[2, 3, 4]])
            .sizes(&[&[]]));
        // An empty mean is NaN, so there are no edge cases of size 0.
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
    fn an_empty_sum_is_zero_and_an_empty_mean_is_nan() {
        let nothing = Array::full("test", Sizes::new("test", &[0, 3]).unwrap(), 1.0f32).unwrap();
        assert_eq!(sum_axes(nothing.clone(), Axes::all(2), false).unwrap().item(), Some(0.0));
        assert!(mean_axes(nothing.clone(), Axes::all(2), false).unwrap().item().unwrap().is_nan());
        assert_eq!(sum_axes(nothing, Axes::one(0), false).unwrap().to_vec(), [0.0; 3]);
    }

    #[test]
    fn a_mean_of_finite_numbers_is_finite() {
        let sizes = Sizes::new("test", &[3, 2]).unwrap();
        let x =
            Array::from_slice("test", sizes, &[f32::MAX, 1.0, f32::MAX, 2.0, f32::MAX / 2.0, f32::INFINITY]).unwrap();
        let mean = |axes, keepdim| mean_axes(x.clone(), axes, keepdim).unwrap().to_vec();
        assert_eq!(mean(Axes::one(0), false), [f32::MAX / 6.0 * 5.0, f32::INFINITY]);
        assert_eq!(mean(Axes::one(1), true)[..2], [f32::MAX / 2.0; 2]);
        let x = Array::full("test", sizes, f64::MAX).unwrap();
        assert_eq!(mean_axes(x, Axes::all(2), false).unwrap().item(), Some(f64::MAX));
    }

    #[test]
    fn integers_beyond_their_range_wrap_around() {
        let x = Array::from_slice("test", Sizes::new("test", &[2, 2]).unwrap(), &[i64::MAX, 1, 1, 1]).unwrap();
        assert_eq!(sum_axes(x.clone(), Axes::all(2), false).unwrap().item(), Some(i64::MIN + 2));
        assert_eq!(sum_axes(x.clone(), Axes::one(0), false).unwrap().to_vec(), [i64::MIN, 2]);
        assert_eq!(sum_axes(x, Axes::one(1), false).unwrap().to_vec(), [i64::MIN, 2]);
    }

    #[test]
    fn a_mean_far_from_zero_is_exact_along_every_axis() {
        fn check<E: Real>(offset: f64) {
            let values: Vec<E> = (0..3000).map(|i| E::from_f64(offset + (i % 3) as f64)).collect();
            let mean = E::from_f64(offset + 1.0);
            let x = Array::from_slice("test", Sizes::new("test", &[3000]).unwrap(), &values).unwrap();
            let all = mean_axes(x.clone(), Axes::all(1), false).unwrap();
            assert_eq!(all.item(), Some(mean));
            let rest = crate::ops::binary::sub(&x, &all, Stretch(0), Stretch::ONES).unwrap();
            assert_eq!(mean_axes(rest, Axes::all(1), false).unwrap().item(), Some(E::ZERO));
            let rows = Array::from_slice("test", Sizes::new("test", &[5, 600]).unwrap(), &values).unwrap();
            let columns = crate::ops::permute::permute(rows.clone(), &[1, 0]).unwrap();
            let copied = columns.row_major().unwrap();
            for (x, axis) in [(rows, 1), (columns, 0), (copied, 0)] {
                assert_eq!(mean_axes(x, Axes::one(axis), false).unwrap().to_vec(), [mean; 5], "{}", E::NAME);
            }
        }
        check::<f32>(1e6);
        check::<f64>(1e15);
    }
}
