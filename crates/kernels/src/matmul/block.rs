//! The operands of a product as pointers: threads write to interleaved parts of memory, which slices cannot describe.

use std::ops::Range;

use super::ahead::Ahead;
use super::tile_size::tile_size;
use crate::real::Real;

/// `C[item] = start + Σ_tap A[item, tap]·B[tap]` on one thread.
///
/// A product of matrices has one tap. A convolution has several, whose parts of A overlap. Distances are in elements.
///
/// Nothing checks a block. The caller of [`run_block`](super::run_block) promises that it is *valid*: for item < items, i < rows,
/// j < cols, tap < taps, p < depth, and every column w of each vector of a panel that has columns of C, with `full` rows in a tile,
/// * `a + item·a_item + i/full·a_strip + i%full·a_row + tap·a_tap + p·a_col` can be read,
/// * `b + panel·b_panel + tap·b_tap + p·b_row + w` can be read,
/// * `bias + j` can be read, unless it is null,
/// * `c + item·c_item + i·c_row + j` can be read and written, differs for each (item, i, j), and no other thread accesses it.
#[derive(Clone, Copy)]
pub(crate) struct Block<E> {
    pub(crate) items: usize,
    pub(crate) rows: usize,
    /// The number of rows of the whole product. Blocks of k depend on it, not on `rows`, so that the result does not depend on the number of threads.
    pub(crate) whole_rows: usize,
    pub(crate) cols: usize,
    pub(crate) taps: usize,
    pub(crate) depth: usize,
    pub(crate) a: *const E,
    pub(crate) a_item: usize,
    pub(crate) a_strip: usize,
    pub(crate) a_row: usize,
    pub(crate) a_tap: usize,
    pub(crate) a_col: usize,
    pub(crate) b: *const E,
    pub(crate) b_panel: usize,
    pub(crate) b_tap: usize,
    pub(crate) b_row: usize,
    pub(crate) c: *mut E,
    pub(crate) c_item: usize,
    pub(crate) c_row: usize,
    /// Whether the sums are added to the values in C.
    pub(crate) accumulate: bool,
    /// The bias of the first column, or null. The sums of column j start from `bias + j`.
    pub(crate) bias: *const E,
    /// Whether negative sums become zero.
    pub(crate) relu: bool,
    /// The operands that the thread reads after this block, to be prefetched.
    pub(crate) next: [Ahead<E>; 2],
}

// SAFETY: a block accesses nothing by itself. Only `run_block` does, whose caller promises that no other thread accesses the same
// elements of C; `E` is a plain number, so several threads may read A, B and the bias at once.
unsafe impl<E: Real> Sync for Block<E> {}

/// The part of a block that one step of the walk (`walk.rs`) computes.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) items: Range<usize>,
    pub(super) rows: Range<usize>,
    pub(super) taps: Range<usize>,
    pub(super) depth: Range<usize>,
    /// Whether the sums begin in this part.
    pub(super) first: bool,
    /// Whether the sums end in this part.
    pub(super) last: bool,
    /// Distances in A of rows 0, 3, 6 and 9 of a tile from its first row.
    pub(super) threes: [usize; 4],
}

impl<E: Real> Block<E> {
    /// The distance of a row from the start of A. It may wrap around for a row that is never read.
    #[inline(always)]
    pub(super) fn a_rows(&self, row: usize, full: usize) -> usize {
        (row / full).wrapping_mul(self.a_strip).wrapping_add((row % full).wrapping_mul(self.a_row))
    }

    /// Whether A was copied to strips of `full` rows.
    #[inline(always)]
    pub(super) fn in_strips(&self, full: usize) -> bool {
        self.a_strip != full.wrapping_mul(self.a_row)
    }

    /// The box of C in these ranges. The box is valid if this block is valid and the ranges are within it. Columns must start at a panel, and rows at
    /// a tile if A is in strips.
    pub(crate) fn part(self, items: Range<usize>, rows: Range<usize>, cols: Range<usize>) -> Self {
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
}
