//! The register tile, and the loop over the tiles of a panel of B.
//!
//! A tile keeps 12 sums in the 16 registers of AVX2, or 24 in the 32 of AVX-512: 3 or 6 rows of C by four vectors (the wide tile) or, where fewer
//! columns are left, 6 or 12 rows by two. The wide tile needs fewer loads per multiply-add, which matters when two threads share one core. B comes in
//! panels that are two vectors wide; A is read in place. Where the last columns fit one vector, tiles are one vector wide. Tiles of few rows are
//! bound by the latency of multiply-add, so a remainder of rows is split evenly, and a single row takes four panels at once.

use super::ahead::{Ahead, LINE};
use super::block::{Block, Part};
use super::tile_size::{rows_for_width, tile_rows};
use crate::lanes::{LaneRoutine, Lanes};
use crate::real::Real;

/// The number of panels by which a single row is multiplied at once.
pub(super) const PANELS_OF_A_ROW: usize = 4;

/// The number of terms by which the loop over a sum is unrolled, where A and B are contiguous.
const TERMS_AT_ONCE: usize = 4;

/// The number of rows of the next tile, if `left` rows are left: 1 to 6, or an even number up to `full`. If A is in strips, a tile starts where a
/// strip does, so it is full while `left` suffices.
#[inline(always)]
fn next_rows(left: usize, full: usize, in_strips: bool) -> usize {
    let even = |rows: usize| if rows <= 6 { rows } else { rows.next_multiple_of(2) };
    match left {
        _ if left >= 2 * full || left == full || (left > full && in_strips) => full,
        _ if left < full && left == even(left) => left,
        _ => even(left.div_ceil(2)),
    }
}

/// A panel of B, and the part of the walk that is multiplied by it.
// Invariant: the block is valid, as `Block` defines it, and the part is within it. `left` is the panel's first column, and `b` points to the
// part's first row of B in the panel.
pub(super) struct Panel<'a, E> {
    pub(super) block: &'a Block<E>,
    pub(super) part: &'a Part,
    pub(super) left: usize,
    pub(super) b: *const E,
    /// The next panel. Each tile prefetches `slice` cache lines of it, and as many lines of the panel after it if a tile takes two panels.
    pub(super) ahead: *const E,
    pub(super) slice: usize,
    /// The operands that are read after this part. Each tile prefetches `next_slice` cache lines of them.
    pub(super) next: &'a mut [Ahead<E>; 2],
    pub(super) next_slice: usize,
}

