//! One-dimensional convolution, channels last:
//! `y[b,t,o] = bias[o] + Σ_tap Σ_c x[b, t·stride + tap·dilation − padding, c] · w[tap,c,o]`.
//!
//! x is `[batch, length, inputs]`, w `[taps, inputs, outputs]`, y `[batch, steps, outputs]`; outside the signal x is
//! zero. This is one product of matrices whose rows are steps, `stride · inputs` apart in x: sums stay in registers over
//! all taps, each of which reads x a few rows further on. Steps are cut where another set of taps lies inside the signal.
//! So the signal is read in place: there is no im2col and no padded copy. With a stride of 1 the gradient of the input is
//! a convolution of dy, with the taps in reverse and w transposed. The gradient of the weight is, per tap, a product of xᵀ
//! and dy, summed over the batch in order, or over both halves of a long one. The gradient of the bias is `reduce::sum_axis` of dy.

use std::ops::Range;

use super::elementwise;
use super::lanes::run_lanes;
use super::matmul::{
    Ahead, Block, Epilogue, Matrix, Packed, Steps, belongs_in_strips, for_each_box, is_long_sum, pack, pack_rows,
    pack_strips, packed_len, strips_len, tile_size,
};
use super::parallel::{self, Grain, segments};
use super::real::Real;
use super::scratch::with_scratch;

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

    /// The output steps in runs for which the same taps lie inside the signal, with these taps.
    fn runs(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let mut start = 0;
        std::iter::from_fn(move || {
            if start == self.steps {
                return None;
            }
            // Each tap reads further on than the one before, so those inside the signal are neighbours. The run ends where the last
            // of them leaves it, or where the one before the first comes in.
            let first = self.padding.saturating_sub(start * self.stride).div_ceil(self.dilation).min(self.taps);
            let behind = (self.length + self.padding).saturating_sub(start * self.stride);
            let after = behind.div_ceil(self.dilation).clamp(first, self.taps);
            let signal = 0..self.length;
            let mut end = self.steps;
            if first < after {
                end = end.min(self.steps_reading(after - 1, &signal).end);
            }
            if first > 0 {
                end = end.min(self.steps_reading(first - 1, &signal).start);
            }
            let run = start..end;
            start = end;
            Some((run, first..after))
        })
    }

    /// The convolution that turns dy into dx, if there is one.
    fn mirrored(self) -> Option<Self> {
        let reach = self.taps.saturating_sub(1) * self.dilation;
        let mirrored = Self {
            length: self.steps,
            inputs: self.outputs,
            outputs: self.inputs,
            padding: reach.checked_sub(self.padding)?,
            steps: self.length,
            ..self
        };
        (self.stride == 1).then_some(mirrored)
    }

    /// Floating-point operations of a pass.
    fn work(&self) -> usize {
        parallel::work_of(&[2, self.batch, self.steps, self.taps, self.inputs, self.outputs])
    }

    /// How far apart in x the steps read. Wrapping, because a single step may have any stride.
    fn step_distance(&self) -> usize {
        self.stride.wrapping_mul(self.inputs)
    }

    fn assert_lengths(&self, x: usize, w: usize, y: usize) {
        assert_eq!(x, self.batch * self.length * self.inputs, "x is [batch, length, inputs]");
        assert_eq!(w, self.taps * self.inputs * self.outputs, "w is [taps, inputs, outputs]");
        assert_eq!(y, self.batch * self.steps * self.outputs, "y is [batch, steps, outputs]");
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
pub fn forward<E: Real>(s: Conv1dSizes, x: &[E], w: &[E], bias: Option<&[E]>, y: &mut [E]) {
    with_scratch(packed_len::<E>(s.taps * s.inputs, s.outputs), |scratch| {
        let w = pack_weight(s, w, scratch);
        forward_packed(s, x, &w, y, false, Epilogue { bias, relu: false });
    });
}

/// Packs a weight for [`forward_packed`]: as a matrix of `taps · inputs` rows, see [`packed_len`].
///
/// # Panics
/// If a slice has another length than the sizes say.
pub fn pack_weight<'a, E: Real>(s: Conv1dSizes, w: &[E], out: &'a mut [E]) -> Packed<'a, E> {
    pack(s.taps * s.inputs, s.outputs, Matrix { data: w, row: s.outputs, col: 1 }, out)
}

