//! Products of dense matrices, C (+)= A·B with A `[m, k]`, B `[k, n]` and C `[m, n]`.
//!
//! Every element of C is a sum over k in ascending order, in blocks of k. The first block starts from the bias, if there is one. Each block's
//! sum is added to that of the previous blocks, and the first one to C if C += A·B. The blocks follow from the sizes, so neither the size of
//! a tile nor the split across threads changes the result. The blocking is that of Goto and van de Geijn, "Anatomy of high-performance matrix
//! multiplication", 2008, except that A is read in place: packing it cost 5 to 25 % at our sizes.

mod ahead;
mod block;
mod pack;
mod plan;
mod products;
mod tile;
mod tile_size;
mod walk;

pub(crate) use ahead::Ahead;
pub(crate) use block::Block;
pub use pack::{Packed, pack, packed_len};
pub(crate) use pack::{belongs_in_strips, pack_rows, pack_strips, strips_len};
pub use plan::Epilogue;
pub(crate) use plan::{Output, Plan, for_each_box, is_long_sum, with_plan};
pub use products::{batched, matmul, matmul_packed, matmul_with};
pub(crate) use tile_size::tile_size;
pub(crate) use walk::{Steps, run_block};

use super::real::Real;
use super::sizes::last_offset;

/// A read-only matrix in a slice: element (i, j) is `data[i * row + j * col]`.
///
/// Exchange `row` and `col` to transpose it. A stride of 0 repeats a row or column.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a, E> {
    /// The elements. The first one is element (0, 0).
    pub data: &'a [E],
    /// Distance between rows, in elements.
    pub row: usize,
    /// Distance between columns, in elements.
    pub col: usize,
}

impl<E: Real> Matrix<'_, E> {
    pub(crate) fn transposed(self) -> Self {
        Matrix { row: self.col, col: self.row, ..self }
    }

    /// Panics if a matrix of this size would reach beyond the slice.
    fn assert_holds(&self, rows: usize, cols: usize) {
        if rows > 0 && cols > 0 {
            let last = last_offset([(rows, self.row), (cols, self.col)]);
            let fits = last.is_some_and(|last| last < self.data.len());
            assert!(
                fits,
                "a {rows} × {cols} matrix with strides {} and {} reaches beyond its {} elements",
                self.row,
                self.col,
                self.data.len()
            );
        }
    }
}
