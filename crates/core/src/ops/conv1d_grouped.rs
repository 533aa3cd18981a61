//! The one-dimensional convolution in groups: each group of output channels reads a separate group of input channels.
//!
//! The weight is `[out, in / groups, k]`. Groups of several channels are separate convolutions, composed of recorded operations.
//! Groups of one channel, the depthwise convolution y[b, c, t] = bias[c] + Σ_k x[b, c, t·stride + k·dilation − padding] · w[c, 0, k],
//! have special kernels; with several outputs per channel, the channel is repeated first. Memory layouts are those of `conv1d`.
//! Source: `torch.nn.functional.conv1d`.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::loops::pointwise::Stretch;
use crate::ops::concat::concat;
use crate::ops::conv1d::{Passes, Sliding, conv1d, convolved, steps};
use crate::ops::expand::expand;
use crate::ops::narrow::part;
use crate::ops::reshape::merge;
use crate::ops::squeeze::unsqueeze;
use timeseriesml_kernels::conv1d::Conv1dSizes;
use timeseriesml_kernels::{depthwise as kernel, real::Real};

const OP: &str = "conv1d_grouped";

/// Maps a signal `(.., in, length)` to `(.., out, steps)`.
pub fn conv1d_grouped<E: Real>(
    x: Array<E>,
    weight: Array<E>,
    bias: Option<Array<E>>,
    groups: usize,
    sliding: Sliding,
) -> Result<Array<E>> {
    let outputs = check(&x, &weight, bias.as_ref(), groups)?;
    let (channels, group_inputs) = (x.rank() - 2, weight.sizes()[1]);
    let axis = channels as isize;
    if groups == 1 {
        return conv1d(x, weight, bias, sliding);
    }
    if weight.count() == 0 {
        // There are no outputs, or each is only the bias. One group gives the same result without a loop over possibly very many groups.
        return conv1d(part(&x, axis, groups, 0)?, weight, bias, sliding);
    }
    if group_inputs == 1 {
        return depthwise(repeated(x, channels, outputs / groups)?, weight, bias, sliding);
    }
    let group = |i| {
        let bias = bias.as_ref().map(|bias| part(bias, 0, groups, i)).transpose()?;
        conv1d(part(&x, axis, groups, i)?, part(&weight, 0, groups, i)?, bias, sliding)
    };
    concat(&(0..groups).map(group).collect::<Result<Vec<_>>>()?, axis)
}

/// Repeats each element of an axis, `times` copies in a row.
fn repeated<E: Real>(x: Array<E>, axis: usize, times: usize) -> Result<Array<E>> {
    if times == 1 {
        return Ok(x);
    }
    let x = unsqueeze(x, axis as isize + 1)?;
    let (sizes, stretch) = (x.sizes().with(axis + 1, times), Stretch(1 << (axis + 1)));
    merge(expand(x, sizes, stretch)?, axis as isize)
}

/// Convolves each channel with its own filter.
fn depthwise<E: Real>(x: Array<E>, weight: Array<E>, bias: Option<Array<E>>, sliding: Sliding) -> Result<Array<E>> {
    let (rank, taps) = (x.rank(), weight.sizes()[2]);
    let (channels, length) = (x.sizes()[rank - 2], x.sizes()[rank - 1]);
    let (steps, padding) = steps(length, taps, sliding)?;
    let Sliding { stride, dilation, .. } = sliding;
    let batch = x.sizes()[..rank - 2].iter().product();
    let (inputs, outputs) = (channels, channels);
    let sizes = Conv1dSizes { batch, length, inputs, outputs, taps, stride, padding, dilation, steps };
    let passes = Passes {
        forward: kernel::forward,
        forward_packed: None,
        grad_input: kernel::grad_input,
        grad_weight: kernel::grad_weight,
    };
    convolved(OP, x, weight, bias, sizes, passes)
}

