//! Products of dense matrices, C (+)= A·B with A `[m, k]`, B `[k, n]` and C `[m, n]`.
//!
//! Every element of C is one chain over k in rising order, started from zero or from C, and from the bias if there is one.
//! So neither the tile's size, nor blocks of k, nor a cut over threads changes a bit. The blocking is that of Goto and van
//! de Geijn, "Anatomy of high-performance matrix multiplication", 2008, except that A is read in place: packing it cost 5
//! to 25 % at our sizes.

mod ahead;
mod blocking;
mod pack;
mod tile;
mod walk;

pub use ahead::Ahead;
pub use blocking::{
    Epilogue, Output, Plan, batched, for_each_box, is_long_sum, matmul, matmul_packed, matmul_with, with_plan,
};
pub use pack::{Packed, belongs_in_strips, pack, pack_rows, pack_strips, packed_len, strips_len};
pub use tile::tile_size;
pub use walk::{Block, Steps, equal_steps};

use super::real::Real;

/// A read-only matrix inside a slice: element (i, j) is `data[i * row + j * col]`.
///
/// A transposed matrix is the same slice with `row` and `col` exchanged; a stride of 0 repeats.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a, E> {
    /// The elements; (0, 0) is the first.
    pub data: &'a [E],
    /// Distance between rows, in elements.
    pub row: usize,
    /// Distance between columns, in elements.
    pub col: usize,
}

impl<E: Real> Matrix<'_, E> {
    /// Panics if a matrix of this size would reach beyond the slice.
    fn assert_holds(&self, rows: usize, cols: usize) {
        if rows * cols > 0 {
            let last = (rows - 1) * self.row + (cols - 1) * self.col;
            assert!(last < self.data.len(), "a {rows} × {cols} matrix reaches index {last} of {}", self.data.len());
        }
    }
}
