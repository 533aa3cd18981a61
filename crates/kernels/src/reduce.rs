//! Sums over one axis of dense data viewed as `[outer, n, inner]`, and over all elements.
//!
//! Sums run in fixed blocks, which are added pairwise (Higham, "The accuracy of floating point summation", 1993), so the
//! error grows with the logarithm of n. Blocks and pairs depend only on the shape, so the bits of a sum do not depend on the number of threads.

use std::ops::Range;

use super::number::Numeric;
use super::parallel::{self, ELEMENT, segments};
use super::real::Real;
use super::simd::{self, Routine};

/// The number of elements per block of a contiguous reduction.
const BLOCK: usize = 4096;

/// The number of independent partial results within a block: four AVX2 registers of single precision hide the latency of an addition.
const LANES: usize = 32;

/// How many numbers are computed at a time and then summed: a multiple of [`LANES`] that fits in L1.
const FILLED: usize = 256;

/// The number of columns per block of a reduction along an axis that is not the last.
const COLUMNS: usize = 64;
/// The number of rows per block of a reduction along an axis that is not the last.
const ROWS: usize = 64;

/// The number of outputs per chunk of [`parallel`] work: a cache line in single precision.
const CHUNK: usize = 16;

/// Writes sums over the middle axis, `out[outer, inner] = scale · Σ x`, or adds them if `accumulate`.
///
/// An empty axis gives 0.
///
/// # Panics
/// If the length of a slice does not match the sizes.
pub fn sum_axis<E: Numeric>(x: &[E], outer: usize, n: usize, inner: usize, out: &mut [E], scale: E, accumulate: bool) {
    each_sum(x, outer, n, inner, out, |out, sum| {
        *out = if accumulate { out.plus(scale.times(sum)) } else { scale.times(sum) };
    });
}

/// Writes means over the middle axis, `out[outer, inner] = Σ x / n`, NaN over an empty axis. They are corrected for rounding like [`mean_all`].
///
/// A mean of finite numbers is finite, even if their sum overflows.
///
/// # Panics
/// If the length of a slice does not match the sizes.
pub fn mean_axis<E: Real>(x: &[E], outer: usize, n: usize, inner: usize, out: &mut [E]) {
    if inner == 1 {
        return rows(x, outer, n, out, |out, row| *out = mean_all(row));
    }
    let count = E::from_usize(n);
    columns(x, outer, n, inner, out, |x, out| {
        for (start, out) in (0..).step_by(COLUMNS).zip(out.chunks_mut(COLUMNS)) {
            let x = &x[start.min(x.len())..];
            let means = sum_columns(x, n, inner, out.len(), [E::ZERO; COLUMNS], |x, _| x).map(|sum| sum / count);
            let differences = sum_columns(x, n, inner, out.len(), means, |x, mean| x - mean);
            for ((out, mean), sum) in out.iter_mut().zip(means).zip(differences) {
                *out = corrected(mean, sum / count);
            }
        }
    });
    if n == 0 || all_finite(out) {
        return;
    }
    let mut row = vec![E::ZERO; n];
    for (i, out) in out.iter_mut().enumerate().filter(|(_, mean)| !mean.is_finite()) {
        let elements = x[i / inner * n * inner + i % inner..].iter().step_by(inner);
        row.iter_mut().zip(elements).for_each(|(row, &x)| *row = x);
        *out = mean_all(&row);
    }
}

/// Calls `put` with each output and the sum of its elements.
fn each_sum<E: Numeric>(x: &[E], outer: usize, n: usize, inner: usize, out: &mut [E], put: impl Fn(&mut E, E) + Sync) {
    if inner == 1 {
        return rows(x, outer, n, out, |out, row| put(out, sum_all(row)));
    }
    columns(x, outer, n, inner, out, |x, out| {
        for (start, out) in (0..).step_by(COLUMNS).zip(out.chunks_mut(COLUMNS)) {
            let sums = sum_columns(&x[start.min(x.len())..], n, inner, out.len(), [E::ZERO; COLUMNS], |x, _| x);
            out.iter_mut().zip(sums).for_each(|(out, sum)| put(out, sum));
        }
    });
}