/// Checks the sizes, and returns the number of output channels.
fn check<E: Real>(x: &Array<E>, weight: &Array<E>, bias: Option<&Array<E>>, groups: usize) -> Result<usize> {
    let op = OP;
    let rank = |expected: &str, found: &Array<E>| {
        Err(ShapeError::Rank { op, expected: expected.into(), found: found.sizes()[..].into() })
    };
    if x.rank() < 2 {
        return rank("at least two axes, (.., channels, length)", x);
    }
    let [outputs, group_inputs, _] = weight.sizes()[..] else {
        return rank("a weight of three axes, [out, in / groups, k]", weight);
    };
    if let Some(bias) = bias
        && bias.sizes()[..] != [outputs]
    {
        return rank(&format!("a bias of one axis of size {outputs}"), bias);
    }
    let channels = x.rank() - 2;
    let inputs = x.sizes()[channels];
    for (axis, size) in [(channels, inputs), (0, outputs)] {
        if groups == 0 || size % groups != 0 {
            return Err(ShapeError::Divide { op, axis, size, parts: groups });
        }
    }
    if inputs / groups != group_inputs {
        let sizes = weight.sizes()[..].into();
        let (expected, found) = (inputs / groups, group_inputs);
        return Err(ShapeError::Size { op, axis: 1, name: "the channels of a group", expected, found, sizes });
    }
    Ok(outputs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::conv1d::Padding;

    fn sliding(stride: usize, dilation: usize, padding: usize) -> Sliding {
        Sliding { stride, dilation, padding: Padding::both(padding) }
    }

    fn check(run: impl Fn(&Audit)) {
        let audit = |name, groups, sliding: Sliding| {
            audit!(name, Domain::ALL, move |x| {
                conv1d_grouped(x[0].clone(), x[1].clone(), x.get(2).cloned(), groups, sliding)
            })
        };
        run(&audit("conv1d_grouped/pairs", 2, sliding(2, 1, 1))
            .sizes(&[&[2, 4, 7], &[6, 2, 3], &[6]])
            .sizes(&[&[4, 5], &[2, 2, 2]])
            .edge(&[&[0, 4, 7], &[6, 2, 3], &[6]])
            .edge(&[&[2, 0, 7], &[6, 0, 3], &[6]])
            .edge(&[&[2, 4, 7], &[0, 2, 3], &[0]])
            .edge(&[&[1, 4, 1], &[2, 2, 1], &[2]]));
        run(&audit("conv1d_grouped/depthwise", 3, sliding(1, 1, 0))
            .sizes(&[&[2, 3, 6], &[3, 1, 3], &[3]])
            .sizes(&[&[3, 4], &[3, 1, 4]])
            .edge(&[&[0, 3, 6], &[3, 1, 3], &[3]])
            .edge(&[&[1, 3, 1], &[3, 1, 1], &[3]]));
        run(&audit("conv1d_grouped/depthwise_strided", 3, sliding(2, 2, 3)).sizes(&[&[2, 3, 8], &[3, 1, 3], &[3]]));
        run(&audit("conv1d_grouped/depthwise_multiplied", 3, sliding(1, 2, 2))
            .sizes(&[&[2, 3, 5], &[6, 1, 2], &[6]])
            .sizes(&[&[1, 2, 3, 4], &[9, 1, 3]]));
    }

    audited!(check);

    #[test]
    fn groups_that_do_not_divide_are_refused() {
        let ones = |sizes: &[usize]| Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        let grouped = |inputs, weight: &[usize], groups| {
            conv1d_grouped(ones(&[inputs, 7]), ones(weight), None, groups, sliding(1, 1, 0))
        };
        assert!(matches!(grouped(4, &[6, 1, 3], 0), Err(ShapeError::Divide { parts: 0, .. })));
        assert!(matches!(grouped(5, &[6, 2, 3], 2), Err(ShapeError::Divide { axis: 0, size: 5, .. })));
        assert!(matches!(grouped(4, &[5, 2, 3], 2), Err(ShapeError::Divide { axis: 0, size: 5, .. })));
        assert!(matches!(grouped(4, &[6, 4, 3], 2), Err(ShapeError::Size { axis: 1, expected: 2, found: 4, .. })));
        assert!(matches!(grouped(2, &[2, 1, 8], 2), Err(ShapeError::Kernel { kernel: 8, .. })));
    }
}
