//! The transposed one-dimensional convolution: the map from the gradient of `conv1d`'s result to the gradient of its input.
//!
//! y[b, o, t·stride + k·dilation − padding] = bias[o] + Σ x[b, i, t] · w[i, o, k], summed over all i, and over all t and k that give this index. So y
//! has (L − 1)·stride − 2·padding + dilation·(K − 1) + output_padding + 1 steps, and the gradient of x is a convolution with the same weight. Signals
//! and weights have the memory layout of `conv1d`. Source: `torch.nn.functional.conv_transpose1d`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, resolve_axis};
use crate::loops::pointwise::Stretch;
use crate::ops::binary::add;
use crate::ops::conv1d::{channels_last, summed, taps_first};
use crate::ops::squeeze::unsqueeze;
use timeseriesml_kernels::conv1d::{self, Conv1dSizes};
use timeseriesml_kernels::real::Real;

const OP: &str = "conv_transpose1d";

/// How the steps of a signal are distributed over the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spreading {
    pub stride: usize,
    pub padding: usize,
    pub output_padding: usize,
    pub dilation: usize,
}

/// Maps a signal `(.., in, length)` to `(.., out, steps)`.
pub fn conv_transpose1d<E: Real>(
    x: Array<E>,
    weight: Array<E>,
    bias: Option<Array<E>>,
    spreading: Spreading,
) -> Result<Array<E>> {
    let sizes = check(&x, &weight, bias.as_ref(), spreading)?;
    let order = channels_last(x.rank());
    let signal = x.in_order(&order)?;
    let taps = weight.in_order(&taps_first())?;
    let rank = x.rank();
    let out_sizes = x.sizes().with(rank - 2, sizes.inputs).with(rank - 1, sizes.length);
    let y = Fresh::written(OP, Layout::in_order(OP, out_sizes, &order)?, |out| {
        summed(signal.span(), out, false, |out| conv1d::grad_input(sizes, signal.span(), taps.span(), out, false));
    })?;
    let (input, weight_node) = (x.input(), weight.input());
    let tracked = input.is_some() || weight_node.is_some();
    let y = y.recorded(tracked, |_| ConvTranspose1d { input, weight_node, sizes, signal, taps });
    match bias {
        Some(bias) => add(&y, &unsqueeze(bias, -1)?, Stretch(0), Stretch(2)),
        None => Ok(y),
    }
}

struct ConvTranspose1d<E: Real> {
    input: Option<Node<E>>,
    weight_node: Option<Node<E>>,
    /// The sizes of the convolution that maps the result to the input.
    sizes: Conv1dSizes,
    /// The input, channels-last.
    signal: Array<E>,
    /// The weight, taps first.
    taps: Array<E>,
}

impl<E: Real> Backward<E> for ConvTranspose1d<E> {
    fn name(&self) -> &'static str {
        "conv_transpose1d"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let (sizes, order) = (self.sizes, channels_last(self.signal.rank()));
        let grad = grad.in_order(&order)?;
        if self.input.is_some() {
            let layout = Layout::in_order(OP, *self.signal.sizes(), &order)?;
            let dx = Fresh::written(OP, layout, |dx| {
                summed(grad.span(), dx, false, |dx| conv1d::forward(sizes, grad.span(), self.taps.span(), None, dx));
            })?;
            sink.add(&self.input, || Ok(dx.gradient()))?;
        }
        sink.write(&self.weight_node, Layout::in_order(OP, *self.taps.sizes(), &taps_first())?, |dw, accumulate| {
            let kernel = |dw: &mut [E]| conv1d::grad_weight(sizes, grad.span(), self.signal.span(), dw, accumulate);
            summed(self.signal.span(), dw, accumulate, kernel);
        })
    }
}

