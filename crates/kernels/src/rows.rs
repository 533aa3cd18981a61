//! Applies a function to every row of a matrix, split across threads by rows.

use super::parallel;

/// Calls `f` with the index of each row, the row of `x` (`n` elements) and the row of `out` (`m` elements). `cost` is the work per element of
/// `x`, as [`parallel`] counts it.
///
/// # Panics
/// If `x` and `out` do not have the same number of rows.
pub fn for_each<X: Sync, Y: Send>(
    x: &[X],
    n: usize,
    out: &mut [Y],
    m: usize,
    cost: usize,
    f: impl Fn(usize, &[X], &mut [Y]) + Sync,
) {
    if out.is_empty() {
        return;
    }
    assert_eq!(x.len(), out.len() / m * n, "as many rows of {n} as of {m}");
    parallel::for_each_chunk(out, m, cost * x.len(), |first, out| {
        for (row, out) in (first..).zip(out.chunks_mut(m)) {
            f(row, &x[row * n..][..n], out);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;

    #[test]
    fn every_row_meets_its_output_for_any_thread_count() {
        for (rows, n, m) in [(0, 3, 2), (5, 0, 2), (5, 3, 0), (1, 1, 1), (101, 7, 3)] {
            let x: Vec<usize> = (0..rows * n).collect();
            let expected: Vec<usize> =
                (0..rows * m).map(|i| (i / m * n..(i / m + 1) * n).sum::<usize>() + i % m).collect();
            for threads in [1, 2] {
                let mut out = vec![0; rows * m];
                with_threads(threads, || {
                    for_each(&x, n, &mut out, m, 1 << 20, |i, row, out| {
                        assert!(row.first().is_none_or(|&first| first == i * n));
                        out.iter_mut().enumerate().for_each(|(j, out)| *out = row.iter().sum::<usize>() + j);
                    });
                });
                assert_eq!(out, expected, "{rows} {n} {m}");
            }
        }
    }
}
