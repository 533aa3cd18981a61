//! Products of whole matrices, for other modules.

use super::Matrix;
use super::pack::Packed;
use super::plan::{self, Epilogue, Output};
use crate::parallel::{self, work_of};
use crate::real::Real;
use crate::sizes::product;

/// C = A·B, or C += A·B if `accumulate`; C has rows `c_row` apart and adjacent columns.
///
/// With `k = 0` the sums are empty: C becomes zero, or keeps its values if `accumulate`.
///
/// # Panics
/// If a matrix reaches beyond its slice, or if rows of C overlap.
#[expect(clippy::too_many_arguments, reason = "three sizes and three matrices, in the order of BLAS")]
pub fn matmul<E: Real>(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'_, E>,
    b: Matrix<'_, E>,
    c: &mut [E],
    c_row: usize,
    accumulate: bool,
) {
    matmul_with(m, k, n, a, b, c, c_row, accumulate, Epilogue::default());
}

/// Like [`matmul`], but with an epilogue: a bias, a relu or both.
///
/// # Panics
/// Same as [`matmul`], or if the bias does not have `n` elements.
#[expect(clippy::too_many_arguments, reason = "as `matmul`")]
pub fn matmul_with<E: Real>(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'_, E>,
    b: Matrix<'_, E>,
    c: &mut [E],
    c_row: usize,
    accumulate: bool,
    epilogue: Epilogue<'_, E>,
) {
    plan::run([m, k, n], a, b, Output { c, row: c_row, accumulate, epilogue });
}

/// Like [`matmul_with`], but for a matrix B that is packed already.
///
/// # Panics
/// Same as [`matmul_with`], or if the panels are not those of a `[k, n]` matrix.
#[expect(clippy::too_many_arguments, reason = "as `matmul`")]
pub fn matmul_packed<E: Real>(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'_, E>,
    b: &Packed<'_, E>,
    c: &mut [E],
    c_row: usize,
    accumulate: bool,
    epilogue: Epilogue<'_, E>,
) {
    assert_eq!(b.sizes(), (k, n), "B was packed with other sizes");
    plan::run_packed(m, a, b, Output { c, row: c_row, accumulate, epilogue });
}

