//! One-dimensional convolution, channels last:
//! `y[b,t,o] = bias[o] + Σ_tap Σ_c x[b, t·stride + tap·dilation − padding, c] · w[tap,c,o]`.
//!
//! x is `[batch, length, inputs]`, w `[taps, inputs, outputs]`, y `[batch, steps, outputs]`; outside the signal x is
//! zero. Per tap this is a product of matrices whose rows are steps, `stride · inputs` apart in x, over the steps for
//! which the tap lies inside the signal. So the signal is read in place: there is no im2col and no padded copy. The
//! gradient of the input is the same product with w transposed, that of the weight one of xᵀ and dy, summed over the
//! batch in order. The gradient of the bias is `reduce::sum_axis` of dy.

use std::ops::Range;

use super::float::Float;
use super::matmul::{Matrix, Panels, pack, packed_len, product, with_scratch};
use super::parallel::{self, segments};

/// Rows of a result per chunk for threads, two tiles.
const CHUNK: usize = 12;

/// Sizes of a convolution.
#[derive(Clone, Copy, Debug)]
pub struct Conv1dSizes {
    /// Independent signals.
    pub batch: usize,
    /// Steps of the input.
    pub length: usize,
    /// Channels of the input.
    pub inputs: usize,
    /// Channels of the output.
    pub outputs: usize,
    /// Taps of the filter.
    pub taps: usize,
    /// Input steps between two output steps, at least 1.
    pub stride: usize,
    /// Zeros before the signal. Behind it there are as many as `steps` needs.
    pub padding: usize,
    /// Input steps between two taps.
    pub dilation: usize,
    /// Steps of the output.
    pub steps: usize,
}

impl Conv1dSizes {
    /// The output steps for which `tap` reads an input step in `inputs`.
    fn steps_reading(&self, tap: usize, inputs: &Range<usize>) -> Range<usize> {
        let first_from =
            |input: usize| (input + self.padding).saturating_sub(tap * self.dilation).div_ceil(self.stride);
        first_from(inputs.start).min(self.steps)..first_from(inputs.end).min(self.steps)
    }

    /// The input step that `tap` reads for an output step, if it lies inside the signal.
    fn read_by(&self, tap: usize, step: usize) -> usize {
        step * self.stride + tap * self.dilation - self.padding
    }

    /// Floating-point operations of a pass.
    fn work(&self) -> usize {
        2 * self.batch * self.steps * self.taps * self.inputs * self.outputs
    }

    fn assert_lengths<E>(&self, x: &[E], w: &[E], y: &[E]) {
        assert_eq!(x.len(), self.batch * self.length * self.inputs, "x is [batch, length, inputs]");
        assert_eq!(w.len(), self.taps * self.inputs * self.outputs, "w is [taps, inputs, outputs]");
        assert_eq!(y.len(), self.batch * self.steps * self.outputs, "y is [batch, steps, outputs]");
    }
}

/// The steps that both ranges hold.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

/// Writes the convolution of x and w, plus the bias if there is one, to y.
///
/// # Panics
/// If a slice has another length than the sizes say.
pub fn forward<E: Float>(s: Conv1dSizes, x: &[E], w: &[E], bias: Option<&[E]>, y: &mut [E]) {
    s.assert_lengths(x, w, y);
    let tap_len = packed_len(s.inputs, s.outputs);
    with_scratch(s.taps * tap_len, |packed| {
        for tap in 0..s.taps {
            let w = Matrix { data: &w[tap * s.inputs * s.outputs..], row: s.outputs, col: 1 };
            pack(s.inputs, s.outputs, w, &mut packed[tap * tap_len..]);
        }
        let packed = &*packed;
        parallel::for_each_chunk(y, CHUNK * s.outputs, s.work(), |first, mut y| {
            for (item, steps) in segments(first * CHUNK, y.len() / s.outputs, s.steps) {
                let (out, rest) = std::mem::take(&mut y).split_at_mut(steps.len() * s.outputs);
                match bias {
                    Some(bias) => out.chunks_exact_mut(s.outputs).for_each(|row| row.copy_from_slice(bias)),
                    None => out.fill(E::ZERO),
                }
                let x = &x[item * s.length * s.inputs..];
                for tap in 0..s.taps {
                    let rows = overlap(&s.steps_reading(tap, &(0..s.length)), &steps);
                    if rows.is_empty() {
                        continue;
                    }
                    let a = &x[s.read_by(tap, rows.start) * s.inputs..];
                    let a = Matrix { data: a, row: s.stride * s.inputs, col: 1 };
                    let panels = Panels::packed(&packed[tap * tap_len..], s.inputs);
                    let out = &mut out[(rows.start - steps.start) * s.outputs..];
                    product(rows.len(), s.inputs, s.outputs, a, panels, out, s.outputs, false);
                }
                y = rest;
            }
        });
    });
}

