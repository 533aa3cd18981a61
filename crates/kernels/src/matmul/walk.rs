//! The walk over the parts of a product, in an order that keeps operands in the caches until they are read again.
//!
//! In a model the operands are cold, since one training step touches more memory than the caches hold. So while the walk works on one
//! part, it prefetches the operands of the next. Products with 64 columns or terms take 8 to 20 % less time that way.

use super::ahead::{Ahead, LINE};
use super::block::{Block, Part};
use super::tile::{PANELS_OF_A_ROW, Panel};
use super::tile_size::{rows_for_width, tile_rows};
use crate::lanes::{LaneRoutine, Lanes, run_lanes};
use crate::real::Real;

/// Panels of up to this many bytes fit a 32 KiB L1 cache, so the next panels are prefetched into L1 too. Larger panels stream from L2
/// for each tile, and the hardware prefetcher fetches them; our own prefetches evicted data in use.
const NEAR: usize = 24 * 1024;

/// The largest sizes of a part of the walk.
#[derive(Clone, Copy)]
pub(crate) struct Steps {
    /// The number of rows that are multiplied by one panel before the next panel is taken. They stay in the L2 cache.
    rows: usize,
    /// The maximum length of a block of k.
    pub(crate) depth: usize,
}

impl Steps {
    /// The steps for a product whose A has `rows` rows. Either A is in strips, or its columns are `a_col` apart.
    ///
    /// With long blocks of k, a tile of C is loaded and stored less often; with short ones, more of A and B is still in L1. Contiguous rows
    /// run best with long blocks. For strips 384 is a compromise: 192 took up to 8 % less time with one thread, and up to 15 % more with two.
    /// If columns are far apart, each step along k touches a different cache line of A, and short blocks keep these lines in L1.
    #[inline(always)]
    pub(crate) fn of<E>(in_strips: bool, a_col: usize, rows: usize) -> Steps {
        if in_strips {
            Steps { rows: 144, depth: 384 }
        } else if a_col == 1 {
            Steps { rows: 144, depth: 768 }
        } else {
            Steps { rows: 512, depth: (32 * 1024 / size_of::<E>() / rows.max(1)).clamp(128, 384) }
        }
    }

    /// How many whole taps of `depth` terms one block of k holds, where a sum has `count` taps. The last tap may go beyond `self.depth` terms.
    #[inline(always)]
    pub(crate) fn taps(&self, count: usize, depth: usize) -> usize {
        equal_steps(count, self.depth.div_ceil(depth))
    }
}

/// Runs a block with the instruction set in use.
///
/// # Safety
/// The block is valid, as [`Block`] defines it, until this returns.
#[inline(always)]
pub(crate) unsafe fn run_block<E: Real>(block: Block<E>) {
    run_lanes(Walk(block));
}

/// The walk over a block.
// Invariant: the block is valid, as `Block` defines it.
struct Walk<E>(Block<E>);

impl<E: Real> LaneRoutine<E> for Walk<E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(mut self) {
        // Change the block in place: a copy would stall on the stores that have just written the block.
        let block = &mut self.0;
        if block.items == 0 || block.rows == 0 || block.cols == 0 {
            return;
        }
        // With few rows in each of many items, tiles take their rows from several items; otherwise no tile would be full.
        if block.rows < block.items && block.rows < tile_rows::<V>() {
            std::mem::swap(&mut block.items, &mut block.rows);
            std::mem::swap(&mut block.a_item, &mut block.a_row);
            block.a_strip = tile_rows::<V>() * block.a_row;
            std::mem::swap(&mut block.c_item, &mut block.c_row);
        }
        // An empty sum still writes C: it is one part without terms.
        let is_empty = block.taps == 0 || block.depth == 0;
        let (taps, depth) = if is_empty { (1, 0) } else { (block.taps, block.depth) };
        let in_strips = block.in_strips(tile_rows::<V>());
        let most = Steps::of::<E>(in_strips, block.a_col, block.whole_rows);
        let sizes = [block.items, block.rows, taps, depth.max(1)];
        let steps = [
            (most.rows / block.rows).max(1),
            equal_steps(block.rows, most.rows).next_multiple_of(tile_rows::<V>()),
            most.taps(taps, depth.max(1)),
            equal_steps(depth.max(1), most.depth),
        ];
        // `black_box` hides that these are multiples of one distance. If the compiler knew this, it would step from row to row by a chain of
        // dependent additions, which takes as long as the multiply-adds. This way the address of a row takes one addition.
        let [three, six, nine] = std::hint::black_box([3usize, 6, 9].map(|rows| rows.wrapping_mul(block.a_row)));
        let part_at = |at: [usize; 4]| {
            let [items, rows, taps, mut depths] =
                [0, 1, 2, 3].map(|axis| at[axis]..sizes[axis].min(at[axis] + steps[axis]));
            depths.end = depths.end.min(depth);
            Part {
                first: taps.start + depths.start == 0,
                last: taps.end == sizes[2] && depths.end == depth,
                items,
                rows,
                taps,
                depth: depths,
                threes: [0, three, six, nine],
            }
        };
        let mut at = [0; 4];
        loop {
            let part = part_at(at);
            let more = (0..4).rev().any(|axis| {
                at[axis] += steps[axis];
                let is_inside = at[axis] < sizes[axis];
                at[axis] *= usize::from(is_inside);
                is_inside
            });
            let next = match more {
                true if in_strips => [Ahead::nothing(); 2],
                true => [block.ahead(&part_at(at)), Ahead::nothing()],
                false => block.next,
            };
            // SAFETY: the block is valid by the invariant of `Walk`, also with items and rows exchanged, and `part_at` keeps each range of
            // the part within the block.
            unsafe { block.panels::<V>(&part, next) };
            if !more {
                break;
            }
        }
    }
}