/// `count` independent products of the same sizes, C[i] (+)= A[i]·B[i], where `operands(i)` gives A[i] and B[i].
///
/// The matrices of C are dense and follow each other without gaps.
///
/// # Panics
/// Same as [`matmul`], or if `c` does not hold exactly `count` matrices.
pub fn batched<'a, E: Real>(
    count: usize,
    m: usize,
    k: usize,
    n: usize,
    operands: impl Fn(usize) -> (Matrix<'a, E>, Matrix<'a, E>) + Sync,
    c: &mut [E],
    accumulate: bool,
) {
    assert_eq!(c.len(), product([count, m, n]), "C holds {count} matrices of {m} × {n}");
    parallel::for_each_chunk(c, m * n, work_of(&[2, count, m, k, n]), |first, part| {
        for (index, c) in (first..).zip(part.chunks_exact_mut(m * n)) {
            let (a, b) = operands(index);
            matmul(m, k, n, a, b, c, n, accumulate);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matmul::{is_long_sum, pack, packed_len};
    use crate::parallel::with_threads;
    use crate::random::sample;
    use crate::sizes::refuses;

    /// The textbook triple loop, which sums over k in the same order as the kernel.
    fn matmul_reference<E: Real>(
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

    const SIZES: [(usize, usize, usize); 17] = [
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
        (7, 1031, 17),
        (150, 1025, 33),
    ];

    #[test]
    fn a_sum_of_a_million_terms_does_not_drift() {
        // This test fails without blocks: added one by one, a million tenths in single precision give 100 958.
        let k = 1_000_000;
        let (a, b) = (vec![0.1_f32; k], vec![1.0_f32; k]);
        for (a_strides, b_strides) in [((k, 1), (1, 1)), ((1, 1), (1, k))] {
            let mut c = [0.0];
            let matrix = |data, (row, col)| Matrix { data, row, col };
            matmul(1, k, 1, matrix(&a, a_strides), matrix(&b, b_strides), &mut c, 1, false);
            assert!((c[0] / 1e5 - 1.0).abs() < 1e-4, "{}", c[0]);
        }
    }

    fn check<E: Real>(transposed_a: bool, transposed_b: bool, accumulate: bool) {
        for (m, k, n) in SIZES {
            let (data_a, data_b): (Vec<E>, Vec<E>) = (sample(1, m * k + 3), sample(2, k * n + 3));
            let strides = |transposed, rows, cols| if transposed { (1, rows) } else { (cols, 1) };
            let (row, col) = strides(transposed_a, m, k);
            let a = Matrix { data: &data_a[3..], row, col };
            let (row, col) = strides(transposed_b, k, n);
            let b = Matrix { data: &data_b[3..], row, col };
            // A long sum is split in two only where C is dense.
            let c_row = if is_long_sum(k, m, n) { n } else { n + 5 };
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
            // Both add the same terms in the same order, with or without fused rounding. With one rounding per term of at most 1,
            // the bound is k·eps·k/2; errors of random sign stay far below k·eps.
            let tolerance = E::EPSILON * E::from_usize(k + 1);
            for (value, expected) in c.iter().zip(&expected) {
                assert!((*value - *expected).abs() <= tolerance, "{} {m} {k} {n}: {value} {expected}", E::NAME);
            }
        }
    }

    /// With many threads a piece has few rows. Blocks of k must not depend on the rows of a piece.
    #[test]
    fn many_threads_give_the_same_bits() {
        for (m, k, n) in [(200, 190, 64), (160, 400, 48)] {
            let (data_a, data_b): (Vec<f32>, Vec<f32>) = (sample(1, m * k), sample(2, k * n));
            let (a, b) = (Matrix { data: &data_a, row: 1, col: m }, Matrix { data: &data_b, row: n, col: 1 });
            let run = |threads| {
                let mut c = vec![0.0; m * n];
                with_threads(threads, || matmul(m, k, n, a, b, &mut c, n, false));
                c
            };
            let one = run(1);
            for threads in [3, 8] {
                assert!(one == run(threads), "{m} {k} {n}: {threads} threads");
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
    fn with_an_axis_of_zero_the_other_sizes_may_be_anything() {
        let huge = usize::MAX / 2;
        let empty = Matrix { data: &[0.0_f32; 0], row: 0, col: 0 };
        for (m, k, n) in [(0, huge, huge), (huge, huge, 0), (huge, 0, 0), (0, 0, huge)] {
            matmul(m, k, n, empty, empty, &mut [], n, false);
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

    /// Calls each function that multiplies matrices, and returns whether all of them panic.
    fn all_refuse([m, k, n]: [usize; 3], a: Matrix<'_, f32>, b: Matrix<'_, f32>, c_len: usize, c_row: usize) -> bool {
        let none = Epilogue::default();
        let multiply = || refuses(|| matmul(m, k, n, a, b, &mut vec![0.0; c_len], c_row, false));
        let with = || refuses(|| matmul_with(m, k, n, a, b, &mut vec![0.0; c_len], c_row, true, none));
        multiply() && with() && with_threads(2, multiply)
    }

    #[test]
    fn sizes_that_do_not_fit_the_slices_are_refused() {
        let data = [0.0_f32; 64];
        let matrix = |len: usize, row, col| Matrix { data: &data[..len], row, col };
        let fits = |m, k, n, a, b, c_len, c_row| !all_refuse([m, k, n], a, b, c_len, c_row);
        assert!(fits(3, 4, 5, matrix(12, 4, 1), matrix(20, 5, 1), 15, 5));
        for (a_len, b_len, c_len, c_row) in
            [(11, 20, 15, 5), (12, 19, 15, 5), (12, 20, 14, 5), (12, 20, 15, 4), (0, 0, 0, 5)]
        {
            assert!(
                !fits(3, 4, 5, matrix(a_len, 4, 1), matrix(b_len, 5, 1), c_len, c_row),
                "{a_len} {b_len} {c_len} {c_row}"
            );
        }
        // Here the last row or column is outside the slice.
        assert!(!fits(3, 4, 5, matrix(64, 31, 1), matrix(64, 5, 1), 15, 5));
        assert!(!fits(3, 4, 5, matrix(64, 4, 1), matrix(64, 1, 16), 15, 5));
    }

    #[test]
    fn sizes_and_strides_that_overflow_are_refused() {
        let (data, half) = ([0.0_f32; 64], 1_usize << 63);
        let matrix = |row, col| Matrix { data: &data, row, col };
        let dense = matrix(1, 1);
        // Here products and sums of sizes would wrap around to 0 or a small number.
        for ([m, k, n], a, b, c_row) in [
            ([3, 1, 2], matrix(half, 1), dense, 2),
            ([2, 3, 2], matrix(1, half), dense, 2),
            ([2, 2, 2], matrix(half, half), dense, 2),
            ([2, 3, 2], dense, matrix(half, 1), 2),
            ([2, 2, 3], dense, matrix(1, half), 3),
            ([3, 1, 2], dense, dense, half),
            ([1 << 32, 1, 1 << 32], matrix(0, 0), matrix(0, 0), 1 << 32),
            ([2, usize::MAX, 2], matrix(0, 1), matrix(1, 0), 2),
            ([usize::MAX, 1, 1], matrix(0, 0), dense, 1),
        ] {
            assert!(all_refuse([m, k, n], a, b, 64, c_row), "{m} {k} {n}");
        }
    }

    #[test]
    fn a_batch_of_other_sizes_is_refused() {
        let data = [0.0_f32; 64];
        let operands = |_| (Matrix { data: &data, row: 2, col: 1 }, Matrix { data: &data, row: 2, col: 1 });
        let refused = |count, [m, k, n]: [usize; 3], c_len| {
            refuses(|| batched(count, m, k, n, operands, &mut vec![0.0; c_len], false))
        };
        assert!(!refused(3, [2, 2, 2], 12));
        assert!(refused(3, [2, 2, 2], 11) && refused(2, [2, 2, 2], 12) && refused(1, [40, 2, 2], 80));
        assert!(refused(1 << 62, [2, 2, 2], 0) && refused(4, [1 << 31, 2, 1 << 31], 0));
    }

    #[test]
    fn panels_of_another_matrix_are_refused() {
        let data = [0.0_f32; 64];
        let a = Matrix { data: &data[..12], row: 4, col: 1 };
        let mut panels = vec![0.0; packed_len::<f32>(4, 5)];
        let b = pack(4, 5, Matrix { data: &data, row: 5, col: 1 }, &mut panels);
        let refused = |[m, k, n]: [usize; 3], a, c_len, c_row, bias: Option<&[f32]>| {
            let epilogue = Epilogue { bias, relu: false };
            refuses(|| matmul_packed(m, k, n, a, &b, &mut vec![0.0; c_len], c_row, false, epilogue))
        };
        assert!(!refused([3, 4, 5], a, 15, 5, Some(&data[..5])));
        assert!(
            refused([3, 5, 4], a, 15, 5, None)
                && refused([3, 4, 4], a, 15, 5, None)
                && refused([4, 4, 5], a, 20, 5, None)
        );
        assert!(refused([3, 4, 5], a, 14, 5, None) && refused([3, 4, 5], a, 15, 4, None));
        assert!(refused([3, 4, 5], a, 15, 5, Some(&data[..4])) && refused([3, 4, 5], a, 15, 5, Some(&data[..6])));
    }
}
