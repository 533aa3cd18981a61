//! The walk over the blocks of a product, which keeps what it reads in the caches.
//!
//! In a model operands are cold, since a step goes through more than the caches hold. What the next part of the walk reads is
//! therefore asked for while this one is worked on: products with 64 columns or terms take 8 to 20 % less time by it.

use std::ops::Range;

use super::ahead::Ahead;
use super::tile::{LINE, PANELS_OF_A_ROW, Panel, rows_beside, tile_rows, tile_size};
use crate::lanes::{LaneRoutine, Lanes};
use crate::real::Real;

/// Up to so many bytes, panels stay in a first-level cache of 32 KiB, and the next ones are asked for there. Longer ones are read from the
/// second-level cache for each tile, by the processor's own foresight; there, asking for them pushed out what was in use.
const NEAR: usize = 24 * 1024;

/// How much of A is read before it is read again.
#[derive(Clone, Copy)]
pub struct Steps {
    /// Rows that pass by a panel before the next panel is taken, so that they stay in the second-level cache.
    rows: usize,
    /// The longest block of k.
    pub depth: usize,
}

impl Steps {
    /// For an A of so many rows, in strips or with columns so far apart.
    ///
    /// A tile of long blocks is begun and written less often, one of short blocks finds more in the first-level cache. Rows that are
    /// read from one end to the other want long ones. For strips, 384 is a compromise: 192 took up to 8 % less time with one thread, and
    /// up to 15 % more with two. Elsewhere a column lies in as many cache lines as k is long, and short blocks keep them near.
    #[inline(always)]
    pub fn of<E>(in_strips: bool, a_col: usize, rows: usize) -> Steps {
        if in_strips {
            Steps { rows: 144, depth: 384 }
        } else if a_col == 1 {
            Steps { rows: 144, depth: 768 }
        } else {
            Steps { rows: 512, depth: (32 * 1024 / size_of::<E>() / rows.max(1)).clamp(128, 384) }
        }
    }

    /// The taps of one block, where a sum has so many, each so deep: whole taps, the last of which may reach beyond the longest block.
    #[inline(always)]
    pub fn taps(&self, count: usize, depth: usize) -> usize {
        equal_steps(count, self.depth.div_ceil(depth))
    }
}

/// `C[item] = start + Σ_tap A[item, tap]·B[tap]` on one thread, by pointers, since what threads write interleaves in memory.
///
/// A product of matrices has one tap; a convolution has several, whose parts of A overlap. Distances are in elements.
#[derive(Clone, Copy)]
pub struct Block<E> {
    // Invariant, for item < items, i < rows, j < cols, tap < taps, p < depth and all columns w of every vector of a panel that has
    // columns of C, with `full` rows in a tile: `a + item·a_item + i/full·a_strip + i%full·a_row + tap·a_tap + p·a_col` and
    // `b + panel·b_panel + tap·b_tap + p·b_row + w` may be read, `c + item·c_item + i·c_row + j` read and written,
    // `bias + j` read unless it is null, and nobody else accesses C.
    pub items: usize,
    pub rows: usize,
    pub cols: usize,
    pub taps: usize,
    pub depth: usize,
    pub a: *const E,
    pub a_item: usize,
    pub a_strip: usize,
    pub a_row: usize,
    pub a_tap: usize,
    pub a_col: usize,
    pub b: *const E,
    pub b_panel: usize,
    pub b_tap: usize,
    pub b_row: usize,
    pub c: *mut E,
    pub c_item: usize,
    pub c_row: usize,
    /// Whether the sum starts from what C holds.
    pub accumulate: bool,
    /// From what the sums of a column start, or null.
    pub bias: *const E,
    /// Whether negative sums become zero.
    pub relu: bool,
    /// What is read after this block.
    pub next: [Ahead<E>; 2],
}

// SAFETY: threads narrow a block to boxes that do not overlap before they access C; numbers may be read by all.
unsafe impl<E: Real> Sync for Block<E> {}

/// What one step of the walk covers.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) items: Range<usize>,
    pub(super) rows: Range<usize>,
    pub(super) taps: Range<usize>,
    pub(super) depth: Range<usize>,
    /// Whether it begins the sum, and whether it ends it.
    pub(super) first: bool,
    pub(super) last: bool,
    /// Distances of rows 0, 3, 6 and 9 of a tile from its first, in A.
    pub(super) threes: [usize; 4],
}

impl<E: Real> LaneRoutine<E> for Block<E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(mut self) {
        if self.items * self.rows * self.cols == 0 {
            return;
        }
        // Few rows of many items fill no tile, rows out of many items do.
        if self.rows < self.items && self.rows < tile_rows::<V>() {
            std::mem::swap(&mut self.items, &mut self.rows);
            std::mem::swap(&mut self.a_item, &mut self.a_row);
            self.a_strip = tile_rows::<V>() * self.a_row;
            std::mem::swap(&mut self.c_item, &mut self.c_row);
        }
        // An empty sum is one empty block, so that C is written.
        let (taps, depth) = if self.taps * self.depth == 0 { (1, 0) } else { (self.taps, self.depth) };
        let in_strips = self.in_strips(tile_rows::<V>());
        let most = Steps::of::<E>(in_strips, self.a_col, self.rows);
        let sizes = [self.items, self.rows, taps, depth.max(1)];
        let steps = [
            (most.rows / self.rows).max(1),
            equal_steps(self.rows, most.rows).next_multiple_of(tile_rows::<V>()),
            most.taps(taps, depth.max(1)),
            equal_steps(depth.max(1), most.depth),
        ];
        // That these are multiples of one distance is hidden from the compiler. It would step from row to row by additions
        // that wait for each other, as long as the multiply-adds take; so it adds a distance or twice that, as one operand.
        let [three, six, nine] = std::hint::black_box([3usize, 6, 9].map(|rows| rows.wrapping_mul(self.a_row)));
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
                true => [self.ahead(&part_at(at)), Ahead::nothing()],
                false => self.next,
            };
            // SAFETY: the part lies within the block.
            unsafe { self.panels::<V>(&part, next) };
            if !more {
                break;
            }
        }
    }
}