/// Σ x.
pub fn sum_all<E: Numeric>(x: &[E]) -> E {
    sum_of(x, x, |sum, x, _| sum.plus(x))
}

/// Σ x / n; NaN for an empty slice. The mean is finite if all numbers are finite, even if their sum overflows.
///
/// The rounding error of a sum of numbers far from zero may be many times their differences. So a second pass adds the mean of the differences
/// from the first result: in single precision the mean of 1e6, 1e6 + 1 and 1e6 + 2, repeated, is then exact.
pub fn mean_all<E: Real>(x: &[E]) -> E {
    let mean = rounded_mean(x);
    corrected(mean, sum_mapped(x, |x| x - mean) / E::from_usize(x.len()))
}

/// The mean, not corrected for rounding: callers sum the differences from it themselves.
pub(crate) fn rounded_mean<E: Real>(x: &[E]) -> E {
    mean_of(x.len(), sum_all(x), || sum_mapped(x, |x| x * E::MIN_POSITIVE))
}

/// A mean plus its correction, or the mean alone if the correction is not finite: a difference of large numbers may overflow.
#[inline(always)]
pub(crate) fn corrected<E: Real>(mean: E, rest: E) -> E {
    if rest.is_finite() { mean + rest } else { mean }
}

/// The mean of `count` numbers. `fill` gets a range of indices and writes the numbers.
pub fn mean_filled<E: Real>(count: usize, cost: usize, fill: &(dyn Fn(Range<usize>, &mut [E]) + Sync)) -> E {
    mean_of(count, sum_filled(count, cost, fill), || {
        sum_filled(count, cost, &|range, out| {
            fill(range, out);
            out.iter_mut().for_each(|x| *x = *x * E::MIN_POSITIVE);
        })
    })
}

/// The mean from the sum or, if that overflowed, from `scaled`: the sum of the numbers times [`Real::MIN_POSITIVE`], a power of two.
fn mean_of<E: Real>(count: usize, sum: E, scaled: impl FnOnce() -> E) -> E {
    let n = E::from_usize(count);
    if sum.is_finite() { sum / n } else { scaled() / n / E::MIN_POSITIVE }
}

/// Whether no element is infinite or NaN.
pub fn all_finite<E: Real>(x: &[E]) -> bool {
    // The loop over a block has no branches, so that the compiler vectorizes it.
    x.chunks(BLOCK).all(|block| {
        simd::run::<E, _>(Fold {
            x: block,
            y: block,
            first: E::ZERO,
            step: |sum: E, x: E, _| sum + x * E::ZERO,
            combine: |a: E, b: E| a + b,
        }) == E::ZERO
    })
}

/// Returns Σ (x − center) and Σ (x − center)², computed in one pass.
pub fn sums_about<E: Real>(x: &[E], center: E) -> (E, E) {
    let block = |range: Range<usize>| simd::run::<E, _>(About { x: &x[range], center });
    pairwise(0..x.len(), BLOCK, 2 * ELEMENT, &block, &|a, b| (a.0 + b.0, a.1 + b.1))
}

/// Σ a·b.
///
/// # Panics
/// If the lengths differ.
pub fn dot<E: Real>(a: &[E], b: &[E]) -> E {
    sum_of(a, b, |sum, a, b| sum + a * b)
}

/// Σ x².
pub fn sum_of_squares<E: Real>(x: &[E]) -> E {
    dot(x, x)
}

/// Σ f(x).
pub fn sum_mapped<E: Numeric>(x: &[E], f: impl Fn(E) -> E + Copy + Sync) -> E {
    sum_of(x, x, |sum, x, _| sum.plus(f(x)))
}

/// The sum of `count` numbers. `fill` gets a range of indices and writes the numbers.
///
/// `fill` is `dyn`, so that this is compiled once for all functions. `cost` is the work for one number, in the unit of [`parallel`].
pub fn sum_filled<E: Numeric>(count: usize, cost: usize, fill: &(dyn Fn(Range<usize>, &mut [E]) + Sync)) -> E {
    let block = |range: Range<usize>| {
        let mut values = [E::ZERO; FILLED];
        let mut lanes = [E::ZERO; LANES];
        for start in range.clone().step_by(FILLED) {
            let piece = start..range.end.min(start + FILLED);
            let values = &mut values[..piece.len()];
            fill(piece, values);
            simd::run::<E, _>(AddToLanes { values, lanes: &mut lanes });
        }
        joined(lanes, E::plus)
    };
    pairwise(0..count, BLOCK, cost, &block, &E::plus)
}

