//! The loops around the tile: blocks of k, packing, and the cut of C over threads.
//!
//! B is packed once for each block of k; C is cut at panel borders if it is wide, else in multiples of 6 rows.

use std::ops::Range;

use super::Matrix;
use super::pack::{PANEL, Panels, pack, packed_len, with_scratch};
use super::tile::{Block, TILE_ROWS};
use crate::kernels::float::Float;
use crate::kernels::{parallel, simd};

/// The longest block of k: a panel of 16 columns then takes 24 KiB in single precision and stays in the first-level
/// cache.
const LONGEST_BLOCK: usize = 384;

/// From this width on C is cut by columns, so that no two pieces read the same part of B.
const WIDE: usize = 128;

/// Up to so many rows, packing B would cost more than it saves, and full panels of B are read in place.
const FEW_ROWS: usize = 2 * TILE_ROWS;

/// C = A·B, or C += A·B if `accumulate`; C has rows `c_row` apart and adjacent columns.
///
/// `k = 0` is an empty sum: C becomes zero, or stays as it is if `accumulate`.
///
/// # Panics
/// If a matrix reaches beyond its slice, or if rows of C overlap.
#[expect(clippy::too_many_arguments, reason = "three sizes and three matrices, in the order of BLAS")]
pub fn matmul<E: Float>(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'_, E>,
    b: Matrix<'_, E>,
    c: &mut [E],
    c_row: usize,
    accumulate: bool,
) {
    if m == 0 || n == 0 {
        return;
    }
    let c = assert_output(m, n, c, c_row);
    if k == 0 {
        if !accumulate {
            (0..m).for_each(|i| c[i * c_row..][..n].fill(E::ZERO));
        }
        return;
    }
    a.assert_holds(m, k);
    b.assert_holds(k, n);
    let by_columns = n >= WIDE || n >= m;
    let unit = if by_columns { PANEL } else { TILE_ROWS };
    let total = if by_columns { n } else { m };
    let c = Shared(c.as_mut_ptr());
    let longest = k.div_ceil(k.div_ceil(LONGEST_BLOCK));
    let in_place = b.col == 1 && m <= FEW_ROWS && n.is_multiple_of(PANEL);
    // B is packed here, by one thread and once: the scratch of the others would grow whenever they first get a piece.
    with_scratch(if in_place { 0 } else { packed_len(longest, n) }, |packed| {
        for first in (0..k).step_by(longest) {
            let depth = longest.min(k - first);
            let part = Matrix { data: &b.data[first * b.row..], ..b };
            let panels = if in_place {
                Panels { data: part.data, step: b.row, stride: PANEL }
            } else {
                pack(depth, n, part, packed);
                Panels::packed(packed, depth)
            };
            let a = Matrix { data: &a.data[first * a.col..], ..a };
            let fresh = first == 0 && !accumulate;
            parallel::for_each_range(total.div_ceil(unit), 2 * m * depth * n, |units| {
                let range = units.start * unit..total.min(units.end * unit);
                let (rows, cols) = if by_columns { (0..m, range) } else { (range, 0..n) };
                // SAFETY: A and the panels hold m × depth and depth × n elements and C m × n, as asserted, and ranges of
                // units do not overlap.
                unsafe { piece(rows, cols, depth, a, panels, c.add(0), c_row, fresh) };
            });
        }
    });
}

/// `count` independent products of the same sizes, C[i] (+)= A[i]·B[i], where `operands(i)` gives A[i] and B[i].
///
/// The matrices of C lie one behind the other, each dense.
///
/// # Panics
/// As [`matmul`], or if `c` does not hold exactly `count` matrices.
pub fn batched<'a, E: Float>(
    count: usize,
    m: usize,
    k: usize,
    n: usize,
    operands: impl Fn(usize) -> (Matrix<'a, E>, Matrix<'a, E>) + Sync,
    c: &mut [E],
    accumulate: bool,
) {
    assert_eq!(c.len(), count * m * n, "C holds {count} matrices of {m} × {n}");
    let work = 2 * count * m * k * n;
    parallel::for_each_chunk(c, m * n, work, |first, part| {
        for (index, c) in (first..).zip(part.chunks_exact_mut(m * n)) {
            let (a, b) = operands(index);
            matmul(m, k, n, a, b, c, n, accumulate);
        }
    });
}

/// C (+)= A·B on this thread, where B is in panels already; zero first if `fresh`.
///
/// # Panics
/// If an operand reaches beyond its slice, or if rows of C overlap.
#[expect(clippy::too_many_arguments, reason = "three sizes and three matrices, as in `matmul`")]
pub fn product<E: Float>(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'_, E>,
    b: Panels<'_, E>,
    c: &mut [E],
    c_row: usize,
    fresh: bool,
) {
    if m == 0 || n == 0 || (k == 0 && !fresh) {
        return;
    }
    let c = assert_output(m, n, c, c_row);
    if k > 0 {
        a.assert_holds(m, k);
        assert!(
            (n - 1) / PANEL * b.stride + (k - 1) * b.step + PANEL <= b.data.len(),
            "panels reach beyond their slice"
        );
    }
    // The invariant of `Block` is what was just asserted.
    simd::run::<E, _>(Block {
        rows: m,
        depth: k,
        cols: n,
        a: a.data.as_ptr(),
        a_row: a.row,
        a_col: a.col,
        b: b.data.as_ptr(),
        b_step: b.step,
        b_stride: b.stride,
        c: c.as_mut_ptr(),
        c_row,
        fresh,
    });
}

/// The part of `c` that an m × n matrix takes, neither side 0.
fn assert_output<E>(m: usize, n: usize, c: &mut [E], c_row: usize) -> &mut [E] {
    assert!(m == 1 || c_row >= n, "rows of C are {c_row} apart and {n} long");
    &mut c[..(m - 1) * c_row + n]
}