/// The length of the fewest equal steps of at most `longest`.
#[inline(always)]
pub fn equal_steps(count: usize, longest: usize) -> usize {
    count.div_ceil(count.div_ceil(longest))
}

impl<E: Real> Block<E> {
    /// How far into A a row is. Wrapping, because a row that nothing is read of may be anywhere.
    #[inline(always)]
    pub(super) fn a_rows(&self, row: usize, full: usize) -> usize {
        (row / full).wrapping_mul(self.a_strip).wrapping_add((row % full).wrapping_mul(self.a_row))
    }

    #[inline(always)]
    pub(super) fn in_strips(&self, full: usize) -> bool {
        self.a_strip != full.wrapping_mul(self.a_row)
    }

    /// What a part of the walk reads of A, which is not in strips.
    #[inline(always)]
    fn ahead(&self, part: &Part) -> Ahead<E> {
        if part.items.len() > 1 {
            return Ahead::nothing();
        }
        // Wrapping, because the distance of what is not read may be any number.
        let start = [
            (part.items.start, self.a_item),
            (part.rows.start, self.a_row),
            (part.taps.start, self.a_tap),
            (part.depth.start, self.a_col),
        ]
        .into_iter()
        .fold(0usize, |start, (steps, step)| start.wrapping_add(steps.wrapping_mul(step)));
        // Later taps reach some rows further.
        let reach = (part.taps.len() - 1).saturating_mul(self.a_tap) / self.a_row.max(1);
        let reach = if self.a_col == 1 { reach.min(part.rows.len()) } else { 0 };
        let sizes = (part.rows.len() + reach, part.depth.len());
        Ahead::new(self.a.wrapping_add(start), sizes, (self.a_row, self.a_col))
    }

    /// The box of C that lies in these ranges. Columns start at a panel; rows at a tile if A is in strips.
    pub fn part(self, items: Range<usize>, rows: Range<usize>, cols: Range<usize>) -> Self {
        let (full, width) = tile_size::<E>();
        let a_rows = self.a_rows(rows.start, full);
        let bias = if self.bias.is_null() { self.bias } else { self.bias.wrapping_add(cols.start) };
        Self {
            items: items.len(),
            rows: rows.len(),
            cols: cols.len(),
            a: self.a.wrapping_add((items.start * self.a_item).wrapping_add(a_rows)),
            b: self.b.wrapping_add(cols.start / width * self.b_panel),
            c: self.c.wrapping_add(items.start * self.c_item + rows.start * self.c_row + cols.start),
            bias,
            ..self
        }
    }

    /// SAFETY: the part lies within the block.
    #[inline(always)]
    unsafe fn panels<V: Lanes<Element = E>>(&self, part: &Part, mut next: [Ahead<E>; 2]) {
        let width = 2 * V::WIDTH;
        let contiguous = self.b_row == width && (part.taps.len() == 1 || self.b_tap == part.depth.len() * width);
        let lines = part.taps.len() * part.depth.len() * width * size_of::<E>() / LINE;
        let next_lines = next[0].lines() + next[1].lines();
        let tiles_beside = |vectors| part.items.len() * part.rows.len().div_ceil(rows_beside::<V>(vectors));
        let next_slice =
            if next_lines == 0 { 0 } else { next_lines.div_ceil(tiles_beside(2) * self.cols.div_ceil(width)) };
        let mut left = 0;
        while left < self.cols {
            // SAFETY: panels and rows lie within the block.
            let b = unsafe {
                let b = self.b.add(left / width * self.b_panel);
                b.add(part.taps.start * self.b_tap + part.depth.start * self.b_row)
            };
            let cols = self.cols - left;
            let panels = match part.rows.len() {
                1 if cols >= PANELS_OF_A_ROW * width => PANELS_OF_A_ROW,
                2.. if const { V::REGISTERS >= 16 } && cols >= 2 * width => 2,
                _ => 1,
            };
            // The next panels arrive while these are used, a slice for each tile.
            let is_near = contiguous && panels * lines * LINE <= NEAR;
            let slice = if is_near && cols > panels * width { lines.div_ceil(tiles_beside(2 * panels)) } else { 0 };
            let ahead = b.wrapping_add(panels * self.b_panel);
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
    use crate::lanes::{Array, Vectorised};
    use crate::matmul::Matrix;
    use crate::matmul::pack::Panels;
    use crate::random::{sample, uniform_at};

    /// One of many products of odd sizes: where A's rows lie, what the sum starts from, what happens to it.
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
            // Strips, whose rows are adjacent, exist for single items; else the taps of a row overlap.
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
            Block {
                items,
                rows,
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
            }
            .run::<V>();

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
                // One rounding per term, at most 1 each, in partial sums that random signs keep small.
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
            // Stands for registers that this machine may not have.
            Case(case).run::<Array<f32, 16>>();
            Case(case).run::<Array<f64, 8>>();
        }
    }
}