/// Writes the convolution of x and a packed weight to y, or adds it if `accumulate`.
///
/// # Panics
/// If an operand has another size than the sizes say.
pub fn forward_packed<E: Real>(
    s: Conv1dSizes,
    x: &[E],
    w: &Packed<'_, E>,
    y: &mut [E],
    accumulate: bool,
    epilogue: Epilogue<'_, E>,
) {
    assert_eq!(w.sizes(), (s.taps * s.inputs, s.outputs), "w is packed for another convolution");
    s.assert_lengths(x.len(), s.taps * s.inputs * s.outputs, y.len());
    let (full, width) = tile_size::<E>();
    // The invariant of `Block` holds for each run of steps with its taps, since these read inside the signal.
    let block = Block {
        items: s.batch,
        rows: s.steps,
        cols: s.outputs,
        taps: s.taps,
        depth: s.inputs,
        a: x.as_ptr(),
        a_item: s.length * s.inputs,
        a_strip: full.wrapping_mul(s.step_distance()),
        a_row: s.step_distance(),
        // Wrapping, because a single tap may have any dilation.
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
            run_lanes(Block {
                taps: taps.len(),
                a: x.as_ptr().wrapping_add((items.start * s.length + first) * s.inputs),
                b: part.b.wrapping_add(taps.start * part.b_tap),
                ..part
            });
        }
    });
}

/// Writes the gradient with respect to x to dx, or adds it if `accumulate`.
///
/// # Panics
/// As [`forward`].
pub fn grad_input<E: Real>(s: Conv1dSizes, dy: &[E], w: &[E], dx: &mut [E], accumulate: bool) {
    with_scratch(packed_len::<E>(s.taps * s.outputs, s.inputs), |scratch| {
        let w = pack_weight_turned(s, w, scratch);
        grad_input_packed(s, dy, &w, dx, accumulate);
    });
}

/// Packs a weight for [`grad_input_packed`]: transposed, its taps in reverse, as a matrix of `taps · outputs` rows.
///
/// # Panics
/// If a slice has another length than the sizes say.
pub fn pack_weight_turned<'a, E: Real>(s: Conv1dSizes, w: &[E], out: &'a mut [E]) -> Packed<'a, E> {
    let depth = s.taps * s.outputs;
    for tap in 0..s.taps {
        let w = Matrix { data: &w[tap * s.inputs * s.outputs..], row: 1, col: s.outputs };
        pack_rows(s.outputs, s.inputs, w, out, (s.taps - 1 - tap) * s.outputs, depth);
    }
    Packed::new(depth, s.inputs, out)
}

/// As [`grad_input`] with a packed weight.
///
/// # Panics
/// If an operand has another size than the sizes say.
pub fn grad_input_packed<E: Real>(s: Conv1dSizes, dy: &[E], w: &Packed<'_, E>, dx: &mut [E], accumulate: bool) {
    match s.mirrored() {
        Some(mirrored) => forward_packed(mirrored, dy, w, dx, accumulate, Epilogue::default()),
        None => grad_input_by_taps(s, dy, w, dx, accumulate),
    }
}

/// [`grad_input_packed`] where steps of dx are not next to each other for a tap.
fn grad_input_by_taps<E: Real>(s: Conv1dSizes, dy: &[E], w: &Packed<'_, E>, dx: &mut [E], accumulate: bool) {
    assert_eq!(w.sizes(), (s.taps * s.outputs, s.inputs), "w is packed for another convolution");
    s.assert_lengths(dx.len(), s.taps * s.inputs * s.outputs, dy.len());
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
                // The invariant of `Block`: the steps lie in dy, and read steps of x that lie in this part of dx.
                run_lanes(Block {
                    items: 1,
                    rows: steps.len(),
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
                });
            }
            dx = rest;
        }
    });
}

/// Writes the gradient with respect to w to dw, or adds it if `accumulate`.
///
/// # Panics
/// As [`forward`].
pub fn grad_weight<E: Real>(s: Conv1dSizes, x: &[E], dy: &[E], dw: &mut [E], accumulate: bool) {
    s.assert_lengths(x.len(), dw.len(), dy.len());
    let pieces = Grain::Whole.pieces(s.work());
    if s.batch < 2 || !is_long_sum(s.batch * s.steps, s.inputs, s.outputs) {
        let whole = WeightGradient::new(s, x, dy, dw, accumulate);
        return parallel::for_each_piece(pieces, s.work(), |piece| whole.run_piece(piece, pieces));
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
        parallel::for_each_piece(2 * each, s.work(), |piece| halves[piece / each].run_piece(piece % each, each));
        elementwise::accumulate(sums, dw);
    });
}

/// The gradient of a weight, a sum over the batch: blocks of items, of which a piece packs its columns of dy, and x if in strips, for
/// all taps.
struct WeightGradient<'a, E> {
    s: Conv1dSizes,
    x: &'a [E],
    dy: &'a [E],
    /// With the sum and the B of no block.
    dw: Block<E>,
    /// The items of a block.
    together: usize,
    in_strips: bool,
}