/// The length of a step, if `count` is split into the fewest equal steps of at most `longest`.
#[inline(always)]
pub(crate) fn equal_steps(count: usize, longest: usize) -> usize {
    count.div_ceil(count.div_ceil(longest))
}

impl<E: Real> Block<E> {
    /// The elements of A that a part reads, for prefetching. Only for an A that is not in strips.
    #[inline(always)]
    fn ahead(&self, part: &Part) -> Ahead<E> {
        if part.items.len() > 1 {
            return Ahead::nothing();
        }
        // The distance to an element that is never read may wrap around.
        let start = [
            (part.items.start, self.a_item),
            (part.rows.start, self.a_row),
            (part.taps.start, self.a_tap),
            (part.depth.start, self.a_col),
        ]
        .into_iter()
        .fold(0usize, |start, (steps, step)| start.wrapping_add(steps.wrapping_mul(step)));
        // Later taps read up to `reach` rows further than the first.
        let reach = (part.taps.len() - 1).saturating_mul(self.a_tap) / self.a_row.max(1);
        let reach = if self.a_col == 1 { reach.min(part.rows.len()) } else { 0 };
        let sizes = (part.rows.len() + reach, part.depth.len());
        Ahead::new(self.a.wrapping_add(start), sizes, (self.a_row, self.a_col))
    }