/// Checks the sizes, and returns those of the convolution that maps the result to this input.
fn check<E: Real>(
    x: &Array<E>,
    weight: &Array<E>,
    bias: Option<&Array<E>>,
    spreading: Spreading,
) -> Result<Conv1dSizes> {
    let op = OP;
    let rank = |expected: &str, found: &Array<E>| {
        Err(ShapeError::Rank { op, expected: expected.into(), found: found.sizes()[..].into() })
    };
    if x.rank() < 2 {
        return rank("at least two axes, (.., channels, length)", x);
    }
    let [inputs, outputs, taps] = weight.sizes()[..] else {
        return rank("a weight of three axes, [in, out, k]", weight);
    };
    let axis = resolve_axis(op, -2, x.sizes())?;
    let (found, length) = (x.sizes()[axis], x.sizes()[axis + 1]);
    if found != inputs {
        let sizes = x.sizes()[..].into();
        return Err(ShapeError::Size { op, axis, name: "the channels", expected: inputs, found, sizes });
    }
    if let Some(bias) = bias
        && bias.sizes()[..] != [outputs]
    {
        return rank(&format!("a bias of one axis of size {outputs}"), bias);
    }
    let Spreading { stride, padding, output_padding, dilation } = spreading;
    let steps = steps(length, taps, spreading).ok_or(ShapeError::TransposedKernel {
        op,
        kernel: taps,
        stride,
        padding,
        output_padding,
        dilation,
        length,
    })?;
    let batch = x.sizes()[..axis].iter().product();
    // With fewer than two steps the stride is not used and may be any number. The number of taps of an empty weight may be any number too.
    let stride = if length < 2 { 1 } else { stride };
    let taps = if weight.count() == 0 { 0 } else { taps };
    Ok(Conv1dSizes {
        batch,
        length: steps,
        inputs: outputs,
        outputs: inputs,
        taps,
        stride,
        padding,
        dilation,
        steps: length,
    })
}

/// The length of the result.
fn steps(length: usize, taps: usize, spreading: Spreading) -> Option<usize> {
    let Spreading { stride, padding, output_padding, dilation } = spreading;
    if stride == 0 || dilation == 0 || output_padding >= stride.max(dilation) {
        return None;
    }
    let spread = length.checked_sub(1)?.checked_mul(stride)?;
    let reach = taps.checked_sub(1)?.checked_mul(dilation)?;
    let whole = spread.checked_add(reach)?.checked_add(output_padding)?.checked_add(1)?;
    whole.checked_sub(padding.checked_mul(2)?).filter(|&steps| steps > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let audit = |name, stride, padding, output_padding, dilation| {
            let spreading = Spreading { stride, padding, output_padding, dilation };
            audit!(name, Domain::ALL, move |x| {
                conv_transpose1d(x[0].clone(), x[1].clone(), x.get(2).cloned(), spreading)
            })
        };
        run(&audit("conv_transpose1d/plain", 1, 0, 0, 1)
            .sizes(&[&[2, 3, 5], &[3, 4, 3], &[4]])
            .sizes(&[&[3, 5], &[3, 2, 4]])
            .sizes(&[&[1, 1, 1], &[1, 1, 1], &[1]])
            .edge(&[&[0, 3, 5], &[3, 4, 3], &[4]])
            .edge(&[&[2, 0, 5], &[0, 4, 3], &[4]])
            .edge(&[&[2, 3, 5], &[3, 0, 3], &[0]]));
        run(&audit("conv_transpose1d/strided", 3, 1, 2, 1).sizes(&[&[2, 3, 4], &[3, 2, 4], &[2]]));
        run(&audit("conv_transpose1d/dilated", 1, 2, 1, 3).sizes(&[&[2, 2, 5], &[2, 3, 3]]));
        run(&audit("conv_transpose1d/padded", 2, 3, 0, 1).sizes(&[&[2, 2, 6], &[2, 3, 2]]));
    }

    audited!(check);

    #[test]
    fn empty_results_are_refused_for_any_sizes() {
        let ones = |sizes: &[usize]| Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        for (length, taps, stride, padding, output_padding, dilation) in [
            (0, 3, 1, 0, 0, 1),
            (4, 0, 1, 0, 0, 1),
            (4, 3, 0, 0, 0, 1),
            (4, 3, 1, 0, 0, 0),
            (4, 3, 1, 3, 0, 1),
            (4, 3, 2, 0, 2, 1),
            (4, 3, usize::MAX, 0, 0, 1),
            (4, 3, 1, usize::MAX, 0, 1),
        ] {
            let spreading = Spreading { stride, padding, output_padding, dilation };
            let y = conv_transpose1d(ones(&[2, length]), ones(&[2, 3, taps]), None, spreading);
            assert!(matches!(y, Err(ShapeError::TransposedKernel { .. })), "{length} {taps} {spreading:?}");
        }
    }
}
