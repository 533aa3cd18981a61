//! The gradient of a convolution's weight: per tap, a product of xᵀ and dy.

use super::sizes::Conv1dSizes;
use crate::matmul::{
    Ahead, Block, Matrix, Steps, belongs_in_strips, pack, pack_strips, packed_len, run_block, strips_len, tile_size,
};
use crate::real::Real;
use crate::scratch::with_scratch;
use crate::sizes::{part_of, product};

/// The gradient of a weight, a sum over the batch. The sum runs over blocks of items: for each block, a piece packs its columns of dy once for
/// all taps, and also x if strips of x are faster to read.
// Invariant: `x`, `dw` and `dy` pass `s.assert_lengths`. While the slice from which it was made is borrowed, `dw` is valid, as `Block` defines it,
// except for its number of taps and for B, which `run_piece` sets.
pub(super) struct WeightGradient<'a, E> {
    s: Conv1dSizes,
    x: &'a [E],
    dy: &'a [E],
    /// The whole gradient, as a block whose sum has no terms and whose pointer to B is never read.
    dw: Block<E>,
    /// The number of batch items per block.
    together: usize,
    in_strips: bool,
}

impl<'a, E: Real> WeightGradient<'a, E> {
    /// Prepares the gradient, which `run_piece` writes to `dw`, or adds to it if `accumulate`.
    ///
    /// # Panics
    /// If the length of a slice does not match the sizes.
    pub(super) fn new(s: Conv1dSizes, x: &'a [E], dy: &'a [E], dw: &mut [E], accumulate: bool) -> Self {
        s.assert_lengths(x.len(), dw.len(), dy.len());
        let (full, width) = tile_size::<E>();
        let in_strips = belongs_in_strips(s.inputs, s.outputs);
        let most = Steps::of::<E>(in_strips, s.step_distance(), s.inputs);
        let dw = Block {
            items: s.taps,
            rows: s.inputs,
            whole_rows: s.inputs,
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

    /// Computes one of `pieces` pieces: some panels of columns.
    ///
    /// # Safety
    /// `piece` is below `pieces`. During the call, no other thread computes the same piece, or a piece of a different split.
    pub(super) unsafe fn run_piece(&self, piece: usize, pieces: usize) {
        let Self { s, together, in_strips, .. } = *self;
        let (full, width) = tile_size::<E>();
        let panels = part_of(s.outputs.div_ceil(width), piece, pieces);
        let cols = s.outputs.min(panels.start * width)..s.outputs.min(panels.end * width);
        if cols.is_empty() {
            return;
        }
        let panels_len = packed_len::<E>(product([together, s.steps]), cols.len());
        let strips_len = if in_strips { strips_len::<E>(product([together, s.length]), s.inputs) } else { 0 };
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
                    let of_tap = Block {
                        depth: steps.len(),
                        a: block.a.wrapping_add(read * a_step),
                        b: packed.data().as_ptr().wrapping_add(steps.start * width),
                        next: if tap + 1 == s.taps { ahead } else { block.next },
                        ..block.part(tap..tap + 1, 0..s.inputs, 0..cols.len())
                    };
                    // SAFETY: `steps_reading` returns the steps for which the tap reads inside the signal, so the rows of A are in `x` or in
                    // its strips. B, from `pack`, has `items · steps` rows. By the invariant of `WeightGradient`, C is the tap's columns of
                    // this piece in `dw`, and the caller promises that no other thread has them.
                    unsafe { run_block(of_tap) };
                }
            }
        });
    }
}
