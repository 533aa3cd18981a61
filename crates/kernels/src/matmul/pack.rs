//! Packs B into panels, `[n / width][k][width]` with zeros after the last column, where `width` is the width of the register tile.
//!
//! The tile reads a panel as one stream for any strides of B, so a transposed weight costs no more than any other. The width
//! depends on the instruction set, so panels are never stored outside the process.

use super::Matrix;
use super::tile::load_some;
use super::tile_size::tile_size;
use crate::lanes::{LaneRoutine, Lanes, run_lanes};
use crate::parallel::{self, ELEMENT, work_of};
use crate::real::Real;
use crate::sizes::product;

/// The number of elements that [`pack`] writes for a `[k, n]` matrix.
///
/// # Panics
/// If the number overflows.
pub fn packed_len<E: Real>(k: usize, n: usize) -> usize {
    let (_, width) = tile_size::<E>();
    product([n.div_ceil(width), width, k])
}

/// A `[k, n]` matrix in panels, as [`pack`] wrote them.
// Invariant: `data` has `packed_len(k, n)` elements.
#[derive(Clone, Copy, Debug)]
pub struct Packed<'a, E> {
    data: &'a [E],
    k: usize,
    n: usize,
}

impl<'a, E: Real> Packed<'a, E> {
    /// Panels that [`pack`] wrote in this process. They are fastest if they start at a cache line.
    ///
    /// # Panics
    /// If there are fewer than [`packed_len`] elements.
    pub fn new(k: usize, n: usize, data: &'a [E]) -> Self {
        Self { data: &data[..packed_len::<E>(k, n)], k, n }
    }

    /// The elements.
    pub(crate) fn data(&self) -> &'a [E] {
        self.data
    }

    /// The number of rows and the number of columns of the matrix.
    pub(crate) fn sizes(&self) -> (usize, usize) {
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

/// Packs a `[k, n]` matrix into rows `first` to `first + k` of panels of `depth` rows.
///
/// # Panics
/// If the matrix reaches beyond its slice, if it has more rows than there is room for, or if `out` is too short.
pub(crate) fn pack_rows<E: Real>(k: usize, n: usize, b: Matrix<'_, E>, out: &mut [E], first: usize, depth: usize) {
    b.assert_holds(k, n);
    assert!(first <= depth && k <= depth - first, "{k} rows from row {first} on do not fit into {depth}");
    let out = &mut out[..packed_len::<E>(depth, n)];
    if k == 0 || n == 0 {
        return;
    }
    let (_, width) = tile_size::<E>();
    parallel::for_each_chunk(out, depth * width, work_of(&[k, n, ELEMENT]), |panel, to| {
        let left = panel * width;
        let from = Matrix { data: &b.data[left * b.col..], ..b };
        let cols = (to.len() / depth).min(n - left);
        run_lanes(Panels { rows: k, cols, from, to, first, depth });
    });
}

/// Whether to pack a transposed A into strips, where C has `m` rows and `n` columns. With many panels, A is read many times; without
/// packing, it would be evicted from L1 between reads.
pub(crate) fn belongs_in_strips(m: usize, n: usize) -> bool {
    m > 96 && n >= 128
}

/// The number of elements that [`pack_strips`] writes.
///
/// # Panics
/// If the number overflows.
pub(crate) fn strips_len<E: Real>(k: usize, m: usize) -> usize {
    let (full, _) = tile_size::<E>();
    product([m.div_ceil(full), full, k])
}

/// Copies a `[k, m]` matrix with row stride `row` and column stride 1 to strips `[⌈m / rows⌉][k][rows]`, where `rows` is the number of rows of a
/// tile. Tiles read a transposed A in this form where [`belongs_in_strips`] says so.
///
/// # Panics
/// If the matrix reaches beyond its slice, or if `out` is shorter than [`strips_len`].
pub(crate) fn pack_strips<E: Real>(k: usize, m: usize, data: &[E], row: usize, out: &mut [E]) {
    Matrix { data, row, col: 1 }.assert_holds(k, m);
    let out = &mut out[..strips_len::<E>(k, m)];
    if k == 0 || m == 0 {
        return;
    }
    let (full, _) = tile_size::<E>();
    parallel::for_each_chunk(out, k * full, work_of(&[k, m, ELEMENT]), |strip, part| {
        for (strip, to) in (strip..).zip(part.chunks_exact_mut(k * full)) {
            let first = strip * full;
            run_lanes(Strip { cols: full.min(m - first), from: &data[first..], row, full, to });
        }
    });
}

/// Copies `cols` columns of a matrix to one strip.
// Invariant: `to` has whole rows of `full` elements, `from` has the same number of rows, `row` apart, of `cols` elements, and `cols` and
// `full` are at most the width of a vector.
struct Strip<'a, E> {
    cols: usize,
    from: &'a [E],
    row: usize,
    full: usize,
    to: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Strip<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { cols, from, row, full, to } = self;
        let rows = to.len() / full;
        for p in 0..rows {
            let is_inside = p * full + V::WIDTH <= to.len();
            // SAFETY: by the invariant of `Strip`, row p of the matrix has `cols` elements and row p of the strip has `full`. A whole vector is
            // written only where it ends within the strip; the later rows that it overlaps are written after it.
            unsafe {
                let vector = V::load_first(from.as_ptr().add(p * row), cols);
                let to = to.as_mut_ptr().add(p * full);
                if is_inside { vector.store(to) } else { vector.store_first(to, full) }
            }
        }
    }
}