/// Reduces along the last axis, one row per output.
fn rows<E: Numeric>(x: &[E], outer: usize, n: usize, out: &mut [E], f: impl Fn(&mut E, &[E]) + Sync) {
    assert!(x.len() == outer * n && out.len() == outer, "x is [{outer}, {n}], out [{outer}]");
    parallel::for_each_chunk(out, CHUNK, ELEMENT * x.len(), |first, out| {
        for (row, out) in (first * CHUNK..).zip(out) {
            f(out, &x[row * n..][..n]);
        }
    });
}

/// Reduces along the middle axis, a range of columns at a time: `f` gets the elements starting at the first of these columns, and the outputs of
/// these columns.
fn columns<E: Numeric>(
    x: &[E],
    outer: usize,
    n: usize,
    inner: usize,
    out: &mut [E],
    f: impl Fn(&[E], &mut [E]) + Sync,
) {
    assert!(x.len() == outer * n * inner && out.len() == outer * inner, "x is [{outer}, {n}, {inner}]");
    parallel::for_each_chunk(out, CHUNK, ELEMENT * x.len(), |first, mut out| {
        for (block, range) in segments(first * CHUNK, out.len(), inner) {
            let (head, tail) = std::mem::take(&mut out).split_at_mut(range.len());
            let block = &x[block * n * inner..][..n * inner];
            f(&block[range.start.min(block.len())..], head);
            out = tail;
        }
    });
}

/// A sum over pairs of elements: `step(sum, a, b)` adds a pair to the sum.
fn sum_of<E: Numeric>(a: &[E], b: &[E], step: impl Fn(E, E, E) -> E + Copy + Sync) -> E {
    assert_eq!(a.len(), b.len(), "both operands are equally long");
    let block = |range: Range<usize>| {
        simd::run::<E, _>(Fold { x: &a[range.clone()], y: &b[range], first: E::ZERO, step, combine: E::plus })
    };
    pairwise(0..a.len(), BLOCK, ELEMENT, &block, &E::plus)
}

/// For each of the first `width` columns, the sum of `f(x, center of the column)` over `n` rows that are `inner` apart.
fn sum_columns<E: Numeric>(
    x: &[E],
    n: usize,
    inner: usize,
    width: usize,
    centers: [E; COLUMNS],
    f: impl Fn(E, E) -> E + Copy + Sync,
) -> [E; COLUMNS] {
    let block = |rows: Range<usize>| simd::run::<E, _>(ColumnSums { x, rows, inner, width, centers: &centers, f });
    let add = |mut a: [E; COLUMNS], b: [E; COLUMNS]| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a = a.plus(b));
        a
    };
    pairwise(0..n, ROWS, ELEMENT * width, &block, &add)
}

/// Reduces blocks of the range with `leaf` and combines neighbors pairwise; `cost` is the work per index.
fn pairwise<T: Send>(
    range: Range<usize>,
    block: usize,
    cost: usize,
    leaf: &(impl Fn(Range<usize>) -> T + Sync),
    combine: &(impl Fn(T, T) -> T + Sync),
) -> T {
    let work = cost * range.len();
    if parallel::is_small(work) {
        return tree(range, block, leaf, combine);
    }
    // These branches belong to the same tree that one thread would build, so the bits of the sum are the same. A branch below a leaf is empty.
    let mut branches = [const { None }; BRANCHES];
    parallel::for_each_chunk(&mut branches, 1, work, |first, branches| {
        for (i, result) in (first..).zip(branches) {
            *result = branch(range.clone(), block, i).map(|range| tree(range, block, leaf, combine));
        }
    });
    let mut width = BRANCHES;
    while width > 1 {
        width /= 2;
        for i in 0..width {
            branches[i] = match (branches[2 * i].take(), branches[2 * i + 1].take()) {
                (Some(a), Some(b)) => Some(combine(a, b)),
                (a, _) => a,
            };
        }
    }
    let [first, ..] = branches;
    first.expect("the first branch is never empty")
}

