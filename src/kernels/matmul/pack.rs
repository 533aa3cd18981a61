//! B in panels of 16 columns, `[n/16][k][16]` with zeros beyond the last column, and the scratch that holds them.
//!
//! A panel is read by the tile as one stream, whatever the strides of B were: a transposed weight costs nothing extra.

use std::cell::Cell;

use super::Matrix;
use crate::kernels::float::Float;

/// Columns of a panel, and of the tile.
pub const PANEL: usize = 16;

/// Columns of B as the tile reads them: column c of row p of panel j is `data[j * stride + p * step + c]`.
#[derive(Clone, Copy)]
pub struct Panels<'a, E> {
    /// The elements.
    pub data: &'a [E],
    /// Distance between two rows of a panel.
    pub step: usize,
    /// Distance between two panels.
    pub stride: usize,
}

impl<'a, E: Float> Panels<'a, E> {
    /// What [`pack`] wrote for a matrix with `k` rows.
    pub fn packed(data: &'a [E], k: usize) -> Self {
        Self { data, step: PANEL, stride: k * PANEL }
    }

    /// The rows from `first` on.
    pub fn starting_at(self, first: usize) -> Self {
        Self { data: &self.data[first * self.step..], ..self }
    }
}

/// The number of elements that [`pack`] writes.
pub fn packed_len(k: usize, n: usize) -> usize {
    n.div_ceil(PANEL) * k * PANEL
}

/// Packs a `[k, n]` matrix into panels.
pub fn pack<E: Float>(k: usize, n: usize, b: Matrix<'_, E>, out: &mut [E]) {
    if k == 0 || n == 0 {
        return;
    }
    b.assert_holds(k, n);
    for (index, panel) in out[..packed_len(k, n)].chunks_exact_mut(k * PANEL).enumerate() {
        let first = index * PANEL;
        let width = PANEL.min(n - first);
        let rows = panel.chunks_exact_mut(PANEL).enumerate();
        if b.col == 1 && width == PANEL {
            for (p, row) in rows {
                row.copy_from_slice(&b.data[p * b.row + first..][..PANEL]);
            }
        } else {
            for (p, row) in rows {
                for (c, value) in row.iter_mut().enumerate() {
                    *value = if c < width { b.data[p * b.row + (first + c) * b.col] } else { E::ZERO };
                }
            }
        }
    }
}

/// A cache line, so that panels are aligned for the widest vectors.
#[derive(Clone, Copy)]
#[repr(align(64))]
#[expect(dead_code, reason = "the bytes are read as numbers, through `align_to_mut`")]
struct Line([u8; Self::BYTES]);

impl Line {
    const BYTES: usize = 64;
}

thread_local! {
    static SCRATCH: Cell<Vec<Line>> = const { Cell::new(Vec::new()) };
}

/// Lends this thread's scratch of `len` elements with arbitrary content; it grows and stays.
///
/// A call within `f` gets memory of its own: a thread that waits for its pieces may be handed another product meanwhile.
pub fn with_scratch<E: Float, R>(len: usize, f: impl FnOnce(&mut [E]) -> R) -> R {
    let mut lines = SCRATCH.take();
    let needed = (len * size_of::<E>()).div_ceil(Line::BYTES);
    if lines.len() < needed {
        lines.resize(needed, Line([0; Line::BYTES]));
    }
    // SAFETY: `Line` is initialised bytes, and any bytes are a valid `f32` or `f64`, the only types `E` can be.
    let (before, elements, _) = unsafe { lines.align_to_mut::<E>() };
    debug_assert!(before.is_empty());
    let result = f(&mut elements[..len]);
    // The larger of this one and what a call within left there.
    let other = SCRATCH.take();
    SCRATCH.set(if other.len() > lines.len() { other } else { lines });
    result
}
