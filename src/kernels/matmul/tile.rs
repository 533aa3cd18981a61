//! The register tile, and the walk over blocks that keeps what it reads in the caches.
//!
//! A tile is 6 rows of C by two vectors: with the 8 lanes of AVX2 that is 12 accumulators, two vectors of B and one number
//! of A, in 16 registers. With 32 registers of 16 lanes it has 12 rows. B comes in panels two vectors wide, A is read in
//! place. Thin tiles wait for the latency of multiply-add: a remainder of rows is split evenly, and a single row takes
//! four panels at once.
//!
//! In a model operands are cold, since a step goes through more than the caches hold. What the next part of the walk reads is
//! therefore asked for while this one is worked on: products with 64 columns or terms take 8 to 20 % less time by it.

use std::ops::Range;

use super::ahead::Ahead;
use crate::lanes::{LaneRoutine, Lanes, run_lanes};
use crate::real::Real;

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
    /// Where rows or strips are read from one end to the other, a panel takes 24 KiB (48 with 16 lanes) and stays in the first-level
    /// cache. Elsewhere a column lies in as many cache lines as k is long, and short blocks keep them near.
    #[inline(always)]
    pub fn of<E>(in_strips: bool, a_col: usize, rows: usize) -> Steps {
        const LONGEST: usize = 384;
        if in_strips || a_col == 1 {
            return Steps { rows: 144, depth: LONGEST };
        }
        Steps { rows: 512, depth: (32 * 1024 / size_of::<E>() / rows.max(1)).clamp(128, LONGEST) }
    }
}

/// Panels that a single row is multiplied with at once.
const PANELS_AT_ONCE: usize = 4;

/// Terms of a sum between two looks at its end, where A and B are read from one end to the other.
const TERMS_AT_ONCE: usize = 4;

/// Bytes of a cache line.
pub const LINE: usize = 64;

/// Rows of a full tile: with two vectors each they fill the registers, and leave some for A and B.
pub(super) const fn tile_rows<V: Lanes>() -> usize {
    match V::REGISTERS {
        32.. => 12,
        16.. => 6,
        _ => 2,
    }
}

/// Rows and columns of a full tile with the instruction set in use. Panels of B are as wide.
pub fn tile_size<E: Real>() -> (usize, usize) {
    struct TileSize;

    impl<E: Real> LaneRoutine<E> for TileSize {
        type Output = (usize, usize);

        #[inline(always)]
        fn run<V: Lanes<Element = E>>(self) -> Self::Output {
            (tile_rows::<V>(), 2 * V::WIDTH)
        }
    }

    run_lanes::<E, _>(TileSize)
}

/// `C[item] = start + Σ_tap A[item, tap]·B[tap]` on one thread, by pointers, since what threads write interleaves in memory.
///
/// A product of matrices has one tap; a convolution has several, whose parts of A overlap. Distances are in elements.
#[derive(Clone, Copy)]
pub struct Block<E> {
    // Invariant, for item < items, i < rows, j < cols, tap < taps, p < depth and all columns w of every panel, with `full`
    // rows in a tile: `a + item·a_item + i/full·a_strip + i%full·a_row + tap·a_tap + p·a_col` and
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
struct Part {
    items: Range<usize>,
    rows: Range<usize>,
    taps: Range<usize>,
    depth: Range<usize>,
    /// Whether it begins the sum, and whether it ends it.
    first: bool,
    last: bool,
    /// Distances of rows 0, 3, 6 and 9 of a tile from its first, in A.
    threes: [usize; 4],
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
            equal_steps(taps, (most.depth / depth.max(1)).max(1)),
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

/// The rows of the next tile, if so many are left: 1 to 6, or an even number up to `full`; no more than that if tiles
/// start where strips do.
#[inline(always)]
fn next_rows(left: usize, full: usize, in_strips: bool) -> usize {
    let even = |rows: usize| if rows <= 6 { rows } else { rows.next_multiple_of(2) };
    match left {
        _ if left >= 2 * full || left == full || (left > full && in_strips) => full,
        _ if left < full && left == even(left) => left,
        _ => even(left.div_ceil(2)),
    }
}

impl<E: Real> Block<E> {
    /// How far into A a row is. Wrapping, because a row that nothing is read of may be anywhere.
    #[inline(always)]
    fn a_rows(&self, row: usize, full: usize) -> usize {
        (row / full).wrapping_mul(self.a_strip).wrapping_add((row % full).wrapping_mul(self.a_row))
    }

    #[inline(always)]
    fn in_strips(&self, full: usize) -> bool {
        self.a_strip != full.wrapping_mul(self.a_row)
    }

