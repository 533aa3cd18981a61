//! The register tile: at most 6 rows of C by 16 columns, kept in registers over a block of k.
//!
//! 6 × 16 single-precision accumulators fill 12 of the 16 registers of AVX2; a wider tile spills. Double precision goes
//! through the same panel in two halves. Rows 7 to 11 are split evenly, since thin tiles wait for the latency of FMA.

use super::pack::PANEL;
use crate::kernels::float::Float;
use crate::kernels::simd::{Routine, multiply_add};

/// Rows of a full tile.
pub const TILE_ROWS: usize = 6;

/// Rows of A that pass by a panel before the next panel is taken, so that they stay in the second-level cache.
const ROW_BLOCK: usize = 96;

/// One block of a product, by pointers, since the blocks of C that threads write interleave in memory.
pub struct Block<E> {
    pub rows: usize,
    pub depth: usize,
    pub cols: usize,
    pub a: *const E,
    pub a_row: usize,
    pub a_col: usize,
    pub b: *const E,
    pub b_step: usize,
    pub b_stride: usize,
    // Invariant: for i < rows, p < depth, j < cols, and all 16 columns of every panel, `a + i·a_row + p·a_col` and
    // `b + (j / 16)·b_stride + p·b_step + 0..16` may be read, `c + i·c_row + j` read and written, and nobody else
    // accesses C there.
    pub c: *mut E,
    pub c_row: usize,
    /// Whether C starts from zero instead of from what it holds.
    pub fresh: bool,
}

impl<E: Float> Routine for Block<E> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for top in (0..self.rows).step_by(ROW_BLOCK) {
            let bottom = self.rows.min(top + ROW_BLOCK);
            for left in (0..self.cols).step_by(PANEL) {
                let mut row = top;
                while row < bottom {
                    let rows = tile_rows(bottom - row);
                    // SAFETY: rows and columns are in range, as the invariant of `c` wants.
                    unsafe {
                        match rows {
                            1 => self.panel::<FMA, 1>(row, left),
                            2 => self.panel::<FMA, 2>(row, left),
                            3 => self.panel::<FMA, 3>(row, left),
                            4 => self.panel::<FMA, 4>(row, left),
                            5 => self.panel::<FMA, 5>(row, left),
                            _ => self.panel::<FMA, TILE_ROWS>(row, left),
                        }
                    }
                    row += rows;
                }
            }
        }
    }
}

/// The rows of the next tile, if so many are left.
#[inline(always)]
fn tile_rows(left: usize) -> usize {
    match left {
        0..=TILE_ROWS => left,
        7..12 => left.div_ceil(2),
        _ => TILE_ROWS,
    }
}

impl<E: Float> Block<E> {
    /// SAFETY: the caller keeps `row + ROWS <= rows`, and `left < cols` a multiple of 16.
    #[inline(always)]
    unsafe fn panel<const FMA: bool, const ROWS: usize>(&self, row: usize, left: usize) {
        let width = PANEL.min(self.cols - left);
        // SAFETY: passed on to the caller.
        unsafe {
            if size_of::<E>() == 4 {
                self.part::<FMA, ROWS, PANEL>(row, left, 0, width);
            } else {
                const HALF: usize = PANEL / 2;
                for shift in (0..width).step_by(HALF) {
                    self.part::<FMA, ROWS, HALF>(row, left, shift, HALF.min(width - shift));
                }
            }
        }
    }

    /// Columns `shift..shift + COLS` of one panel, of which the first `width` exist in C.
    ///
    /// SAFETY: as for `panel`, and `shift + COLS <= 16`, `left + shift + width <= cols`.
    #[inline(always)]
    unsafe fn part<const FMA: bool, const ROWS: usize, const COLS: usize>(
        &self,
        row: usize,
        left: usize,
        shift: usize,
        width: usize,
    ) {
        // SAFETY: the offsets are those that the invariant of `c` lists.
        unsafe {
            let a = self.a.add(row * self.a_row);
            let b = self.b.add(left / PANEL * self.b_stride + shift);
            let c = self.c.add(row * self.c_row + left + shift);
            // A tile that juts out of C works on a copy, so that the tile itself knows full rows only, and is compiled once.
            let mut copy = [[E::ZERO; COLS]; ROWS];
            let whole = width == COLS;
            let (target, target_row) = if whole { (c, self.c_row) } else { (copy.as_mut_ptr().cast(), COLS) };
            if !whole && !self.fresh {
                for (i, row) in copy.iter_mut().enumerate() {
                    row[..width].copy_from_slice(std::slice::from_raw_parts(c.add(i * self.c_row), width));
                }
            }
            self.tile::<FMA, ROWS, COLS>(a, b, target, target_row);
            if !whole {
                for (i, row) in copy.iter().enumerate() {
                    std::slice::from_raw_parts_mut(c.add(i * self.c_row), width).copy_from_slice(&row[..width]);
                }
            }
        }
    }

    /// SAFETY: `ROWS` rows of A, `COLS` columns of the panel and ROWS × COLS elements of C may be accessed.
    #[inline(always)]
    unsafe fn tile<const FMA: bool, const ROWS: usize, const COLS: usize>(
        &self,
        mut a: *const E,
        mut b: *const E,
        c: *mut E,
        c_row: usize,
    ) {
        let mut sums = [[E::ZERO; COLS]; ROWS];
        // SAFETY: the caller's promise.
        unsafe {
            if !self.fresh {
                for (i, sums) in sums.iter_mut().enumerate() {
                    *sums = c.add(i * c_row).cast::<[E; COLS]>().read();
                }
            }
            for _ in 0..self.depth {
                let b_row = b.cast::<[E; COLS]>().read();
                for (i, sums) in sums.iter_mut().enumerate() {
                    let factor = a.add(i * self.a_row).read();
                    for (sum, value) in sums.iter_mut().zip(b_row) {
                        *sum = multiply_add::<E, FMA>(factor, value, *sum);
                    }
                }
                // Wrapping, because the last step may leave the slice.
                a = a.wrapping_add(self.a_col);
                b = b.wrapping_add(self.b_step);
            }
            for (i, sums) in sums.iter().enumerate() {
                c.add(i * c_row).cast::<[E; COLS]>().write(*sums);
            }
        }
    }
}