/// The number of branches of the tree that are distributed to threads.
const BRANCHES: usize = 16;

/// The part of the range that belongs to node `i` of the tree level with [`BRANCHES`] nodes. A leaf above this level counts as the first node below
/// it.
fn branch(mut range: Range<usize>, block: usize, i: usize) -> Option<Range<usize>> {
    let mut width = BRANCHES;
    while width > 1 {
        width /= 2;
        let is_right = i & width != 0;
        if range.len() > block {
            let middle = middle(&range, block);
            range = if is_right { middle..range.end } else { range.start..middle };
        } else if is_right {
            return None;
        }
    }
    Some(range)
}

/// The index at which a node's range is split, a multiple of the block size from its start.
fn middle(range: &Range<usize>, block: usize) -> usize {
    range.start + range.len().div_ceil(block) / 2 * block
}

fn tree<T>(range: Range<usize>, block: usize, leaf: &impl Fn(Range<usize>) -> T, combine: &impl Fn(T, T) -> T) -> T {
    if range.len() <= block {
        return leaf(range);
    }
    let middle = middle(&range, block);
    combine(tree(range.start..middle, block, leaf, combine), tree(middle..range.end, block, leaf, combine))
}

/// Folds two equally long slices into one partial result per lane, then combines the lanes in a tree.
struct Fold<'a, E, S, C> {
    x: &'a [E],
    y: &'a [E],
    first: E,
    step: S,
    combine: C,
}

impl<E: Numeric, S: Fn(E, E, E) -> E, C: Fn(E, E) -> E> Routine for Fold<'_, E, S, C> {
    type Output = E;

    #[inline(always)]
    fn run(self) -> E {
        let Self { x, y, first, step, combine } = self;
        let mut lanes = [first; LANES];
        let (x_chunks, x_rest) = x.as_chunks::<LANES>();
        let (y_chunks, y_rest) = y.as_chunks::<LANES>();
        for (x, y) in x_chunks.iter().zip(y_chunks) {
            for ((lane, &x), &y) in lanes.iter_mut().zip(x).zip(y) {
                *lane = step(*lane, x, y);
            }
        }
        // `tree` is a copy, so that the lanes of the loop above stay in registers although the length of this loop varies.
        let mut tree = lanes;
        for ((lane, &x), &y) in tree.iter_mut().zip(x_rest).zip(y_rest) {
            *lane = step(*lane, x, y);
        }
        joined(tree, combine)
    }
}

/// The sums of [`sums_about`] over one block.
struct About<'a, E> {
    x: &'a [E],
    center: E,
}

impl<E: Real> Routine for About<'_, E> {
    type Output = (E, E);

    #[inline(always)]
    fn run(self) -> (E, E) {
        let (mut sums, mut squares) = ([E::ZERO; LANES], [E::ZERO; LANES]);
        let (chunks, rest) = self.x.as_chunks::<LANES>();
        for chunk in chunks {
            for ((sum, square), &x) in sums.iter_mut().zip(&mut squares).zip(chunk) {
                let difference = x - self.center;
                *sum += difference;
                *square += difference * difference;
            }
        }
        // Local copies of the sums stay in registers although the length of this loop varies.
        let (mut sum_tree, mut square_tree) = (sums, squares);
        for ((sum, square), &x) in sum_tree.iter_mut().zip(&mut square_tree).zip(rest) {
            let difference = x - self.center;
            *sum += difference;
            *square += difference * difference;
        }
        let add = |a: E, b: E| a + b;
        (joined(sum_tree, add), joined(square_tree, add))
    }
}

/// Combines the partial results of the lanes in a tree.
#[inline(always)]
fn joined<E: Numeric>(mut lanes: [E; LANES], combine: impl Fn(E, E) -> E) -> E {
    for width in [16, 8, 4, 2, 1] {
        for lane in 0..width {
            lanes[lane] = combine(lanes[lane], lanes[lane + width]);
        }
    }
    lanes[0]
}