    /// What a part of the walk reads of A, which is not in strips.
    #[inline(always)]
    fn ahead(&self, part: &Part) -> Ahead<E> {
        if part.items.len() > 1 {
            return Ahead::nothing();
        }
        let tap = part.taps.start.wrapping_mul(self.a_tap);
        let start = part.depth.start.wrapping_mul(self.a_col).wrapping_add(tap);
        let start = start.wrapping_add(part.items.start * self.a_item).wrapping_add(part.rows.start * self.a_row);
        // Later taps reach some rows further.
        let reach = if self.a_col == 1 { (part.taps.len() - 1) * self.a_tap / self.a_row.max(1) } else { 0 };
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
    unsafe fn panels<V: Lanes<Element = E>>(&self, part: &Part, next: [Ahead<E>; 2]) {
        let (full, width) = (tile_rows::<V>(), 2 * V::WIDTH);
        let contiguous = self.b_row == width && (part.taps.len() == 1 || self.b_tap == part.depth.len() * width);
        let lines = part.taps.len() * part.depth.len() * width * size_of::<E>() / LINE;
        let tiles = part.items.len() * part.rows.len().div_ceil(full);
        let next_lines = next[0].lines() + next[1].lines();
        let next_slice = if next_lines == 0 { 0 } else { next_lines.div_ceil(tiles * self.cols.div_ceil(width)) };
        let mut next = next[0].chain(next[1]);
        let in_strips = self.in_strips(full);
        let a_first = self.a_rows(part.rows.start, full).wrapping_add(part.depth.start.wrapping_mul(self.a_col));
        let mut left = 0;
        while left < self.cols {
            // SAFETY: panels, rows and columns lie within the block, which is what the tile asks.
            unsafe {
                let b = self.b.add(left / width * self.b_panel);
                let b = b.add(part.taps.start * self.b_tap + part.depth.start * self.b_row);
                let at_once = part.rows.len() == 1 && left + PANELS_AT_ONCE * width <= self.cols;
                // The next panel arrives while this one is used, a slice for each tile.
                let slice = if contiguous && left + width < self.cols { lines.div_ceil(tiles) } else { 0 };
                let mut ahead = b.wrapping_add(self.b_panel);
                for item in part.items.clone() {
                    let mut a = self.a.wrapping_add((item * self.a_item).wrapping_add(a_first));
                    let mut c = self.c.add(item * self.c_item + part.rows.start * self.c_row + left);
                    if at_once {
                        self.tile::<V, 1, { 2 * PANELS_AT_ONCE }>(part, a, c, left, b);
                        continue;
                    }
                    let mut rows_left = part.rows.len();
                    while rows_left > 0 {
                        for _ in 0..slice {
                            V::prefetch(ahead);
                            ahead = ahead.wrapping_add(LINE / size_of::<E>());
                        }
                        next.by_ref().take(next_slice).for_each(V::prefetch_for_later);
                        let rows = next_rows(rows_left, full, in_strips);
                        match rows {
                            1 => self.tile::<V, 1, 2>(part, a, c, left, b),
                            _ if const { tile_rows::<V>() == 2 } => self.tile::<V, 2, 2>(part, a, c, left, b),
                            2 => self.tile::<V, 2, 2>(part, a, c, left, b),
                            3 => self.tile::<V, 3, 2>(part, a, c, left, b),
                            4 => self.tile::<V, 4, 2>(part, a, c, left, b),
                            5 => self.tile::<V, 5, 2>(part, a, c, left, b),
                            _ if const { tile_rows::<V>() == 6 } => self.tile::<V, 6, 2>(part, a, c, left, b),
                            6 => self.tile::<V, 6, 2>(part, a, c, left, b),
                            8 => self.tile::<V, 8, 2>(part, a, c, left, b),
                            10 => self.tile::<V, 10, 2>(part, a, c, left, b),
                            _ => self.tile::<V, 12, 2>(part, a, c, left, b),
                        }
                        // Where A is in strips, only the last tile has fewer rows than one.
                        let step = if rows == full { self.a_strip } else { self.a_row.wrapping_mul(rows) };
                        a = a.wrapping_add(step);
                        c = c.wrapping_add(rows * self.c_row);
                        rows_left -= rows;
                    }
                }
                left += if at_once { PANELS_AT_ONCE * width } else { width };
            }
        }
    }

    /// `ROWS` rows of C at `c`, from those of A at `a`, and `VECTORS` vectors of columns from `left` on, the first in the panel at
    /// `b`. More than two vectors have all their columns in C.
    ///
    /// SAFETY: rows and columns lie within the block.
    #[inline(always)]
    unsafe fn tile<V: Lanes<Element = E>, const ROWS: usize, const VECTORS: usize>(
        &self,
        part: &Part,
        a: *const E,
        c: *mut E,
        left: usize,
        b: *const E,
    ) {
        // SAFETY: all addresses that are read or written are those that the invariant of `Block` lists.
        unsafe {
            // Copied, since for all the compiler knows a store could change it.
            let c_row = self.c_row;
            let cols = self.cols - left;
            for i in 0..ROWS {
                // The line of the first element is here already, unless it begins one or the row.
                V::prefetch_to_write(c.wrapping_add(i * c_row + VECTORS * V::WIDTH - 1));
            }
            let mut sums = [[V::splat(E::ZERO); VECTORS]; ROWS];
            if part.first && !self.bias.is_null() {
                for v in 0..VECTORS {
                    let bias = load_some::<V>(self.bias.wrapping_add(left + v * V::WIDTH), cols, v);
                    for sums in &mut sums {
                        sums[v] = bias;
                    }
                }
            }
            if self.accumulate || !part.first {
                for (i, sums) in sums.iter_mut().enumerate() {
                    for (v, sum) in sums.iter_mut().enumerate() {
                        *sum = sum.add(load_some(c.wrapping_add(i * c_row + v * V::WIDTH), cols, v));
                    }
                }
            }
            // Wrapping, because the last step may leave the slice.
            let (mut a_tap, mut b_tap) = (a.wrapping_add(part.taps.start * self.a_tap), b);
            let a_at = |i: usize| part.threes[i / 3] + i % 3 * self.a_row;
            let is_usual = self.a_col == 1 && self.b_row == 2 * V::WIDTH;
            for _ in part.taps.clone() {
                let (mut a, mut b) = (a_tap, b_tap);
                let mut left = part.depth.len();
                // Where A and B are read from one end to the other, loads add these steps for nothing.
                while is_usual && left >= TERMS_AT_ONCE {
                    for term in 0..TERMS_AT_ONCE {
                        add_term(&mut sums, a.add(term), a_at, b.add(term * 2 * V::WIDTH), self.b_panel);
                    }
                    a = a.wrapping_add(TERMS_AT_ONCE);
                    b = b.wrapping_add(TERMS_AT_ONCE * 2 * V::WIDTH);
                    left -= TERMS_AT_ONCE;
                }
                for _ in 0..left {
                    add_term(&mut sums, a, a_at, b, self.b_panel);
                    a = a.wrapping_add(self.a_col);
                    b = b.wrapping_add(self.b_row);
                }
                a_tap = a_tap.wrapping_add(self.a_tap);
                b_tap = b_tap.wrapping_add(self.b_tap);
            }
            if part.last && self.relu {
                for sum in sums.as_flattened_mut() {
                    // In this order NaN passes.
                    *sum = V::splat(E::ZERO).max(*sum);
                }
            }
            let rows = sums.iter().enumerate().map(|(i, sums)| (c.wrapping_add(i * c_row), sums));
            if cols >= VECTORS * V::WIDTH {
                for (c, sums) in rows {
                    for (v, sum) in sums.iter().enumerate() {
                        sum.store(c.wrapping_add(v * V::WIDTH));
                    }
                }
            } else {
                for (c, sums) in rows {
                    for (v, sum) in sums.iter().enumerate() {
                        store_some(*sum, c.wrapping_add(v * V::WIDTH), cols, v);
                    }
                }
            }
        }
    }
}

/// Adds the products of a column of A, whose rows are `a_at` from `a`, and a row of B, whose panels are so far apart.
///
/// SAFETY: rows and vectors may be read.
#[inline(always)]
unsafe fn add_term<V: Lanes, const ROWS: usize, const VECTORS: usize>(
    sums: &mut [[V; VECTORS]; ROWS],
    a: *const V::Element,
    a_at: impl Fn(usize) -> usize,
    b: *const V::Element,
    b_panel: usize,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let row_of_b: [V; VECTORS] = std::array::from_fn(|v| V::load(b.add(v / 2 * b_panel + v % 2 * V::WIDTH)));
        for (i, sums) in sums.iter_mut().enumerate() {
            let factor = V::splat(a.add(a_at(i)).read());
            for (sum, vector) in sums.iter_mut().zip(row_of_b) {
                *sum = factor.mul_add(vector, *sum);
            }
        }
    }
}

/// Reads vector `v` of a row that has `cols` elements; what lies beyond them is zero.
///
/// SAFETY: the elements may be read.
#[inline(always)]
pub(super) unsafe fn load_some<V: Lanes>(from: *const V::Element, cols: usize, v: usize) -> V {
    // SAFETY: the caller's promise.
    unsafe {
        if cols >= (v + 1) * V::WIDTH { V::load(from) } else { V::load_first(from, cols.saturating_sub(v * V::WIDTH)) }
    }
}

/// Writes vector `v` of a row that has `cols` elements.
///
/// SAFETY: the elements may be written.
#[inline(always)]
unsafe fn store_some<V: Lanes>(vector: V, to: *mut V::Element, cols: usize, v: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        if cols >= (v + 1) * V::WIDTH {
            vector.store(to);
        } else if cols > v * V::WIDTH {
            vector.store_first(to, cols - v * V::WIDTH);
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

    #[test]
    fn rows_are_cut_into_tiles_that_exist() {
        for (full, in_strips, left) in [2, 6, 12]
            .into_iter()
            .flat_map(|full| [false, true].map(|s| (full, s)))
            .flat_map(|(f, s)| (1..60).map(move |l| (f, s, l)))
        {
            let rows = next_rows(left, full, in_strips);
            assert!(
                (1..=left.min(full)).contains(&rows) && (rows <= 6 || rows.is_multiple_of(2)),
                "{full} {left}: {rows}"
            );
            assert!(!in_strips || left < full || rows == full, "{full} {left}: {rows}");
        }
    }
}
