//! The one-dimensional convolution (a cross-correlation, as in PyTorch), with stride, padding and dilation, or causal.
//!
//! y[b, o, t] = bias[o] + Σ_k Σ_c x[b, c, t·stride + k·dilation − padding] · w[o, c, k]; outside the signal x is zero.
//! A causal convolution pads dilation·(K − 1) zeros on the left only, so that the length stays the same and no step sees a later one.
//!
//! In memory, signals of shape `[batch, channels, length]` are channels-last, and weights of shape `[out, in, k]` are `[k, in, out]`:
//! the kernel is fastest with these. The result is channels-last too, so a chain of convolutions transposes nothing.
//! Sources: `torch.nn.functional.conv1d`; length rule: Dumoulin and Visin 2016, relation 14.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order};
use timeseriesml_kernels::conv1d::{self, Conv1dSizes};
use timeseriesml_kernels::matmul::{Epilogue, Packed};
use timeseriesml_kernels::{real::Real, reduce};

/// How a kernel slides over its signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sliding {
    pub stride: usize,
    pub dilation: usize,
    pub padding: Padding,
}

/// The zeros around a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// The zeros on the left and on the right.
    Sides(usize, usize),
    /// On the left, one zero for each step that the kernel reaches back; on the right, none.
    Causal,
}

impl Padding {
    /// This number of zeros on each side.
    pub const fn both(zeros: usize) -> Self {
        Padding::Sides(zeros, zeros)
    }
}

/// Maps a signal `(.., in, length)` to `(.., out, steps)`.
pub fn conv1d<E: Real>(x: Array<E>, weight: Array<E>, bias: Option<Array<E>>, sliding: Sliding) -> Result<Array<E>> {
    let sizes = check(&x, &weight, bias.as_ref(), sliding)?;
    let passes = Passes {
        forward: conv1d::forward,
        forward_packed: Some(conv1d::forward_packed),
        grad_input: conv1d::grad_input,
        grad_weight: conv1d::grad_weight,
    };
    convolved("conv1d", x, weight, bias, sizes, passes)
}

/// A kernel that computes the result from signal, weight and bias.
type ForwardPass<E> = fn(Conv1dSizes, &[E], &[E], Option<&[E]>, &mut [E]);
/// Like [`ForwardPass`], but for a packed weight, and with options of the matrix product.
type PackedPass<E> = fn(Conv1dSizes, &[E], &Packed<'_, E>, &mut [E], bool, Epilogue<'_, E>);
/// A kernel that computes the gradient of one array from two others, and writes it, or adds it if the flag is set.
type GradientPass<E> = fn(Conv1dSizes, &[E], &[E], &mut [E], bool);

/// The kernels of a convolution, for signals and weights in the memory orders of this file.
#[derive(Clone, Copy)]
pub(super) struct Passes<E> {
    pub(super) forward: ForwardPass<E>,
    pub(super) forward_packed: Option<PackedPass<E>>,
    pub(super) grad_input: GradientPass<E>,
    pub(super) grad_weight: GradientPass<E>,
}

/// Computes and records a convolution, whose sizes are checked, with these kernels.
pub(super) fn convolved<E: Real>(
    op: &'static str,
    x: Array<E>,
    weight: Array<E>,
    bias: Option<Array<E>>,
    sizes: Conv1dSizes,
    passes: Passes<E>,
) -> Result<Array<E>> {
    let order = channels_last(x.rank());
    let signal = x.in_order(&order)?;
    let taps = weight.in_order(&taps_first())?;
    let start = bias.as_ref().map(Array::row_major).transpose()?;
    let rank = x.rank();
    let out_sizes = x.sizes().with(rank - 2, sizes.outputs).with(rank - 1, sizes.steps);
    let y = Fresh::written(op, Layout::in_order(op, out_sizes, &order)?, |out| {
        // If an axis has size 0, other sizes may be arbitrarily large; the kernel must not loop over them.
        if out.is_empty() {
            return;
        }
        let bias = start.as_ref().map(Array::span);
        // With the taps first in memory, the weight is a matrix of taps · inputs rows.
        let matrix = || weight.panels([sizes.taps * sizes.inputs, sizes.outputs], [sizes.outputs, 1]);
        let panels = if weight.layout().is_dense_in(&taps_first()) { matrix() } else { None };
        match passes.forward_packed.zip(panels) {
            Some((forward, panels)) => {
                forward(sizes, signal.span(), &panels, out, false, Epilogue { bias, relu: false });
            }
            None => (passes.forward)(sizes, signal.span(), taps.span(), bias, out),
        }
    })?;
    let (input, weight_node, bias_node) = (x.input(), weight.input(), bias.as_ref().and_then(Array::input));
    let tracked = input.is_some() || weight_node.is_some() || bias_node.is_some();
    Ok(y.recorded(tracked, |_| Conv1d { op, input, weight_node, bias_node, sizes, passes, signal, taps }))
}