/// The start of C, shared by pieces that write different elements.
#[derive(Clone, Copy)]
struct Shared<E>(*mut E);

// SAFETY: the pointer is only used for elements that one piece alone writes; `E` is a plain number.
unsafe impl<E: Float> Sync for Shared<E> {}

impl<E> Shared<E> {
    /// SAFETY: the offset stays within the slice.
    unsafe fn add(&self, offset: usize) -> *mut E {
        // SAFETY: the caller's promise.
        unsafe { self.0.add(offset) }
    }
}

/// Rows × columns of one block of k.
///
/// SAFETY: A, the panels and C hold the ranges, and nobody else accesses this part of C.
#[expect(clippy::too_many_arguments, reason = "as `matmul`")]
unsafe fn piece<E: Float>(
    rows: Range<usize>,
    cols: Range<usize>,
    depth: usize,
    a: Matrix<'_, E>,
    b: Panels<'_, E>,
    c: *mut E,
    c_row: usize,
    fresh: bool,
) {
    simd::run::<E, _>(Block {
        rows: rows.len(),
        depth,
        cols: cols.len(),
        a: a.data[rows.start * a.row..].as_ptr(),
        a_row: a.row,
        a_col: a.col,
        b: b.data[cols.start / PANEL * b.stride..].as_ptr(),
        b_step: b.step,
        b_stride: b.stride,
        // SAFETY: C holds the ranges.
        c: unsafe { c.add(rows.start * c_row + cols.start) },
        c_row,
        fresh,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::parallel::with_threads;
    use crate::kernels::random::sample;

    /// The textbook's triple loop, in the same order over k.
    fn matmul_reference<E: Float>(
        m: usize,
        k: usize,
        n: usize,
        a: Matrix<'_, E>,
        b: Matrix<'_, E>,
        c: &mut [E],
        c_row: usize,
    ) {
        for i in 0..m {
            for j in 0..n {
                for p in 0..k {
                    c[i * c_row + j] += a.data[i * a.row + p * a.col] * b.data[p * b.row + j * b.col];
                }
            }
        }
    }

    const SIZES: [(usize, usize, usize); 15] = [
        (0, 3, 4),
        (3, 0, 4),
        (3, 4, 0),
        (1, 1, 1),
        (1, 256, 64),
        (7, 5, 17),
        (6, 7, 16),
        (11, 385, 33),
        (13, 800, 8),
        (97, 31, 15),
        (65, 65, 65),
        (25, 9, 130),
        (12, 40, 160),
        (200, 64, 48),
        (101, 100, 129),
    ];

    fn check<E: Float>(transposed_a: bool, transposed_b: bool, accumulate: bool) {
        for (m, k, n) in SIZES {
            let (data_a, data_b): (Vec<E>, Vec<E>) = (sample(1, m * k + 3), sample(2, k * n + 3));
            let strides = |transposed, rows, cols| if transposed { (1, rows) } else { (cols, 1) };
            let (row, col) = strides(transposed_a, m, k);
            let a = Matrix { data: &data_a[3..], row, col };
            let (row, col) = strides(transposed_b, k, n);
            let b = Matrix { data: &data_b[3..], row, col };
            let c_row = n + 5;
            let before: Vec<E> = sample(3, m * c_row);
            let mut expected = before.clone();
            if !accumulate {
                expected.chunks_mut(c_row).for_each(|row| row[..n].fill(E::ZERO));
            }
            matmul_reference(m, k, n, a, b, &mut expected, c_row);
            let run = |threads| {
                let mut c = before.clone();
                with_threads(threads, || matmul(m, k, n, a, b, &mut c, c_row, accumulate));
                c
            };
            let c = run(1);
            assert!(c == run(2), "same_for_any_thread_count: {m} {k} {n}");
            // The same chain with and without fused rounding: at most one rounding per term, terms at most 1, so
            // k·eps·k/2 is the bound; errors of random sign stay far below k·eps.
            let tolerance = E::EPSILON * E::from_usize(k + 1);
            for (value, expected) in c.iter().zip(&expected) {
                assert!((*value - *expected).abs() <= tolerance, "{} {m} {k} {n}: {value} {expected}", E::NAME);
            }
        }
    }

    #[test]
    fn matches_reference() {
        for case in 0..8 {
            check::<f32>(case & 1 > 0, case & 2 > 0, case & 4 > 0);
            check::<f64>(case & 1 > 0, case & 2 > 0, case & 4 > 0);
        }
    }

    #[test]
    fn batch_equals_single_products() {
        for (count, m, k, n) in [(0, 2, 2, 2), (3, 0, 2, 2), (5, 7, 9, 17), (40, 16, 32, 24)] {
            let (a, b): (Vec<f32>, Vec<f32>) = (sample(1, count * m * k), sample(2, k * n));
            let operands =
                |i: usize| (Matrix { data: &a[i * m * k..], row: k, col: 1 }, Matrix { data: &b[..], row: n, col: 1 });
            let mut c = vec![f32::NAN; count * m * n];
            batched(count, m, k, n, operands, &mut c, false);
            for i in 0..count {
                let mut single = vec![0.0; m * n];
                let (a, b) = operands(i);
                matmul(m, k, n, a, b, &mut single, n, false);
                assert!(single == c[i * m * n..][..m * n]);
            }
        }
    }

    #[test]
    fn nan_is_not_hidden_by_a_zero_factor() {
        let mut c = [0.0];
        matmul(
            1,
            1,
            1,
            Matrix { data: &[0.0], row: 1, col: 1 },
            Matrix { data: &[f32::NAN], row: 1, col: 1 },
            &mut c,
            1,
            false,
        );
        assert!(c[0].is_nan());
    }
}
