//! B in panels, `[n / width][k][width]` with zeros beyond the last column, where `width` is that of the tile.
//!
//! A panel is read by the tile as one stream, whatever the strides of B were: a transposed weight costs as little as one
//! that is not. The width depends on the instruction set, so panels are never stored outside the process.

use super::Matrix;
use super::tile::{load_some, tile_size};
use crate::lanes::{LaneRoutine, Lanes, run_lanes};
use crate::parallel::{self, ELEMENT};
use crate::real::Real;

/// The number of elements that [`pack`] writes for a `[k, n]` matrix.
pub fn packed_len<E: Real>(k: usize, n: usize) -> usize {
    let (_, width) = tile_size::<E>();
    n.div_ceil(width) * width * k
}

/// A `[k, n]` matrix in panels, as [`pack`] wrote them.
#[derive(Clone, Copy)]
pub struct Packed<'a, E> {
    data: &'a [E],
    k: usize,
    n: usize,
}

impl<'a, E: Real> Packed<'a, E> {
    /// Panels that [`pack`] wrote in this process; fastest if they begin at a cache line.
    ///
    /// # Panics
    /// If there are fewer than [`packed_len`] elements.
    pub fn new(k: usize, n: usize, data: &'a [E]) -> Self {
        Self { data: &data[..packed_len::<E>(k, n)], k, n }
    }

    /// The elements.
    pub fn data(&self) -> &'a [E] {
        self.data
    }

    /// Rows and columns of the matrix.
    pub fn sizes(&self) -> (usize, usize) {
        (self.k, self.n)
    }
}

/// Packs a `[k, n]` matrix into panels.
///
/// # Panics
/// If the matrix reaches beyond its slice, or if `out` is shorter than [`packed_len`].
pub fn pack<'a, E: Real>(k: usize, n: usize, b: Matrix<'_, E>, out: &'a mut [E]) -> Packed<'a, E> {
    pack_rows(k, n, b, out, 0, k);
    Packed::new(k, n, out)
}

/// Packs a `[k, n]` matrix as the rows from `first` on of one with `depth` rows.
///
/// # Panics
/// If the matrix reaches beyond its slice, if it has more rows than there is room for, or if `out` is too short.
pub fn pack_rows<E: Real>(k: usize, n: usize, b: Matrix<'_, E>, out: &mut [E], first: usize, depth: usize) {
    b.assert_holds(k, n);
    assert!(first + k <= depth, "rows {first} to {} do not fit into {depth}", first + k);
    let out = &mut out[..packed_len::<E>(depth, n)];
    if k * n == 0 {
        return;
    }
    let (_, width) = tile_size::<E>();
    parallel::for_each_chunk(out, depth * width, k * n * ELEMENT, |panel, part| {
        for (panel, to) in (panel..).zip(part.chunks_exact_mut(depth * width)) {
            let from = Matrix { data: &b.data[panel * width * b.col..], ..b };
            let cols = width.min(n - panel * width);
            run_lanes(Panel { rows: k, cols, from, to: &mut to[first * width..][..k * width] });
        }
    });
}

/// The number of elements that [`pack_strips`] writes.
pub fn strips_len<E: Real>(k: usize, m: usize) -> usize {
    let (full, _) = tile_size::<E>();
    m.div_ceil(full) * full * k
}

/// Copies a `[k, m]` matrix with rows `row` apart and adjacent columns to strips as wide as a tile is high,
/// `[m / rows][k][rows]`: what the tile wants of a transposed A whose rows are far apart.
///
/// # Panics
/// If the matrix reaches beyond its slice, or if `out` is shorter than [`strips_len`].
pub fn pack_strips<E: Real>(k: usize, m: usize, data: &[E], row: usize, out: &mut [E]) {
    Matrix { data, row, col: 1 }.assert_holds(k, m);
    let out = &mut out[..strips_len::<E>(k, m)];
    if k * m == 0 {
        return;
    }
    let (full, _) = tile_size::<E>();
    parallel::for_each_chunk(out, k * full, k * m * ELEMENT, |strip, part| {
        for (strip, to) in (strip..).zip(part.chunks_exact_mut(k * full)) {
            let first = strip * full;
            run_lanes(Strip { cols: full.min(m - first), from: &data[first..], row, full, to });
        }
    });
}

/// Copies `cols` columns to one strip. The matrix holds as many rows as the strip; a row of it is at most a vector.
pub(super) struct Strip<'a, E> {
    pub(super) cols: usize,
    pub(super) from: &'a [E],
    pub(super) row: usize,
    pub(super) full: usize,
    pub(super) to: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Strip<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { cols, from, row, full, to } = self;
        let rows = to.len() / full;
        for p in 0..rows {
            let is_inside = p * full + V::WIDTH <= to.len();
            // SAFETY: row p has `cols` elements; a whole vector is written where it ends within the strip, whose next rows are
            // written after it.
            unsafe {
                let vector = V::load_first(from.as_ptr().add(p * row), cols);
                let to = to.as_mut_ptr().add(p * full);
                if is_inside { vector.store(to) } else { vector.store_first(to, full) }
            }
        }
    }
}

/// Copies the first columns of a matrix to one panel. The matrix holds them, and the panel holds the rows.
pub(super) struct Panel<'a, E> {
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) from: Matrix<'a, E>,
    pub(super) to: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Panel<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { rows, cols, from, to } = self;
        let width = 2 * V::WIDTH;
        if from.col == 1 {
            for (p, row) in to.chunks_exact_mut(width).enumerate() {
                for v in 0..2 {
                    // SAFETY: row p of the matrix has `cols` elements, and that of the panel two vectors.
                    unsafe {
                        let vector =
                            load_some::<V>(from.data.as_ptr().wrapping_add(p * from.row + v * V::WIDTH), cols, v);
                        vector.store(row.as_mut_ptr().add(v * V::WIDTH));
                    }
                }
            }
            return;
        }
        let squares = if from.row == 1 { rows / V::WIDTH } else { 0 };
        for v in 0..2 {
            let left = v * V::WIDTH;
            let full = cols >= left + V::WIDTH;
            let squares = if full { squares } else { 0 };
            for p in (0..squares).map(|square| square * V::WIDTH) {
                // SAFETY: rows and columns from (p, left) on lie within both.
                unsafe {
                    let from_square = from.data.as_ptr().add(p + left * from.col);
                    V::transpose(from_square, from.col, to.as_mut_ptr().add(p * width + left), width);
                }
            }
            for (p, row) in to.chunks_exact_mut(width).enumerate().skip(squares * V::WIDTH) {
                for (c, value) in (left..).zip(&mut row[left..left + V::WIDTH]) {
                    *value = if c < cols { from.data[p * from.row + c * from.col] } else { E::ZERO };
                }
            }
        }
    }
}