struct Conv1d<E: Real> {
    op: &'static str,
    input: Option<Node<E>>,
    weight_node: Option<Node<E>>,
    bias_node: Option<Node<E>>,
    sizes: Conv1dSizes,
    passes: Passes<E>,
    /// The input, channels-last.
    signal: Array<E>,
    /// The weight, taps first.
    taps: Array<E>,
}

impl<E: Real> Backward<E> for Conv1d<E> {
    fn name(&self) -> &'static str {
        "conv1d"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let (op, sizes, order) = (self.op, self.sizes, channels_last(self.signal.rank()));
        let grad = grad.in_order(&order)?;
        sink.write(&self.input, Layout::in_order(op, *self.signal.sizes(), &order)?, |dx, accumulate| {
            let kernel = |dx: &mut [E]| (self.passes.grad_input)(sizes, grad.span(), self.taps.span(), dx, accumulate);
            summed(grad.span(), dx, accumulate, kernel);
        })?;
        sink.write(&self.weight_node, Layout::in_order(op, *self.taps.sizes(), &taps_first())?, |dw, accumulate| {
            let kernel =
                |dw: &mut [E]| (self.passes.grad_weight)(sizes, self.signal.span(), grad.span(), dw, accumulate);
            summed(grad.span(), dw, accumulate, kernel);
        })?;
        let bias_sizes = self.taps.sizes().without(2).without(1);
        sink.write(&self.bias_node, Layout::row_major(op, bias_sizes)?, |db, accumulate| {
            reduce::sum_axis(grad.span(), 1, sizes.batch * sizes.steps, sizes.outputs, db, E::ONE, accumulate);
        })
    }
}

/// Lets `kernel` write or add a gradient, unless `out` is empty. If `grad`, the gradient of the result, is empty, the gradient is zero.
pub(super) fn summed<E: Real>(grad: &[E], out: &mut [E], accumulate: bool, kernel: impl FnOnce(&mut [E])) {
    match (grad.is_empty(), out.is_empty()) {
        (false, false) => kernel(out),
        (true, false) if !accumulate => out.fill(E::ZERO),
        _ => {}
    }
}

/// The memory order of signals: leading axes, time, channels.
pub(super) fn channels_last(rank: usize) -> Order {
    Order::identity(rank).without(rank - 2).with_innermost(rank - 2)
}

/// The memory order of weights `[out, in, k]`: taps, inputs, outputs.
pub fn taps_first() -> Order {
    Order::reversed(3)
}

fn check<E: Real>(x: &Array<E>, weight: &Array<E>, bias: Option<&Array<E>>, sliding: Sliding) -> Result<Conv1dSizes> {
    let op = "conv1d";
    let rank = |expected: &str, found: &Array<E>| {
        Err(ShapeError::Rank { op, expected: expected.into(), found: found.sizes()[..].into() })
    };
    if x.rank() < 2 {
        return rank("at least two axes, (.., channels, length)", x);
    }
    let [outputs, inputs, taps] = weight.sizes()[..] else {
        return rank("a weight of three axes, [out, in, k]", weight);
    };
    let (axis, found) = (x.rank() - 2, x.sizes()[x.rank() - 2]);
    if found != inputs {
        let sizes = x.sizes()[..].into();
        return Err(ShapeError::Size { op, axis, name: "the channels", expected: inputs, found, sizes });
    }
    if let Some(bias) = bias
        && bias.sizes()[..] != [outputs]
    {
        return rank(&format!("a bias of one axis of size {outputs}"), bias);
    }
    let length = x.sizes()[x.rank() - 1];
    let (steps, padding) = steps(length, taps, sliding)?;
    let batch = x.sizes()[..x.rank() - 2].iter().product();
    let Sliding { stride, dilation, .. } = sliding;
    // With fewer than two steps the stride is not used and may be any number. Otherwise it is a distance in memory, so it cannot be arbitrarily
    // large.
    let stride = if steps < 2 { 1 } else { stride };
    if stride.checked_mul(inputs).is_none() {
        return Err(misfit(sliding, taps, length));
    }
    // An empty weight may have any number of taps, which the kernel must not loop over.
    let taps = if weight.count() == 0 { 0 } else { taps };
    Ok(Conv1dSizes { batch, length, inputs, outputs, taps, stride, padding, dilation, steps })
}

fn misfit(sliding: Sliding, kernel: usize, length: usize) -> ShapeError {
    let Sliding { stride, dilation, padding } = sliding;
    let (padding, padding_right) = if let Padding::Sides(left, right) = padding { (left, right) } else { (0, 0) };
    ShapeError::Kernel { op: "conv1d", kernel, stride, padding, padding_right, dilation, length }
}