    /// Computes the tiles of one part, panel by panel.
    ///
    /// # Safety
    /// The block is valid, as [`Block`] defines it, and the part is within it.
    #[inline(always)]
    unsafe fn panels<V: Lanes<Element = E>>(&self, part: &Part, mut next: [Ahead<E>; 2]) {
        let width = 2 * V::WIDTH;
        let contiguous = self.b_row == width && (part.taps.len() == 1 || self.b_tap == part.depth.len() * width);
        let lines = part.taps.len() * part.depth.len() * width * size_of::<E>() / LINE;
        let next_lines = next[0].lines() + next[1].lines();
        let tiles_for_width = |vectors| part.items.len() * part.rows.len().div_ceil(rows_for_width::<V>(vectors));
        let next_slice =
            if next_lines == 0 { 0 } else { next_lines.div_ceil(tiles_for_width(2) * self.cols.div_ceil(width)) };
        let mut left = 0;
        while left < self.cols {
            // The addition wraps, because B may be an empty slice if the sum is empty.
            let b = self.b.wrapping_add(left / width * self.b_panel);
            let b = b.wrapping_add(part.taps.start * self.b_tap + part.depth.start * self.b_row);
            let cols = self.cols - left;
            let panels = match part.rows.len() {
                1 if cols >= PANELS_OF_A_ROW * width => PANELS_OF_A_ROW,
                2.. if const { V::REGISTERS >= 16 } && cols >= 2 * width => 2,
                _ => 1,
            };
            // While these panels are in use, each tile prefetches a slice of the next ones.
            let is_near = contiguous && panels * lines * LINE <= NEAR;
            let slice = if is_near && cols > panels * width { lines.div_ceil(tiles_for_width(2 * panels)) } else { 0 };
            let ahead = b.wrapping_add(panels * self.b_panel);
            // The invariant of `Panel` follows from this function's safety contract.
            let mut panel = Panel { block: self, part, left, b, ahead, slice, next: &mut next, next_slice };
            match panels {
                1 if cols <= V::WIDTH => panel.narrow::<V>(),
                1 => panel.tiles::<V, 2>(),
                2 => panel.tiles::<V, 4>(),
                _ => panel.row::<V>(),
            }
            left += panels * width;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Array, Vectorized};
    use crate::matmul::Matrix;
    use crate::matmul::pack::Panels;
    use crate::random::{sample, uniform_at};

    /// One of many products with random sizes, strides of A, initial values of C and epilogues.
    struct Case(u64);

    impl Case {
        fn choose<T: Copy>(&self, what: u64, from: &[T]) -> T {
            from[(uniform_at(self.0, what, 0) * from.len() as f64) as usize]
        }
    }

    impl<E: Real> LaneRoutine<E> for Case {
        type Output = ();

        fn run<V: Lanes<Element = E>>(self) {
            let (full, width) = (tile_rows::<V>(), 2 * V::WIDTH);
            let items = self.choose(0, &[1, 1, 1, 2, 5]);
            let rows = self.choose(1, &[1, 2, 3, 5, 6, 7, 8, 11, 12, 13, 23, 25, 47, 150]);
            let cols = self.choose(2, &[1, 3, 7, 8, 9, 16, 17, 31, 32, 33, 65, 130]);
            let taps = self.choose(3, &[0, 1, 1, 2, 3, 7]);
            let depth = self.choose(4, &[0, 1, 2, 7, 8, 17, 64, 400]);
            let k = taps * depth;
            // Strips, whose rows are adjacent, exist only for single items. The last case has overlapping taps, like a convolution.
            let (in_strips, a_row, a_col, a_tap) = match self.choose(5, &[0, 1, 2, 3]) {
                0 if items == 1 => (true, 1, full, depth * full),
                1 => (false, 1, rows + 3, 2 * (rows + 3)),
                2 => (false, depth + 2, 1, 2 * (depth + 2)),
                _ => (false, depth + 2, 1, 3),
            };
            let a_strip = if in_strips { (k + 1) * full } else { full * a_row };
            let a_item = rows.div_ceil(full) * a_strip + k * a_col + taps * a_tap;
            let a: Vec<E> = sample(self.0, items * a_item + 1);
            let b: Vec<E> = sample(self.0 + 1000, k * cols);
            let bias: Vec<E> = sample(self.0 + 2000, cols);
            let (c_row, gap) = (cols + 3, 2);
            let c_item = rows * c_row + gap;
            let before: Vec<E> = sample(self.0 + 3000, items * c_item);
            let accumulate = self.choose(6, &[false, true]);
            let bias_at = self.choose(7, &[std::ptr::null(), bias.as_ptr()]);
            let relu = self.choose(8, &[false, true]);

            let b_panel = k * width;
            let mut panels = vec![E::NAN; cols.div_ceil(width) * b_panel];
            let from = Matrix { data: &b, row: cols, col: 1 };
            Panels { rows: k, cols, from, to: &mut panels, first: 0, depth: k }.run::<V>();
            let mut c = before.clone();
            let block = Block {
                items,
                rows,
                whole_rows: rows,
                cols,
                taps,
                depth,
                a: a.as_ptr(),
                a_item,
                a_strip,
                a_row,
                a_tap,
                a_col,
                b: panels.as_ptr(),
                b_panel,
                b_tap: depth * width,
                b_row: width,
                c: c.as_mut_ptr(),
                c_item,
                c_row,
                accumulate,
                bias: bias_at,
                relu,
                next: [Ahead::new(a.as_ptr(), (rows, depth), (a_row, a_col)), Ahead::nothing()],
            };
            Walk(block).run::<V>();

            let mut expected = before;
            for (item, i, j) in (0..items).flat_map(|t| (0..rows).flat_map(move |i| (0..cols).map(move |j| (t, i, j))))
            {
                let value = &mut expected[item * c_item + i * c_row + j];
                let mut sum = if accumulate { value.to_f64() } else { 0.0 };
                sum += if bias_at.is_null() { 0.0 } else { bias[j].to_f64() };
                for (tap, p) in (0..taps).flat_map(|tap| (0..depth).map(move |p| (tap, p))) {
                    let a = a[item * a_item + i / full * a_strip + i % full * a_row + tap * a_tap + p * a_col];
                    sum += a.to_f64() * b[(tap * depth + p) * cols + j].to_f64();
                }
                *value = E::from_f64(if relu { sum.max(0.0) } else { sum });
            }
            for (at, (value, expected)) in c.iter().zip(&expected).enumerate() {
                // Each term, at most 1, adds one rounding; random signs keep the partial sums small.
                let tolerance = E::EPSILON * E::from_usize(k + 3);
                assert!((*value - *expected).abs() <= tolerance, "case {} at {at}: {value} {expected}", self.0);
            }
        }
    }

    const CASES: u64 = 150;

    #[test]
    fn matches_reference_for_every_vector() {
        for case in 0..CASES {
            f32::run_lanes(Case(case));
            Case(case).run::<Array<f32, 8>>();
            // Arrays replace registers that this machine may lack.
            Case(case).run::<Array<f32, 16>>();
            Case(case).run::<Array<f64, 8>>();
        }
    }
}