/// The number of panels that are filled side by side, so that each row of the matrix is read in memory order. More panels would touch more
/// pages of memory than the TLB holds.
const SIDE_BY_SIDE: usize = 16;

/// A job that packs a matrix into panels of `depth` rows each. In every panel, writing starts at row `first`.
pub(super) struct Panels<'a, E> {
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) from: Matrix<'a, E>,
    pub(super) to: &'a mut [E],
    pub(super) first: usize,
    pub(super) depth: usize,
}

impl<E: Real> LaneRoutine<E> for Panels<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { rows, cols, from, to, first, depth } = self;
        let width = 2 * V::WIDTH;
        let has_room =
            first <= depth && rows <= depth - first && product([cols.div_ceil(width), width, depth]) <= to.len();
        assert!(has_room, "the panels are too small");
        from.assert_holds(rows, cols);
        if from.col == 1 {
            for left in (0..cols).step_by(SIDE_BY_SIDE * width) {
                let right = cols.min(left + SIDE_BY_SIDE * width);
                for p in 0..rows {
                    // SAFETY: `assert_holds` checked that row p of the matrix has `cols` elements, and `has_room` that each panel has two
                    // vectors in row `first + p`.
                    unsafe {
                        let row = from.data.as_ptr().wrapping_add(p * from.row);
                        let mut to = to.as_mut_ptr().add(left * depth + (first + p) * width);
                        for left in (left..right).step_by(width) {
                            for v in 0..2 {
                                let vector = load_some::<V>(row.wrapping_add(left + v * V::WIDTH), cols - left, v);
                                vector.store(to.add(v * V::WIDTH));
                            }
                            to = to.wrapping_add(depth * width);
                        }
                    }
                }
            }
            return;
        }
        for (panel, to) in to.chunks_exact_mut(depth * width).enumerate() {
            let left = panel * width;
            let from = Matrix { data: &from.data[left * from.col..], ..from };
            Panel { rows, cols: width.min(cols - left), from, to: &mut to[first * width..][..rows * width] }.run::<V>();
        }
    }
}

/// Fills one panel with columns of a matrix, for matrices whose columns are not adjacent.
// Invariant: `from` has `rows × cols` elements, and `to` has `rows` rows of two vectors.
struct Panel<'a, E> {
    rows: usize,
    cols: usize,
    from: Matrix<'a, E>,
    to: &'a mut [E],
}

