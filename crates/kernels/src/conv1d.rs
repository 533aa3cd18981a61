//! One-dimensional convolution, channels last:
//! `y[b,t,o] = bias[o] + Σ_tap Σ_c x[b, t·stride + tap·dilation − padding, c] · w[tap,c,o]`.
//!
//! x is `[batch, length, inputs]`, w `[taps, inputs, outputs]`, y `[batch, steps, outputs]`; outside the signal x is
//! zero. This is one product of matrices whose rows are steps, `stride · inputs` apart in x. Sums stay in registers over
//! all taps; each tap starts a few rows later in x. Output steps are split into runs; all steps of a run have the same taps inside the signal. So the
//! signal is read in place, without a padded copy or a copy of each window (im2col). With a stride of 1 the gradient of the input is a convolution of
//! dy, with the taps in reverse and w transposed. The gradient of the weight is, per tap, a product of xᵀ and dy, summed over the batch in order; a
//! long batch is summed in two halves. The gradient of the bias is `reduce::sum_axis` of dy.

mod sizes;
mod weight;

use std::ops::Range;

pub use self::sizes::Conv1dSizes;
use self::weight::WeightGradient;
use super::elementwise;
use super::matmul::{
    Ahead, Block, Epilogue, Matrix, Packed, for_each_box, is_long_sum, pack, pack_rows, packed_len, run_block,
    tile_size,
};
use super::parallel::{self, Grain, segments};
use super::real::Real;
use super::scratch::with_scratch;
use super::sizes::product;

/// The steps that are in both ranges.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

/// Writes the convolution of x and w, plus the bias if there is one, to y.
///
/// # Panics
/// If the length of a slice does not match the sizes.
pub fn forward<E: Real>(s: Conv1dSizes, x: &[E], w: &[E], bias: Option<&[E]>, y: &mut [E]) {
    with_scratch(packed_len::<E>(product([s.taps, s.inputs]), s.outputs), |scratch| {
        let w = pack_weight(s, w, scratch);
        forward_packed(s, x, &w, y, false, Epilogue { bias, relu: false });
    });
}

/// Packs a weight for [`forward_packed`], as a matrix of `taps · inputs` rows.
///
/// # Panics
/// If the length of a slice does not match the sizes.
fn pack_weight<'a, E: Real>(s: Conv1dSizes, w: &[E], out: &'a mut [E]) -> Packed<'a, E> {
    assert_eq!(w.len(), product([s.taps, s.inputs, s.outputs]), "w is [taps, inputs, outputs]");
    pack(product([s.taps, s.inputs]), s.outputs, Matrix { data: w, row: s.outputs, col: 1 }, out)
}

/// Writes the convolution of x and a weight to y, or adds it if `accumulate`. The weight is packed as a matrix of `taps · inputs` rows.
///
/// # Panics
/// If the size of an operand does not match the sizes.
pub fn forward_packed<E: Real>(
    s: Conv1dSizes,
    x: &[E],
    w: &Packed<'_, E>,
    y: &mut [E],
    accumulate: bool,
    epilogue: Epilogue<'_, E>,
) {
    assert_eq!(w.sizes(), (product([s.taps, s.inputs]), s.outputs), "w was packed for another convolution");
    s.assert_lengths(x.len(), product([s.taps, s.inputs, s.outputs]), y.len());
    let (full, width) = tile_size::<E>();
    let block = Block {
        items: s.batch,
        rows: s.steps,
        whole_rows: s.steps,
        cols: s.outputs,
        taps: s.taps,
        depth: s.inputs,
        a: x.as_ptr(),
        a_item: s.length * s.inputs,
        a_strip: full.wrapping_mul(s.step_distance()),
        a_row: s.step_distance(),
        // With only one tap, this product is never used and may wrap around.
        a_tap: s.dilation.wrapping_mul(s.inputs),
        a_col: 1,
        b: w.data().as_ptr(),
        b_panel: s.taps * s.inputs * width,
        b_tap: s.inputs * width,
        b_row: width,
        c: y.as_mut_ptr(),
        c_item: s.steps * s.outputs,
        c_row: s.outputs,
        accumulate,
        bias: epilogue.bias_of(s.outputs),
        relu: epilogue.relu,
        next: [Ahead::nothing(); 2],
    };
    for_each_box::<E>(Grain::Coarse, [s.batch, s.steps, s.outputs], s.work(), |items, steps, cols| {
        for (run, taps) in s.runs() {
            let rows = overlap(&run, &steps);
            let first = if rows.is_empty() || taps.is_empty() { 0 } else { s.read_by(taps.start, rows.start) };
            let part = block.part(items.clone(), rows, cols.clone());
            let run = Block {
                taps: taps.len(),
                a: x.as_ptr().wrapping_add((items.start * s.length + first) * s.inputs),
                b: part.b.wrapping_add(taps.start * part.b_tap),
                ..part
            };
            // SAFETY: the taps from `runs` read inside the signal for all of these steps. With the lengths that `assert_lengths` checked, they
            // read inside `x` and inside the panels of `w`. C is the box of these steps in `y`, and the boxes of `for_each_box` do not
            // overlap.
            unsafe { run_block(run) };
        }
    });
}