/// Writes the gradient with respect to x to dx, or adds it if `accumulate`.
///
/// # Panics
/// As [`forward`].
pub fn grad_input<E: Float>(s: Conv1dSizes, dy: &[E], w: &[E], dx: &mut [E], accumulate: bool) {
    s.assert_lengths(dx, w, dy);
    let tap_len = packed_len(s.outputs, s.inputs);
    with_scratch(s.taps * tap_len, |packed| {
        for tap in 0..s.taps {
            let w = Matrix { data: &w[tap * s.inputs * s.outputs..], row: 1, col: s.outputs };
            pack(s.outputs, s.inputs, w, &mut packed[tap * tap_len..]);
        }
        let packed = &*packed;
        parallel::for_each_chunk(dx, CHUNK * s.inputs, s.work(), |first, mut dx| {
            for (item, inputs) in segments(first * CHUNK, dx.len() / s.inputs, s.length) {
                let (out, rest) = std::mem::take(&mut dx).split_at_mut(inputs.len() * s.inputs);
                if !accumulate {
                    out.fill(E::ZERO);
                }
                let dy = &dy[item * s.steps * s.outputs..];
                for tap in 0..s.taps {
                    let rows = s.steps_reading(tap, &inputs);
                    if rows.is_empty() {
                        continue;
                    }
                    let a = Matrix { data: &dy[rows.start * s.outputs..], row: s.outputs, col: 1 };
                    let panels = Panels::packed(&packed[tap * tap_len..], s.outputs);
                    let out = &mut out[(s.read_by(tap, rows.start) - inputs.start) * s.inputs..];
                    product(rows.len(), s.outputs, s.inputs, a, panels, out, s.stride * s.inputs, false);
                }
                dx = rest;
            }
        });
    });
}