impl<E: Real> Panel<'_, E> {
    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { rows, cols, from, to } = self;
        let width = 2 * V::WIDTH;
        let squares = if from.row == 1 { rows / V::WIDTH } else { 0 };
        for v in 0..2 {
            let left = v * V::WIDTH;
            let full = cols >= left + V::WIDTH;
            let squares = if full { squares } else { 0 };
            for p in (0..squares).map(|square| square * V::WIDTH) {
                // SAFETY: by the invariant of `Panel`, and because of `full`, a square of a vector's width at (p, left) is within the
                // matrix and within the panel.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Array, Vectorized};
    use crate::matmul::tile_size::tile_rows;
    use crate::random::sample;
    use crate::sizes::refuses;

    /// Packs a matrix of any strides.
    struct Packing;

    impl<E: Real> LaneRoutine<E> for Packing {
        type Output = ();

        fn run<V: Lanes<Element = E>>(self) {
            let width = 2 * V::WIDTH;
            for (rows, cols) in [(1, 1), (8, 8), (16, 16), (17, 9), (33, 32), (5, 31), (40, 15), (9, 24 * width + 3)] {
                for (row, col) in [(cols, 1), (cols + 5, 1), (1, rows), (1, rows + 3), (3, 3 * rows), (0, 1)] {
                    let data: Vec<E> = sample(7, (rows - 1) * row + (cols - 1) * col + 1);
                    let (first, depth) = (2, rows + 3);
                    let at = |p: usize, c: usize| if c < cols { data[p * row + c * col] } else { E::ZERO };
                    let mut panels = vec![E::INFINITY; depth * cols.next_multiple_of(width)];
                    let from = Matrix { data: &data, row, col };
                    Panels { rows, cols, from, to: &mut panels, first, depth }.run::<V>();
                    for (i, &value) in panels.iter().enumerate() {
                        let (panel, p, c) = (i / width / depth, i / width % depth, i % width);
                        let is_row = (first..first + rows).contains(&p);
                        let expected = if is_row { at(p - first, panel * width + c) } else { E::INFINITY };
                        assert!(value == expected, "{rows} {cols} {row} {col}: {p} {c}");
                    }
                    let full = tile_rows::<V>();
                    if col == 1 {
                        let cols = cols.min(full);
                        let mut strip = vec![E::NAN; rows * full];
                        Strip { cols, from: &data, row, full, to: &mut strip }.run::<V>();
                        let same = |i: usize| i % full >= cols || strip[i] == at(i / full, i % full);
                        assert!((0..rows * full).all(same), "{rows} {cols} {row}");
                    }
                }
            }
        }
    }

    #[test]
    fn packing_keeps_every_element_in_its_place() {
        f32::run_lanes(Packing);
        Packing.run::<Array<f32, 8>>();
        Packing.run::<Array<f32, 16>>();
        Packing.run::<Array<f64, 8>>();
    }

    #[test]
    fn matrices_and_panels_that_do_not_fit_are_refused() {
        let data = [0.0_f32; 64];
        let (_, width) = tile_size::<f32>();
        let matrix = |row, col| Matrix { data: &data, row, col };
        let packs = |k, n, b, len| !refuses(|| _ = pack(k, n, b, &mut vec![0.0; len]));
        assert_eq!(packed_len::<f32>(3, 1), 3 * width);
        assert!(packs(3, 2, matrix(2, 1), 3 * width) && packs(3, 2, matrix(1, 3), 3 * width));
        assert!(
            !packs(3, 2, matrix(2, 1), 3 * width - 1)
                && !packs(9, 8, matrix(8, 1), 999)
                && !packs(2, 9, matrix(1, 8), 999)
        );
        let huge = 1 << 63;
        assert!(
            !packs(3, 1, matrix(huge, 1), 999)
                && !packs(1, 3, matrix(1, huge), 999)
                && !packs(2, 2, matrix(huge, huge), 999)
        );
        assert!(!packs(1 << 32, 1 << 32, matrix(0, 0), 999) && !packs(usize::MAX, 1, matrix(0, 0), 999));
        assert!(refuses(|| _ = Packed::<f32>::new(3, 1, &data[..2])) && refuses(|| _ = Packed::new(huge, 2, &data)));
        assert!(refuses(|| _ = packed_len::<f32>(usize::MAX, 2)) && refuses(|| _ = packed_len::<f32>(2, usize::MAX)));
    }

    #[test]
    fn rows_beyond_the_panels_are_refused() {
        let data = [0.0_f32; 64];
        let matrix = Matrix { data: &data, row: 1, col: 1 };
        let packs = |k, first, depth, len| !refuses(|| pack_rows(k, 1, matrix, &mut vec![0.0; len], first, depth));
        let len = packed_len::<f32>(5, 1);
        assert!(packs(2, 3, 5, len) && packs(5, 0, 5, len));
        assert!(
            !packs(3, 3, 5, len)
                && !packs(2, usize::MAX, 5, len)
                && !packs(2, usize::MAX - 1, 5, len)
                && !packs(2, 3, 5, len - 1)
        );
    }

    #[test]
    fn strips_that_do_not_fit_are_refused() {
        let data = [0.0_f32; 64];
        let packs = |k, m, row, len| !refuses(|| pack_strips(k, m, &data, row, &mut vec![0.0; len]));
        let len = strips_len::<f32>(3, 2);
        assert!(packs(3, 2, 31, len));
        assert!(
            !packs(3, 2, 31, len - 1)
                && !packs(3, 2, 32, len)
                && !packs(3, 2, 1 << 63, len)
                && !packs(1 << 63, 2, 0, len)
        );
    }
}