/// Writes the gradient with respect to x to dx, or adds it if `accumulate`.
///
/// # Panics
/// Same as [`forward`].
pub fn grad_input<E: Real>(s: Conv1dSizes, dy: &[E], w: &[E], dx: &mut [E], accumulate: bool) {
    with_scratch(packed_len::<E>(product([s.taps, s.outputs]), s.inputs), |scratch| {
        let w = pack_weight_turned(s, w, scratch);
        grad_input_packed(s, dy, &w, dx, accumulate);
    });
}

/// Packs a weight for [`grad_input_packed`]: transposed, with its taps in reverse order, as a matrix of `taps · outputs` rows.
///
/// # Panics
/// If the length of a slice does not match the sizes.
fn pack_weight_turned<'a, E: Real>(s: Conv1dSizes, w: &[E], out: &'a mut [E]) -> Packed<'a, E> {
    assert_eq!(w.len(), product([s.taps, s.inputs, s.outputs]), "w is [taps, inputs, outputs]");
    let depth = product([s.taps, s.outputs]);
    if depth == 0 || s.inputs == 0 {
        return Packed::new(depth, s.inputs, out);
    }
    for tap in 0..s.taps {
        let w = Matrix { data: &w[tap * s.inputs * s.outputs..], row: 1, col: s.outputs };
        pack_rows(s.outputs, s.inputs, w, out, (s.taps - 1 - tap) * s.outputs, depth);
    }
    Packed::new(depth, s.inputs, out)
}

/// Like [`grad_input`], but with a packed weight.
fn grad_input_packed<E: Real>(s: Conv1dSizes, dy: &[E], w: &Packed<'_, E>, dx: &mut [E], accumulate: bool) {
    match s.mirrored() {
        Some(mirrored) => forward_packed(mirrored, dy, w, dx, accumulate, Epilogue::default()),
        None => grad_input_by_taps(s, dy, w, dx, accumulate),
    }
}

/// Like [`grad_input_packed`], but tap by tap, for convolutions whose `mirrored` is `None`, such as those with a stride above 1.
fn grad_input_by_taps<E: Real>(s: Conv1dSizes, dy: &[E], w: &Packed<'_, E>, dx: &mut [E], accumulate: bool) {
    assert_eq!(w.sizes(), (product([s.taps, s.outputs]), s.inputs), "w was packed for another convolution");
    s.assert_lengths(dx.len(), product([s.taps, s.inputs, s.outputs]), dy.len());
    let (full, width) = tile_size::<E>();
    parallel::for_each_chunk(dx, s.inputs, s.work(), |first, mut dx| {
        for (item, inputs) in segments(first, dx.len() / s.inputs, s.length) {
            let (out, rest) = std::mem::take(&mut dx).split_at_mut(inputs.len() * s.inputs);
            if !accumulate {
                out.fill(E::ZERO);
            }
            for tap in 0..s.taps {
                let steps = s.steps_reading(tap, &inputs);
                if steps.is_empty() {
                    continue;
                }
                let of_tap = Block {
                    items: 1,
                    rows: steps.len(),
                    whole_rows: s.steps,
                    cols: s.inputs,
                    taps: 1,
                    depth: s.outputs,
                    a: dy[(item * s.steps + steps.start) * s.outputs..].as_ptr(),
                    a_item: 0,
                    a_strip: full * s.outputs,
                    a_row: s.outputs,
                    a_tap: 0,
                    a_col: 1,
                    b: w.data()[(s.taps - 1 - tap) * s.outputs * width..].as_ptr(),
                    b_panel: s.taps * s.outputs * width,
                    b_tap: 0,
                    b_row: width,
                    c: out[(s.read_by(tap, steps.start) - inputs.start) * s.inputs..].as_mut_ptr(),
                    c_item: 0,
                    c_row: s.step_distance(),
                    accumulate: true,
                    bias: std::ptr::null(),
                    relu: false,
                    next: [Ahead::nothing(); 2],
                };
                // SAFETY: `steps_reading` returns steps below `steps`, so A is in `dy`. They read input steps in `inputs`, so C is in `out`,
                // which only this piece borrows. The panels of `w` have the rows of this tap.
                unsafe { run_block(of_tap) };
            }
            dx = rest;
        }
    });
}