/// Writes the gradient with respect to w to dw, or adds it if `accumulate`.
///
/// # Panics
/// As [`forward`].
pub fn grad_weight<E: Float>(s: Conv1dSizes, x: &[E], dy: &[E], dw: &mut [E], accumulate: bool) {
    s.assert_lengths(x, dw, dy);
    let item_len = packed_len(s.steps, s.outputs);
    with_scratch(s.batch * item_len, |packed| {
        for item in 0..s.batch {
            let dy = Matrix { data: &dy[item * s.steps * s.outputs..], row: s.outputs, col: 1 };
            pack(s.steps, s.outputs, dy, &mut packed[item * item_len..]);
        }
        let packed = &*packed;
        parallel::for_each_chunk(dw, CHUNK * s.outputs, s.work(), |first, dw| {
            if !accumulate {
                dw.fill(E::ZERO);
            }
            for item in 0..s.batch {
                let x = &x[item * s.length * s.inputs..];
                let mut dw = &mut *dw;
                for (tap, channels) in segments(first * CHUNK, dw.len() / s.outputs, s.inputs) {
                    let (out, rest) = std::mem::take(&mut dw).split_at_mut(channels.len() * s.outputs);
                    let rows = s.steps_reading(tap, &(0..s.length));
                    if !rows.is_empty() {
                        let a = &x[s.read_by(tap, rows.start) * s.inputs + channels.start..];
                        let a = Matrix { data: a, row: 1, col: s.stride * s.inputs };
                        let panels = Panels::packed(&packed[item * item_len..], s.steps).starting_at(rows.start);
                        product(channels.len(), rows.len(), s.outputs, a, panels, out, s.outputs, false);
                    }
                    dw = rest;
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::parallel::with_threads;
    use crate::kernels::random::sample;

    /// Calls `f(x index, w index, y index)` for every product of the definition.
    fn for_each_product(s: Conv1dSizes, mut f: impl FnMut(usize, usize, usize)) {
        for (b, t, tap) in
            (0..s.batch).flat_map(|b| (0..s.steps).flat_map(move |t| (0..s.taps).map(move |tap| (b, t, tap))))
        {
            let at = (t * s.stride + tap * s.dilation).checked_sub(s.padding).filter(|&at| at < s.length);
            let Some(at) = at else { continue };
            for c in 0..s.inputs {
                for o in 0..s.outputs {
                    f(
                        (b * s.length + at) * s.inputs + c,
                        (tap * s.inputs + c) * s.outputs + o,
                        (b * s.steps + t) * s.outputs + o,
                    );
                }
            }
        }
    }

    /// Batch, length, inputs, outputs, taps, stride, padding, dilation, steps.
    const CASES: [[usize; 9]; 14] = [
        [0, 5, 2, 3, 2, 1, 0, 1, 4],
        [2, 0, 2, 3, 2, 1, 3, 1, 2],
        [2, 5, 0, 3, 2, 1, 0, 1, 4],
        [2, 5, 2, 0, 2, 1, 0, 1, 4],
        [2, 5, 2, 3, 2, 1, 0, 1, 0],
        [1, 1, 1, 1, 1, 1, 0, 1, 1],
        [2, 9, 5, 7, 3, 1, 2, 1, 9],
        [3, 17, 8, 17, 3, 1, 8, 4, 17],
        [2, 20, 3, 4, 5, 3, 2, 2, 7],
        [2, 7, 6, 16, 2, 4, 0, 1, 3],
        [1, 100, 13, 33, 3, 1, 1, 1, 100],
        [4, 50, 16, 64, 3, 1, 4, 2, 50],
        [2, 6, 4, 5, 4, 1, 20, 9, 31],
        [1, 400, 65, 8, 7, 2, 3, 1, 200],
    ];

    /// Compares a pass with sums of products at the places that `place` gives: output, and both factors.
    fn check<E: Float>(
        s: Conv1dSizes,
        before: &[E],
        factors: [&[E]; 2],
        place: impl Fn(usize, usize, usize) -> [usize; 3],
        start: impl Fn(usize) -> E,
        kernel: impl Fn(&mut [E]) + Sync,
    ) {
        let mut expected: Vec<E> = (0..before.len()).map(start).collect();
        let mut terms = vec![1; before.len()];
        for_each_product(s, |x, w, y| {
            let [to, a, b] = place(x, w, y);
            expected[to] += factors[0][a] * factors[1][b];
            terms[to] += 1;
        });
        let run = |threads| {
            let mut out = before.to_vec();
            with_threads(threads, || kernel(&mut out));
            out
        };
        let out = run(1);
        assert!(out == run(2), "same_for_any_thread_count: {s:?}");
        for ((value, expected), terms) in out.iter().zip(expected).zip(terms) {
            // One rounding per term, at most 1 each, in partial sums that random signs keep small.
            let tolerance = E::EPSILON * E::from_usize(terms);
            assert!((*value - expected).abs() <= tolerance, "{} {s:?}: {value} {expected}", E::NAME);
        }
    }

    fn check_all<E: Float>() {
        for [batch, length, inputs, outputs, taps, stride, padding, dilation, steps] in CASES {
            let s = Conv1dSizes { batch, length, inputs, outputs, taps, stride, padding, dilation, steps };
            let x = sample::<E>(1, batch * length * inputs);
            let w = sample::<E>(2, taps * inputs * outputs);
            let y = sample::<E>(3, batch * steps * outputs);
            let bias = sample::<E>(4, outputs);
            check(s, &y, [&x, &w], |x, w, y| [y, x, w], |_| E::ZERO, |y| forward(s, &x, &w, None, y));
            check(s, &y, [&x, &w], |x, w, y| [y, x, w], |i| bias[i % outputs], |y| forward(s, &x, &w, Some(&bias), y));
            for accumulate in [false, true] {
                let start = |before: E| if accumulate { before } else { E::ZERO };
                check(
                    s,
                    &x,
                    [&y, &w],
                    |x, w, y| [x, y, w],
                    |i| start(x[i]),
                    |dx| grad_input(s, &y, &w, dx, accumulate),
                );
                check(
                    s,
                    &w,
                    [&x, &y],
                    |x, w, y| [w, x, y],
                    |i| start(w[i]),
                    |dw| grad_weight(s, &x, &y, dw, accumulate),
                );
            }
        }
    }

    #[test]
    fn matches_reference() {
        check_all::<f32>();
        check_all::<f64>();
    }
}