/// The length of the result, and the number of zeros padded on the left.
pub(super) fn steps(length: usize, taps: usize, sliding: Sliding) -> Result<(usize, usize)> {
    let Sliding { stride, dilation, padding } = sliding;
    let misfit = || misfit(sliding, taps, length);
    if taps == 0 || stride == 0 || dilation == 0 {
        return Err(misfit());
    }
    let reach = dilation.checked_mul(taps - 1).ok_or_else(misfit)?;
    match padding {
        // The padding equals the reach of the kernel, so the length stays the same if the stride is 1, and an empty signal stays empty.
        Padding::Causal => {
            reach.checked_add(length).ok_or_else(misfit)?;
            Ok((length.div_ceil(stride), reach))
        }
        Padding::Sides(left, right) => {
            let padded = left.checked_add(right).and_then(|both| both.checked_add(length)).ok_or_else(misfit)?;
            let free = padded.checked_sub(reach).and_then(|n| n.checked_sub(1)).ok_or_else(misfit)?;
            Ok((free / stride + 1, left))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let audit = |name, stride, dilation, padding| {
            audit!(name, Domain::ALL, move |x| {
                conv1d(x[0].clone(), x[1].clone(), x.get(2).cloned(), Sliding { stride, dilation, padding })
            })
        };
        run(&audit("conv1d/plain", 1, 1, Padding::both(0))
            .sizes(&[&[2, 3, 7], &[4, 3, 3], &[4]])
            .sizes(&[&[3, 5], &[2, 3, 5]])
            .edge(&[&[0, 3, 7], &[4, 3, 3], &[4]])
            .edge(&[&[2, 0, 7], &[4, 0, 3], &[4]])
            .edge(&[&[2, 3, 7], &[0, 3, 3], &[0]])
            .edge(&[&[1, 1, 1], &[1, 1, 1], &[1]]));
        run(&audit("conv1d/strided", 2, 1, Padding::both(1)).sizes(&[&[2, 3, 8], &[4, 3, 3], &[4]]));
        run(&audit("conv1d/dilated", 3, 2, Padding::both(3)).sizes(&[&[2, 2, 9], &[3, 2, 4]]));
        run(&audit("conv1d/left_alone", 1, 1, Padding::Sides(2, 0)).sizes(&[&[2, 3, 6], &[4, 3, 3], &[4]]));
        run(&audit("conv1d/right_alone", 2, 1, Padding::Sides(0, 3)).sizes(&[&[2, 2, 5], &[3, 2, 2]]));
        run(&audit("conv1d/uneven", 2, 2, Padding::Sides(1, 6)).sizes(&[&[2, 2, 5], &[3, 2, 3], &[3]]));
        run(&audit("conv1d/causal", 1, 2, Padding::Causal)
            .sizes(&[&[2, 3, 6], &[4, 3, 3], &[4]])
            .sizes(&[&[1, 2, 2], &[2, 2, 4], &[2]])
            .edge(&[&[2, 3, 0], &[4, 3, 3], &[4]]));
    }

    audited!(check);

    #[test]
    fn the_result_is_stored_channels_last() {
        let full =
            |sizes: &[usize]| Array::full("test", crate::layout::Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        let sliding = Sliding { stride: 1, dilation: 1, padding: Padding::both(0) };
        let y = conv1d(full(&[2, 3, 7]), full(&[4, 3, 3]), None, sliding).unwrap();
        assert_eq!((&y.sizes()[..], y.layout().strides()), (&[2, 4, 5][..], &[20, 1, 4][..]));
    }

    #[test]
    fn kernels_that_do_not_fit_are_refused_whatever_their_size() {
        for (length, taps, stride, dilation, padding) in [
            (6, 7, 1, 1, 0),
            (6, 0, 1, 1, 0),
            (6, 3, 0, 1, 0),
            (6, 3, 1, 0, 0),
            (6, 3, 1, usize::MAX, 0),
            (6, 3, 1, 1, usize::MAX),
            (0, 1, 1, 1, 0),
        ] {
            let sliding = Sliding { stride, dilation, padding: Padding::both(padding) };
            assert!(matches!(steps(length, taps, sliding), Err(ShapeError::Kernel { .. })), "{length} {taps}");
        }
    }

    #[test]
    fn predictions_equal_recorded_results_after_changes_of_the_weight() {
        let array = |sizes: &[usize], seed, order: &Order| {
            let sizes = crate::layout::Sizes::new("test", sizes).unwrap();
            let at = |i| ((i * 37 + seed) % 101) as f32 / 50.0 - 1.0;
            let values: Vec<f32> = (0..sizes.iter().product()).map(at).collect();
            Array::from_slice("test", sizes, &values).unwrap().in_order(order).unwrap()
        };
        let sliding = Sliding { stride: 1, dilation: 2, padding: Padding::Causal };
        for order in [taps_first(), Order::identity(3)] {
            let (x, mut weight) = (array(&[2, 5, 40], 1, &order), array(&[33, 5, 3], 2, &order).into_leaf());
            let y = |weight: &Array<f32>| conv1d(x.clone(), weight.clone(), None, sliding).unwrap().to_vec();
            for _ in 0..2 {
                let recorded = y(&weight);
                let [first, second] = [0, 1].map(|_| crate::autodiff::recording::no_grad(|| y(&weight)));
                assert!(first == recorded && second == recorded);
                weight.update(|w| 1.0 - w).unwrap();
            }
        }
    }
}