impl<'a, E: Real> WeightGradient<'a, E> {
    /// Of so many items, to be written or added.
    fn new(s: Conv1dSizes, x: &'a [E], dy: &'a [E], dw: &mut [E], accumulate: bool) -> Self {
        let (full, width) = tile_size::<E>();
        let in_strips = belongs_in_strips(s.inputs, s.outputs);
        let most = Steps::of::<E>(in_strips, s.step_distance(), s.inputs);
        let dw = Block {
            items: s.taps,
            rows: s.inputs,
            cols: s.outputs,
            taps: 0,
            depth: 0,
            a: x.as_ptr(),
            a_item: 0,
            a_strip: full,
            a_row: 1,
            a_tap: s.length * s.inputs,
            a_col: s.step_distance(),
            b: dy.as_ptr(),
            b_panel: 0,
            b_tap: s.steps * width,
            b_row: width,
            c: dw.as_mut_ptr(),
            c_item: s.inputs * s.outputs,
            c_row: s.outputs,
            accumulate,
            bias: std::ptr::null(),
            relu: false,
            next: [Ahead::nothing(); 2],
        };
        WeightGradient { s, x, dy, dw, together: most.taps(s.batch.max(1), s.steps.max(1)), in_strips }
    }

    /// One of so many pieces: some panels of columns.
    fn run_piece(&self, piece: usize, pieces: usize) {
        let Self { s, together, in_strips, .. } = *self;
        let (full, width) = tile_size::<E>();
        let panel = |piece: usize| s.outputs.min(s.outputs.div_ceil(width) * piece / pieces * width);
        let cols = panel(piece)..panel(piece + 1);
        if cols.is_empty() {
            return;
        }
        let panels_len = packed_len::<E>(together * s.steps, cols.len());
        let strips_len = if in_strips { strips_len::<E>(together * s.length, s.inputs) } else { 0 };
        with_scratch(panels_len + strips_len, |scratch| {
            let (panels, strips) = scratch.split_at_mut(panels_len);
            let (x_item, dy_item) = (s.length * s.inputs, s.steps * s.outputs);
            for start in (0..s.batch.max(1)).step_by(together) {
                let items = together.min(s.batch - start);
                let from_dy = start * dy_item + cols.start;
                let from = Matrix { data: self.dy.get(from_dy..).unwrap_or_default(), row: s.outputs, col: 1 };
                let packed = pack(items * s.steps, cols.len(), from, panels);
                let x = &self.x[start * x_item..];
                let next = together.min(s.batch - start - items);
                let next_dy = self.dy.as_ptr().wrapping_add(from_dy + items * dy_item);
                let ahead = [
                    Ahead::new(x.as_ptr().wrapping_add(items * x_item), (next * s.length, s.inputs), (s.inputs, 1)),
                    Ahead::new(next_dy, (next * s.steps, cols.len()), (s.outputs, 1)),
                ];
                let mut block = self.dw.part(0..s.taps, 0..s.inputs, cols.clone());
                (block.taps, block.a, block.b_panel) = (items, x.as_ptr(), items * s.steps * width);
                block.accumulate |= start > 0;
                let mut a_step = s.inputs;
                if in_strips {
                    a_step = full;
                    pack_strips(items * s.length, s.inputs, x, s.inputs, strips);
                    block.a = strips.as_ptr();
                    (block.a_strip, block.a_tap, block.a_col) =
                        (items * s.length * full, s.length * full, s.stride.wrapping_mul(full));
                }
                for tap in 0..s.taps {
                    let steps = s.steps_reading(tap, &(0..s.length));
                    let read = if steps.is_empty() { 0 } else { s.read_by(tap, steps.start) };
                    // The invariant of `Block`: for these steps, the tap reads inside the signal.
                    run_lanes(Block {
                        depth: steps.len(),
                        a: block.a.wrapping_add(read * a_step),
                        b: packed.data().as_ptr().wrapping_add(steps.start * width),
                        next: if tap + 1 == s.taps { ahead } else { block.next },
                        ..block.part(tap..tap + 1, 0..s.inputs, 0..cols.len())
                    });
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

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
        // Long enough for halves.
        [9, 120, 3, 37, 3, 1, 4, 2, 120],
    ];

    /// Compares a pass with sums of products at the places that `place` gives: output, and both factors.
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
            // One rounding per term, at most 1 each, in partial sums that random signs keep small.
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
        // The first step reads the signal, the others lie beyond it.
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
}