/// Adds each value to the next lane, cyclically.
struct AddToLanes<'a, E> {
    values: &'a [E],
    lanes: &'a mut [E; LANES],
}

impl<E: Numeric> Routine for AddToLanes<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (chunks, rest) = self.values.as_chunks::<LANES>();
        let mut lanes = *self.lanes;
        for chunk in chunks {
            lanes.iter_mut().zip(chunk).for_each(|(lane, &x)| *lane = lane.plus(x));
        }
        *self.lanes = lanes;
        self.lanes.iter_mut().zip(rest).for_each(|(lane, &x)| *lane = lane.plus(x));
    }
}

struct ColumnSums<'a, E, F> {
    x: &'a [E],
    rows: Range<usize>,
    inner: usize,
    width: usize,
    centers: &'a [E; COLUMNS],
    f: F,
}

impl<E: Numeric, F: Fn(E, E) -> E> Routine for ColumnSums<'_, E, F> {
    type Output = [E; COLUMNS];

    #[inline(always)]
    fn run(self) -> [E; COLUMNS] {
        let Self { x, rows, inner, width, centers, f } = self;
        let mut sums = [E::ZERO; COLUMNS];
        let add = |((sum, &x), &center): ((&mut E, &E), &E)| *sum = sum.plus(f(x, center));
        for row in rows {
            let row = &x[row * inner..][..width];
            // A full block is an array, so its loop is unrolled with the sums in registers.
            match row.as_array::<COLUMNS>() {
                Some(row) => sums.iter_mut().zip(row).zip(centers).for_each(add),
                None => sums.iter_mut().zip(row).zip(centers).for_each(add),
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    const SIZES: [(usize, usize, usize); 14] = [
        (0, 3, 2),
        (2, 3, 0),
        (1, 1, 1),
        (3, 1, 5),
        (5, 33, 1),
        (1, 10_007, 1),
        (100, 409, 1),
        (7, 11, 3),
        (1, 1009, 65),
        (3, 200, 64),
        (9, 65, 129),
        (1, 20_000, 2),
        (300, 17, 16),
        (2, 500, 100),
    ];

    /// Compares `kernel(x, out)` with a fold in double precision over the inputs of each output element.
    fn check<E: Real>(
        (outer, n, inner): (usize, usize, usize),
        tolerance: f64,
        kernel: impl Fn(&[E], &mut [E]) + Sync,
        reference: impl Fn(f64, f64) -> f64,
        finish: impl Fn(f64, f64) -> f64,
    ) {
        let (x, before) = (sample::<E>(1, outer * n * inner), sample::<E>(2, outer * inner));
        let run = |threads| {
            let mut out = before.clone();
            with_threads(threads, || kernel(&x, &mut out));
            out
        };
        let out = run(1);
        assert!(out == run(2), "same_for_any_thread_count: {outer} {n} {inner}");
        for (i, (value, before)) in out.iter().zip(before).enumerate() {
            let element = |p: usize| x[(i / inner * n + p) * inner + i % inner].to_f64();
            let folded = (0..n).map(element).reduce(&reference).unwrap_or(0.0);
            let expected = finish(folded, before.to_f64());
            assert!((value.to_f64() - expected).abs() <= tolerance, "{outer} {n} {inner}: {value} {expected}");
        }
    }

    fn check_all<E: Real>() {
        for sizes @ (outer, n, inner) in SIZES {
            // A block adds at most 128 terms in a chain and 9 levels of pairs follow; partial sums of n random terms in
            // [-1, 1) stay below 4 √n.
            let eps = E::EPSILON.to_f64();
            let tolerance = 137.0 * eps * 4.0 * (n as f64).sqrt();
            let half = E::from_f64(0.5);
            check::<E>(
                sizes,
                tolerance,
                |x, out| sum_axis(x, outer, n, inner, out, half, false),
                |a, b| a + b,
                |s, _| 0.5 * s,
            );
            check::<E>(
                sizes,
                tolerance,
                |x, out| sum_axis(x, outer, n, inner, out, half, true),
                |a, b| a + b,
                |s, o| o + 0.5 * s,
            );
        }
    }

    #[test]
    fn matches_reference() {
        check_all::<f32>();
        check_all::<f64>();
    }

    #[test]
    fn empty_axis_gives_zero() {
        for inner in [1, 3] {
            let mut out = vec![1.0_f32; 2 * inner];
            sum_axis(&[], 2, 0, inner, &mut out, 1.0, false);
            assert!(out.iter().all(|&sum| sum == 0.0));
        }
        assert_eq!(sum_all::<f64>(&[]), 0.0);
    }

    #[test]
    fn totals_match_reference_for_any_thread_count() {
        for n in [0, 1, 31, 4097, 300_007] {
            let (a, b): (Vec<f64>, Vec<f64>) = (sample(1, n), sample(2, n));
            let differences = |range: Range<usize>, out: &mut [f64]| {
                let pairs = a[range.clone()].iter().zip(&b[range]);
                out.iter_mut().zip(pairs).for_each(|(out, (a, b))| *out = (a - b) * (a - b));
            };
            let totals = || [sum_all(&a), dot(&a, &b), sum_of_squares(&a), sum_filled(n, ELEMENT, &differences)];
            let found = with_threads(1, totals);
            assert!(found == with_threads(2, totals));
            let pairs = || a.iter().zip(&b);
            let expected = [
                a.iter().sum(),
                pairs().map(|(a, b)| a * b).sum(),
                a.iter().map(|a| a * a).sum(),
                pairs().map(|(a, b)| (a - b) * (a - b)).sum::<f64>(),
            ];
            for (found, expected) in found.iter().zip(expected) {
                // A plain sum rounds n times, each time a total below 1.4 n; errors of random sign add up to about √n of them. A pairwise sum rounds
                // less.
                assert!(
                    (found - expected).abs() <= 1.4 * f64::EPSILON * (n as f64).powf(1.5),
                    "{n}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn mapped_sums_match_reference() {
        let x: Vec<f64> = sample(1, 1001);
        let expected: f64 = x.iter().map(|x| (x - 0.3).exp()).sum();
        assert!((sum_mapped(&x, |x| (x - 0.3).exp()) / expected - 1.0).abs() < 1e-14);
    }

    #[test]
    fn integers_are_summed_wrapping_around() {
        assert_eq!(sum_all(&[i32::MAX, 1, 5]), i32::MIN + 5);
        let mut columns = [0; 2];
        sum_axis(&[1, 2, 3, 4], 1, 2, 2, &mut columns, 1, false);
        assert_eq!(columns, [4, 6]);
    }

    #[test]
    fn a_million_terms_are_summed_pairwise() {
        let n = 1 << 20;
        let x = vec![0.1_f32; n];
        let mut columns = [0.0; 2];
        sum_axis(&x, 1, n / 2, 2, &mut columns, 1.0, false);
        let total = 0.1 * n as f32;
        // The sum is made of chains of 128 and of 64 equal terms, then of exact doublings. A single chain of all terms would be off by 0.01.
        assert!((sum_all(&x) / total - 1.0).abs() <= 128.0 * f32::EPSILON);
        assert!(columns.iter().all(|sum| (2.0 * sum / total - 1.0).abs() <= 64.0 * f32::EPSILON), "{columns:?}");
    }

    #[test]
    fn means_far_from_zero_are_exact() {
        fn check<E: Real>(offset: f64) {
            let x: Vec<E> = (0..3000).map(|i| E::from_f64(offset + (i % 3) as f64)).collect();
            let mean = E::from_f64(offset + 1.0);
            assert_eq!(mean_all(&x), mean);
            for (outer, n, inner) in [(10, 300, 1), (1, 3000, 1), (1, 1000, 3), (5, 6, 100), (1, 30, 100)] {
                // Along the axis the numbers take three values in turn.
                let x: Vec<E> = (0..outer * n * inner).map(|i| x[i / inner % n]).collect();
                let mut out = vec![E::ZERO; outer * inner];
                mean_axis(&x, outer, n, inner, &mut out);
                assert!(out.iter().all(|&found| found == mean), "{} {outer} {n} {inner}: {out:?}", E::NAME);
            }
        }
        check::<f32>(1e6);
        check::<f64>(1e15);
    }
}