/// Writes the gradient with respect to w to dw, or adds it if `accumulate`.
///
/// # Panics
/// Same as [`forward`].
pub fn grad_weight<E: Real>(s: Conv1dSizes, x: &[E], dy: &[E], dw: &mut [E], accumulate: bool) {
    s.assert_lengths(x.len(), dw.len(), dy.len());
    let pieces = Grain::Whole.pieces(s.work());
    if s.batch < 2 || !is_long_sum(s.batch.saturating_mul(s.steps), s.inputs, s.outputs) {
        let whole = WeightGradient::new(s, x, dy, dw, accumulate);
        return parallel::for_each_piece(pieces, s.work(), |piece| {
            // SAFETY: `for_each_piece` calls this once for each piece below `pieces`.
            unsafe { whole.run_piece(piece, pieces) };
        });
    }
    with_scratch(dw.len(), |sums| {
        let half = s.batch / 2;
        let (x, rest_of_x) = x.split_at(half * s.length * s.inputs);
        let (dy, rest_of_dy) = dy.split_at(half * s.steps * s.outputs);
        let halves = [
            WeightGradient::new(Conv1dSizes { batch: half, ..s }, x, dy, dw, accumulate),
            WeightGradient::new(Conv1dSizes { batch: s.batch - half, ..s }, rest_of_x, rest_of_dy, sums, false),
        ];
        let each = pieces.div_ceil(2);
        parallel::for_each_piece(2 * each, s.work(), |piece| {
            // SAFETY: `for_each_piece` calls this once for each piece. Each half has `each` pieces and writes to separate memory.
            unsafe { halves[piece / each].run_piece(piece % each, each) };
        });
        elementwise::accumulate(sums, dw);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;
    use crate::sizes::refuses;

    /// Calls `f(x index, w index, y index)` for every product x·w in the definition of the convolution.
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

    /// Each case is [batch, length, inputs, outputs, taps, stride, padding, dilation, steps].
    const CASES: [[usize; 9]; 15] = [
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
        // This batch is long enough to be summed in two halves.
        [9, 120, 3, 37, 3, 1, 4, 2, 120],
    ];

    /// Compares a pass with sums of products. `place` gives the indices of the output and of both factors.
    fn check<E: Real>(
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
            // Each term, at most 1, adds one rounding; random signs keep the partial sums small.
            let tolerance = E::EPSILON * E::from_usize(terms);
            assert!((*value - expected).abs() <= tolerance, "{} {s:?}: {value} {expected}", E::NAME);
        }
    }

    fn check_all<E: Real>() {
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

    #[test]
    fn steps_that_read_nothing_may_be_any_distance_apart() {
        // The first step reads the signal; all later steps are after its end.
        let s = Conv1dSizes {
            batch: 1,
            length: 1,
            inputs: 2,
            outputs: 3,
            taps: 1,
            stride: usize::MAX / 16,
            padding: 0,
            dilation: 1,
            steps: 1000,
        };
        let (w, bias) = ([1.0_f32, 2.0, 3.0, 4.0, 5.0, 6.0], [0.5, 0.25, 0.125]);
        let mut y = vec![f32::NAN; 3000];
        forward(s, &[1.0, 10.0], &w, Some(&bias), &mut y);
        assert_eq!(y[..3], [41.5, 52.25, 63.125]);
        assert!(y[3..].chunks(3).all(|y| y == bias));
    }

    const SIZES: Conv1dSizes = Conv1dSizes {
        batch: 2,
        length: 9,
        inputs: 3,
        outputs: 4,
        taps: 3,
        stride: 1,
        padding: 1,
        dilation: 1,
        steps: 9,
    };

    /// Whether the passes over slices of these lengths panic. Either all of them must, or none.
    fn all_refuse(s: Conv1dSizes, [x, w, y]: [usize; 3]) -> bool {
        let (x, w, y) = (vec![0.0_f32; x], vec![0.0; w], vec![0.0; y]);
        let mut outs = (x.clone(), w.clone(), y.clone());
        let refused = [
            refuses(|| forward(s, &x, &w, None, &mut outs.2)),
            refuses(|| grad_input(s, &y, &w, &mut outs.0, false)),
            refuses(|| grad_weight(s, &x, &y, &mut outs.1, false)),
        ];
        assert!(refused.iter().all(|&one| one == refused[0]), "{s:?}: {refused:?}");
        refused[0]
    }

    #[test]
    fn slices_that_do_not_fit_the_sizes_are_refused() {
        let lens = [2 * 9 * 3, 3 * 3 * 4, 2 * 9 * 4];
        for stride in [1, 2] {
            let s = Conv1dSizes { stride, ..SIZES };
            assert!(!all_refuse(s, lens));
            for (wrong, by) in (0..3).flat_map(|wrong| [(wrong, 1), (wrong, usize::MAX)]) {
                let mut lens = lens;
                lens[wrong] = lens[wrong].wrapping_add(by);
                assert!(all_refuse(s, lens), "{lens:?}");
            }
        }
        let mut y = [0.0_f32; 72];
        assert!(refuses(|| forward(SIZES, &[0.0; 54], &[0.0; 36], Some(&[0.0; 3]), &mut y)));
    }

    #[test]
    fn sizes_that_overflow_are_refused() {
        let lens = [2 * 9 * 3, 3 * 3 * 4, 2 * 9 * 4];
        let half = 1 << 63;
        for s in [
            Conv1dSizes { batch: 2 + half, ..SIZES },
            Conv1dSizes { length: 9 + half, ..SIZES },
            Conv1dSizes { steps: 9 + half, ..SIZES },
            Conv1dSizes { padding: usize::MAX - 3, ..SIZES },
        ] {
            assert!(all_refuse(s, lens), "{s:?}");
        }
        assert!(
            all_refuse(Conv1dSizes { inputs: 3 + half, ..SIZES }, lens)
                && all_refuse(Conv1dSizes { stride: 0, ..SIZES }, lens)
        );
    }

    #[test]
    fn taps_and_steps_beyond_the_largest_number_read_zeros() {
        let (x, w) = ([1.0_f32; 54], [1.0; 36]);
        for (stride, dilation) in
            [(usize::MAX, 1), (1, usize::MAX), (usize::MAX / 2, usize::MAX / 3), (1 << 63, 1 << 63)]
        {
            let s = Conv1dSizes { stride, dilation, ..SIZES };
            let mut y = [f32::NAN; 72];
            forward(s, &x, &w, None, &mut y);
            assert!(y.iter().all(|&y| [0.0, 3.0, 6.0].contains(&y)), "{stride} {dilation}: {y:?}");
            let (mut dx, mut dw) = ([f32::NAN; 54], [f32::NAN; 36]);
            grad_input(s, &y, &w, &mut dx, false);
            grad_weight(s, &x, &y, &mut dw, false);
            assert!(dx.iter().chain(&dw).all(|value| value.is_finite()), "{stride} {dilation}");
        }
    }

    #[test]
    fn a_weight_packed_for_another_convolution_is_refused() {
        let mut panels = vec![0.0_f32; packed_len::<f32>(9, 4)];
        let packed = pack_weight(SIZES, &[0.0; 36], &mut panels);
        let mut y = [0.0; 72];
        let mut run = |s| refuses(|| forward_packed(s, &[0.0; 54], &packed, &mut y, false, Epilogue::default()));
        assert!(!run(SIZES));
        assert!(run(Conv1dSizes { taps: 2, ..SIZES }) && run(Conv1dSizes { taps: 3 + (1 << 63), ..SIZES }));
    }
}
