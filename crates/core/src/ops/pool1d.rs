//! Pooling along the last axis: the mean or the largest value of each window. Windows have a fixed size, or are bins that cover the whole length
//! (adaptive).
//!
//! Windows of a fixed size: y[t] = (Σ_k x[t·stride + k − padding]) / kernel, with zeros outside the signal, or their largest value, with −∞ outside
//! the signal. Bin i of n is ⌊i·L/n⌋ .. ⌈(i + 1)·L/n⌉. The gradient of a mean is shared evenly within its window, and the gradient of a largest value
//! is passed to its first occurrence. The result has the memory order of the input. Source: `torch.nn.functional.avg_pool1d` (with
//! `count_include_pad`), `max_pool1d`, `adaptive_avg_pool1d` and `adaptive_max_pool1d`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order};
use timeseriesml_kernels::pooling::{self, PoolSizes, Windows};
use timeseriesml_kernels::real::Real;

/// The mean of each window, including the padding zeros.
pub fn avg_pool1d<E: Real>(x: Array<E>, kernel: usize, stride: usize, padding: usize) -> Result<Array<E>> {
    let op = "avg_pool1d";
    let steps = sliding(op, &x, kernel, stride, padding)?;
    mean(op, x, steps, Windows::Sliding { kernel, stride, padding })
}

/// The largest value of each window.
pub fn max_pool1d<E: Real>(x: Array<E>, kernel: usize, stride: usize, padding: usize) -> Result<Array<E>> {
    let op = "max_pool1d";
    let steps = sliding(op, &x, kernel, stride, padding)?;
    largest(op, x, steps, Windows::Sliding { kernel, stride, padding })
}

/// The mean of each of `bins` bins.
pub fn adaptive_avg_pool1d<E: Real>(x: Array<E>, bins: usize) -> Result<Array<E>> {
    let op = "adaptive_avg_pool1d";
    check_bins(op, &x, bins)?;
    mean(op, x, bins, Windows::Bins)
}

/// The largest value of each of `bins` bins.
pub fn adaptive_max_pool1d<E: Real>(x: Array<E>, bins: usize) -> Result<Array<E>> {
    let op = "adaptive_max_pool1d";
    check_bins(op, &x, bins)?;
    largest(op, x, bins, Windows::Bins)
}

fn mean<E: Real>(op: &'static str, x: Array<E>, steps: usize, windows: Windows) -> Result<Array<E>> {
    let input = x.input();
    let (y, _, place) = pooled(op, &x, steps, windows, pooling::mean)?;
    Ok(y.recorded(input.is_some(), |_| Mean { input, place }))
}

fn largest<E: Real>(op: &'static str, x: Array<E>, steps: usize, windows: Windows) -> Result<Array<E>> {
    let input = x.input();
    let (y, x, place) = pooled(op, &x, steps, windows, pooling::largest)?;
    Ok(y.recorded(input.is_some(), |y| Largest { input, place, x, y: y.detach() }))
}

/// The memory layout of the input, and its sizes for the kernels.
struct Place {
    sizes: PoolSizes,
    whole: Layout,
    order: Order,
}

struct Mean<E: Real> {
    input: Option<Node<E>>,
    place: Place,
}

impl<E: Real> Backward<E> for Mean<E> {
    fn name(&self) -> &'static str {
        if let Windows::Bins = self.place.sizes.windows { "adaptive_avg_pool1d" } else { "avg_pool1d" }
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let grad = grad.in_order(&self.place.order)?;
        sink.write(&self.input, self.place.whole, |dx, accumulate| {
            pooling::mean_backward(self.place.sizes, grad.span(), dx, accumulate);
        })
    }
}

struct Largest<E: Real> {
    input: Option<Node<E>>,
    place: Place,
    /// The input, dense.
    x: Array<E>,
    y: Array<E>,
}

impl<E: Real> Backward<E> for Largest<E> {
    fn name(&self) -> &'static str {
        if let Windows::Bins = self.place.sizes.windows { "adaptive_max_pool1d" } else { "max_pool1d" }
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let grad = grad.in_order(&self.place.order)?;
        sink.write(&self.input, self.place.whole, |dx, accumulate| {
            let (x, y) = (self.x.span(), self.y.span());
            pooling::largest_backward(self.place.sizes, x, y, grad.span(), dx, accumulate);
        })
    }
}

/// Computes the result; also returns the dense input and its memory layout.
fn pooled<E: Real>(
    op: &'static str,
    x: &Array<E>,
    steps: usize,
    windows: Windows,
    kernel: impl FnOnce(PoolSizes, &[E], &mut [E]),
) -> Result<(Fresh<E>, Array<E>, Place)> {
    let x = x.dense()?;
    let (axis, order) = (x.rank() - 1, x.layout().order());
    let (outer, inner) = order.around(axis, x.sizes());
    let sizes = PoolSizes { outer, length: x.sizes()[axis], inner, steps, windows };
    let y = Fresh::written(op, Layout::in_order(op, x.sizes().with(axis, steps), &order)?, |y| {
        // If an axis has size 0, other sizes may be arbitrarily large; the kernel must not loop over them.
        if !y.is_empty() {
            kernel(sizes, x.span(), y);
        }
    })?;
    let whole = x.layout().at_start();
    Ok((y, x, Place { sizes, whole, order }))
}