impl<E: Real> Panel<'_, E> {
    /// Computes the tiles, `VECTORS` vectors wide, down the rows of every item.
    #[inline(always)]
    pub(super) fn tiles<V: Lanes<Element = E>, const VECTORS: usize>(&mut self) {
        let strip = tile_rows::<V>();
        let full = const { rows_for_width::<V>(VECTORS) };
        let in_strips = self.block.in_strips(strip);
        let between_strips = self.block.a_strip.wrapping_sub(strip.wrapping_mul(self.block.a_row));
        for item in self.part.items.clone() {
            let (mut a, mut c) = self.first_row(item, strip);
            let (mut done, all) = (0, self.part.rows.len());
            while done < all {
                for _ in 0..self.slice {
                    for panel in 0..VECTORS.div_ceil(2) {
                        V::prefetch(self.ahead.wrapping_add(panel * self.block.b_panel));
                    }
                    self.ahead = self.ahead.wrapping_add(LINE / size_of::<E>());
                }
                let lines = self.next[0].prefetch::<V>(self.next_slice);
                self.next[1].prefetch::<V>(lines);
                let rows = next_rows(all - done, full, in_strips);
                // SAFETY: `a` and `c` point to row `done` of the part, and `next_rows` returns no more rows than are left. Columns and B are
                // valid by the invariant of `Panel`.
                unsafe {
                    match rows {
                        1 => self.tile::<V, 1, VECTORS>(a, c),
                        _ if const { rows_for_width::<V>(VECTORS) == 2 } => self.tile::<V, 2, VECTORS>(a, c),
                        2 => self.tile::<V, 2, VECTORS>(a, c),
                        _ if const { rows_for_width::<V>(VECTORS) == 3 } => self.tile::<V, 3, VECTORS>(a, c),
                        3 => self.tile::<V, 3, VECTORS>(a, c),
                        4 => self.tile::<V, 4, VECTORS>(a, c),
                        5 => self.tile::<V, 5, VECTORS>(a, c),
                        _ if const { rows_for_width::<V>(VECTORS) == 6 } => self.tile::<V, 6, VECTORS>(a, c),
                        6 => self.tile::<V, 6, VECTORS>(a, c),
                        8 => self.tile::<V, 8, VECTORS>(a, c),
                        10 => self.tile::<V, 10, VECTORS>(a, c),
                        _ => self.tile::<V, 12, VECTORS>(a, c),
                    }
                }
                done += rows;
                a = a.wrapping_add(rows.wrapping_mul(self.block.a_row));
                c = c.wrapping_add(rows * self.block.c_row);
                if in_strips && done.is_multiple_of(strip) {
                    a = a.wrapping_add(between_strips);
                }
            }
        }
    }

    /// Computes a single row of every item, along several panels.
    #[inline(always)]
    pub(super) fn row<V: Lanes<Element = E>>(&self) {
        for item in self.part.items.clone() {
            let (a, c) = self.first_row(item, tile_rows::<V>());
            // SAFETY: `a` and `c` point to the only row of the part, by the invariant of `Panel`. The walk calls this only if the columns
            // of `PANELS_OF_A_ROW` panels are left.
            unsafe { self.tile::<V, 1, { 2 * PANELS_OF_A_ROW }>(a, c) };
        }
    }

    /// Computes the tiles of the last columns, which fit one vector.
    #[inline(always)]
    pub(super) fn narrow<V: Lanes<Element = E>>(&self) {
        let Self { block, part, left, b, ref next, next_slice, .. } = *self;
        V::apart(Narrow { block: *block, part: part.clone(), left, b, next: **next, next_slice });
    }

    /// The first row of the part in an item: its address in A and in C.
    #[inline(always)]
    fn first_row(&self, item: usize, strip: usize) -> (*const E, *mut E) {
        let Self { block, part, left, .. } = self;
        let a = block.a_rows(part.rows.start, strip).wrapping_add(part.depth.start.wrapping_mul(block.a_col));
        let a = block.a.wrapping_add((item * block.a_item).wrapping_add(a));
        (a, block.c.wrapping_add(item * block.c_item + part.rows.start * block.c_row + left))
    }

    /// Computes one tile: `ROWS` rows of C at `c`, from the rows of A at `a`, and `VECTORS` vectors of columns starting at `left`.
    ///
    /// # Safety
    /// `a` and `c` point to the first of `ROWS` rows of the part, and `left` is a column of the block. If there are more than two vectors, C
    /// has all their columns.
    #[inline(always)]
    unsafe fn tile<V: Lanes<Element = E>, const ROWS: usize, const VECTORS: usize>(&self, a: *const E, c: *mut E) {
        let Self { block, part, left, b, .. } = *self;
        // SAFETY: rows, columns, taps and terms are those of the part, by the invariant of `Panel` and the caller's promise, so all
        // addresses that are read or written are among those that `Block` lists. `load_some` and `store_some` leave out columns beyond C.
        unsafe {
            // A local copy stays in a register; the compiler must assume that a store to C could change the field.
            let c_row = block.c_row;
            let cols = block.cols - left;
            let (width, line) = (VECTORS * V::WIDTH, LINE / size_of::<E>());
            for i in 0..ROWS {
                // Prefetch the line of the *last* element of each 64-byte run. The line of its first element was fetched with the previous
                // run, except at the start of a row.
                for end in (1..=width.div_ceil(line)).map(|lines| width.min(lines * line)) {
                    V::prefetch_to_write(c.wrapping_add(i * c_row + end - 1));
                }
            }
            let mut sums = [[V::splat(E::ZERO); VECTORS]; ROWS];
            if part.first && !block.bias.is_null() {
                for v in 0..VECTORS {
                    let bias = load_some::<V>(block.bias.wrapping_add(left + v * V::WIDTH), cols, v);
                    for sums in &mut sums {
                        sums[v] = bias;
                    }
                }
            }
            // The additions wrap, because after the last step the pointer may be outside the slice.
            let (mut a_tap, mut b_tap) = (a.wrapping_add(part.taps.start * block.a_tap), b);
            let a_at = |i: usize| part.threes[i / 3] + i % 3 * block.a_row;
            let is_usual = block.a_col == 1 && block.b_row == 2 * V::WIDTH;
            for _ in part.taps.clone() {
                let (mut a, mut b) = (a_tap, b_tap);
                let mut left = part.depth.len();
                // Where A and B are contiguous, the offsets of the unrolled terms are constants within the load instructions.
                while is_usual && left >= TERMS_AT_ONCE {
                    for term in 0..TERMS_AT_ONCE {
                        add_term(&mut sums, a.add(term), a_at, b.add(term * 2 * V::WIDTH), block.b_panel);
                    }
                    a = a.wrapping_add(TERMS_AT_ONCE);
                    b = b.wrapping_add(TERMS_AT_ONCE * 2 * V::WIDTH);
                    left -= TERMS_AT_ONCE;
                }
                for _ in 0..left {
                    add_term(&mut sums, a, a_at, b, block.b_panel);
                    a = a.wrapping_add(block.a_col);
                    b = b.wrapping_add(block.b_row);
                }
                a_tap = a_tap.wrapping_add(block.a_tap);
                b_tap = b_tap.wrapping_add(block.b_tap);
            }
            // C is added last, so that a long sum is a sum of block sums: its error grows with the block length, not with the length of the whole
            // sum.
            if block.accumulate || !part.first {
                for (i, sums) in sums.iter_mut().enumerate() {
                    for (v, sum) in sums.iter_mut().enumerate() {
                        *sum = sum.add(load_some(c.wrapping_add(i * c_row + v * V::WIDTH), cols, v));
                    }
                }
            }
            if part.last && block.relu {
                for sum in sums.as_flattened_mut() {
                    // With zero as the left operand, NaN stays NaN.
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

/// A panel whose columns fit one vector. It is a separate routine with copies of its operands: inlined next to the tiles of two vectors,
/// or with references to their state, its tiles took 5 to 20 % longer.
// The fields have the invariant of `Panel`.
struct Narrow<E> {
    block: Block<E>,
    part: Part,
    left: usize,
    b: *const E,
    next: [Ahead<E>; 2],
    next_slice: usize,
}

impl<E: Real> LaneRoutine<E> for Narrow<E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { block, part, left, b, mut next, next_slice } = self;
        let (block, part, next) = (&block, &part, &mut next);
        Panel { block, part, left, b, ahead: b, slice: 0, next, next_slice }.tiles::<V, 1>();
    }
}

/// Adds the outer product of a column of A and a row of B. Element i of the column is at `a + a_at(i)`; the parts of the row in successive
/// panels are `b_panel` apart.
///
/// # Safety
/// `ROWS` elements of A at these places and `VECTORS` vectors of B can be read.
#[inline(always)]
unsafe fn add_term<V: Lanes, const ROWS: usize, const VECTORS: usize>(
    sums: &mut [[V; VECTORS]; ROWS],
    a: *const V::Element,
    a_at: impl Fn(usize) -> usize,
    b: *const V::Element,
    b_panel: usize,
) {
    // SAFETY: the caller promises that each of these can be read.
    unsafe {
        // The operand with fewer vectors is loaded first and stays in registers.
        if const { ROWS < VECTORS } {
            let factors: [V; ROWS] = std::array::from_fn(|i| V::splat(a.add(a_at(i)).read()));
            for v in 0..VECTORS {
                let vector = V::load(b.add(v / 2 * b_panel + v % 2 * V::WIDTH));
                for (sums, factor) in sums.iter_mut().zip(factors) {
                    sums[v] = factor.mul_add(vector, sums[v]);
                }
            }
        } else {
            let row_of_b: [V; VECTORS] = std::array::from_fn(|v| V::load(b.add(v / 2 * b_panel + v % 2 * V::WIDTH)));
            for (i, sums) in sums.iter_mut().enumerate() {
                let factor = V::splat(a.add(a_at(i)).read());
                for (sum, vector) in sums.iter_mut().zip(row_of_b) {
                    *sum = factor.mul_add(vector, *sum);
                }
            }
        }
    }
}

/// Reads vector `v` of a row that has `cols` elements. Lanes beyond them are zero.
///
/// # Safety
/// The elements of the row in this vector can be read.
#[inline(always)]
pub(super) unsafe fn load_some<V: Lanes>(from: *const V::Element, cols: usize, v: usize) -> V {
    // SAFETY: the caller promises that the elements of the row can be read, and no more are read.
    unsafe {
        if cols >= (v + 1) * V::WIDTH { V::load(from) } else { V::load_first(from, cols.saturating_sub(v * V::WIDTH)) }
    }
}

/// Writes vector `v` of a row that has `cols` elements. Lanes beyond them are dropped.
///
/// # Safety
/// The elements of the row in this vector can be written.
#[inline(always)]
unsafe fn store_some<V: Lanes>(vector: V, to: *mut V::Element, cols: usize, v: usize) {
    // SAFETY: the caller promises that the elements of the row can be written, and no more are written.
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

    #[test]
    fn rows_are_cut_into_tiles_that_exist() {
        for (full, in_strips, left) in [2, 3, 6, 12]
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