fn length<E: Real>(op: &'static str, x: &Array<E>) -> Result<usize> {
    let no_axis = || ShapeError::Rank { op, expected: "at least one axis, (.., length)".into(), found: [].into() };
    x.sizes().last().copied().ok_or_else(no_axis)
}

/// The number of windows. Each window contains at least one step of the signal, since the padding is at most half a window.
fn sliding<E: Real>(op: &'static str, x: &Array<E>, kernel: usize, stride: usize, padding: usize) -> Result<usize> {
    let length = length(op, x)?;
    let misfit = || ShapeError::PoolingWindow { op, kernel, stride, padding, length };
    if kernel == 0 || stride == 0 || length == 0 || padding > kernel / 2 {
        return Err(misfit());
    }
    let padded = length.checked_add(2 * padding).ok_or_else(misfit)?;
    Ok(padded.checked_sub(kernel).ok_or_else(misfit)? / stride + 1)
}

fn check_bins<E: Real>(op: &'static str, x: &Array<E>, bins: usize) -> Result<()> {
    let length = length(op, x)?;
    if length == 0 || bins == 0 { Err(ShapeError::Bins { op, bins, length }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::permute::transpose;

    fn check(run: impl Fn(&Audit)) {
        let with_samples = |audit: Audit| {
            audit
                .sizes(&[&[9]])
                .sizes(&[&[2, 8]])
                .sizes(&[&[2, 3, 7]])
                .sizes(&[&[2, 1, 3, 6]])
                .without_edges()
                .edge(&[&[0, 7]])
                .edge(&[&[3, 0, 7]])
                .edge(&[&[1, 1, 7]])
        };
        macro_rules! rows { ($($name:literal $pool:ident($($argument:literal),*);)*) => { $(
            run(&with_samples(audit!($name, Domain::ALL, |x| $pool(x[0].clone(), $($argument),*))));
        )* } }
        rows! {
            "pool1d/avg_sliding" avg_pool1d(3, 1, 0);
            "pool1d/avg_padded" avg_pool1d(4, 3, 2);
            "pool1d/avg_same" avg_pool1d(5, 1, 2);
            "pool1d/avg_bins" adaptive_avg_pool1d(4);
            "pool1d/avg_more_bins" adaptive_avg_pool1d(11);
            "pool1d/max_pairs" max_pool1d(2, 2, 0);
            "pool1d/max_padded" max_pool1d(3, 2, 1);
            "pool1d/max_bins" adaptive_max_pool1d(4);
            "pool1d/max_one_bin" adaptive_max_pool1d(1);
        }
    }

    audited!(check);

    fn ones(sizes: &[usize]) -> Array<f32> {
        Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0).unwrap()
    }

    #[test]
    fn the_result_has_the_memory_order_of_the_input() {
        let channels_last = transpose(ones(&[2, 8, 5]), 1, 2).unwrap();
        let y = max_pool1d(channels_last, 2, 2, 0).unwrap();
        assert_eq!((&y.sizes()[..], y.layout().strides()), (&[2, 5, 4][..], &[20, 1, 5][..]));
    }

    #[test]
    fn windows_that_do_not_fit_are_refused_for_any_sizes() {
        for (length, kernel, stride, padding) in [
            (6, 7, 1, 0),
            (6, 0, 1, 0),
            (6, 3, 0, 0),
            (6, 3, 1, 2),
            (0, 2, 1, 1),
            (6, usize::MAX, 1, usize::MAX / 2),
            (6, 2, 1, usize::MAX),
        ] {
            let pooled = avg_pool1d(ones(&[2, length]), kernel, stride, padding);
            assert!(matches!(pooled, Err(ShapeError::PoolingWindow { .. })), "{length} {kernel} {stride} {padding}");
        }
        assert!(matches!(adaptive_avg_pool1d(ones(&[6]), 0), Err(ShapeError::Bins { .. })));
        assert!(matches!(adaptive_max_pool1d(ones(&[2, 0]), 3), Err(ShapeError::Bins { .. })));
        assert!(matches!(max_pool1d(ones(&[]), 1, 1, 0), Err(ShapeError::Rank { .. })));
    }

    #[test]
    fn the_padding_of_a_long_window_is_not_looped_over() {
        let kernel = 1 << 60;
        let x = ones(&[3]).into_leaf();
        let y = max_pool1d(x.clone(), kernel, 1, kernel / 2).unwrap();
        assert_eq!(y.to_vec(), [1.0; 4]);
        assert_eq!(avg_pool1d(x, kernel, 1, kernel / 2).unwrap().sizes()[..], [4]);
    }
}
