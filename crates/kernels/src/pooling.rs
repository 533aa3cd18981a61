//! Means and maxima of windows along the middle axis of dense data viewed as `[outer, length, inner]`.
//!
//! With `inner` = 1 the axis is contiguous. For a signal stored channels-last, `inner` is the number of its channels, so nothing is transposed.
//! Windows of equal size are computed tap by tap, so that with a stride of 1 each pass reads adjacent elements; bins are computed one by
//! one. A mean includes the zeros of the padding, a maximum ignores them. Long windows are summed in blocks and pairs.

use std::ops::Range;

use super::parallel::{self, ELEMENT, segments};
use super::real::Real;
use super::reduce;
use super::scratch::with_scratch;
use super::simd::{self, Routine};

/// Windows of more than this many steps are summed one by one, in blocks and pairs.
const LONG: usize = 128;

/// The mean of up to this many numbers is accurate to two roundings, so it needs no second pass.
const FEW: usize = 4;

/// The positions of the windows.
#[derive(Clone, Copy, Debug)]
pub enum Windows {
    /// Windows of `kernel` steps, `stride` apart. The first one starts `padding` steps before the signal; `2·padding ≤ kernel`.
    Sliding {
        /// The number of steps per window (the kernel size).
        kernel: usize,
        /// The number of steps from one window to the next, at least 1.
        stride: usize,
        /// The number of zeros before the signal. There are at most as many after it.
        padding: usize,
    },
    /// Window i of n over a length L is `⌊i·L/n⌋ .. ⌈(i + 1)·L/n⌉`.
    Bins,
}

/// The sizes of a pooling operation.
#[derive(Clone, Copy, Debug)]
pub struct PoolSizes {
    /// The number of independent signals.
    pub outer: usize,
    /// The number of input steps.
    pub length: usize,
    /// The number of adjacent elements per step.
    pub inner: usize,
    /// The number of windows.
    pub steps: usize,
    /// The positions of the windows.
    pub windows: Windows,
}

/// A sequence of pairs: a row of the output and a row of the input. A stride of 0 repeats a row.
struct Run {
    step: usize,
    step_stride: usize,
    input: usize,
    input_stride: usize,
    count: usize,
}

impl PoolSizes {
    /// The input steps of a window.
    fn window(&self, step: usize) -> Range<usize> {
        match self.windows {
            Windows::Sliding { kernel, stride, padding } => {
                let start = step * stride;
                start.saturating_sub(padding)..self.length.min((start + kernel).saturating_sub(padding))
            }
            Windows::Bins => {
                let (length, bins) = (self.length as u128, self.steps as u128);
                let edge = |n: usize| n as u128 * length;
                (edge(step) / bins) as usize..edge(step + 1).div_ceil(bins) as usize
            }
        }
    }

    /// The number of steps of the longest window.
    fn longest(&self) -> usize {
        match self.windows {
            Windows::Sliding { kernel, .. } => kernel.min(self.length),
            Windows::Bins => self.length.div_ceil(self.steps.max(1)),
        }
    }

    /// Calls `f` for each of these output steps: with its row, its window, and the length of the window.
    fn for_each_window<E: Real>(&self, steps: Range<usize>, rows: &mut [E], f: impl Fn(&mut [E], Range<usize>, E)) {
        for (step, row) in steps.zip(rows.chunks_exact_mut(self.inner)) {
            let window = self.window(step);
            let size = E::from_usize(window.len());
            f(row, window, size);
        }
    }

    /// Divides the row of each of these output steps by the number of input steps in its window.
    fn divide<E: Real>(&self, steps: Range<usize>, rows: &mut [E]) {
        if let Windows::Sliding { kernel, padding: 0, .. } = self.windows {
            let size = E::from_usize(kernel);
            return rows.iter_mut().for_each(|value| *value = *value / size);
        }
        self.for_each_window(steps, rows, |row, _, size| row.iter_mut().for_each(|value| *value = *value / size));
    }

    /// Turns means over the signal steps of each window into means that include the zeros of the padding.
    fn count_padding<E: Real>(&self, steps: Range<usize>, rows: &mut [E]) {
        if let Windows::Sliding { kernel, padding: 1.., .. } = self.windows {
            let whole = E::from_usize(kernel);
            self.for_each_window(steps, rows, |row, window, size| {
                if window.is_empty() {
                    return row.fill(E::ZERO);
                }
                if window.len() < kernel {
                    row.iter_mut().for_each(|mean| {
                        let sum = *mean * size;
                        *mean = if sum.is_finite() { sum / whole } else { *mean * (size / whole) };
                    });
                }
            });
        }
    }

    /// Calls `f` with runs that cover all pairs of an output step, out of `steps`, and an input step in its window. The input steps of a window are
    /// in ascending order.
    fn for_each_run(&self, steps: Range<usize>, mut f: impl FnMut(Run)) {
        match self.windows {
            Windows::Sliding { kernel, stride, padding } => {
                // Taps outside this range read no step of the signal.
                let first = padding.saturating_sub((steps.end - 1) * stride);
                for tap in first..kernel.min(self.length + padding) {
                    let reading = |input: usize| (input + padding).saturating_sub(tap).div_ceil(stride);
                    let (step, end) = (reading(0).max(steps.start), reading(self.length).min(steps.end));
                    if step < end {
                        let input = step * stride + tap - padding;
                        f(Run { step, step_stride: 1, input, input_stride: stride, count: end - step });
                    }
                }
            }
            Windows::Bins => {
                for step in steps {
                    let window = self.window(step);
                    f(Run { step, step_stride: 0, input: window.start, input_stride: 1, count: window.len() });
                }
            }
        }
    }

    fn work(&self) -> usize {
        let rows = match self.windows {
            Windows::Sliding { kernel, .. } => self.steps.saturating_mul(kernel.min(self.length)),
            Windows::Bins => self.length.max(self.steps),
        };
        rows.saturating_mul(self.outer * self.inner * (ELEMENT / 4))
    }

    fn assert_lengths(&self, x: usize, y: usize) {
        assert_eq!(x, self.outer * self.length * self.inner, "x is [outer, length, inner]");
        assert_eq!(y, self.outer * self.steps * self.inner, "y is [outer, steps, inner]");
    }
}

/// Computes `a = f(a, b)`, element by element, for pairs of rows.
struct Meet<'a, E, F> {
    a: &'a mut [E],
    a_stride: usize,
    b: &'a [E],
    b_stride: usize,
    count: usize,
    inner: usize,
    f: F,
}

impl<E: Real, F: Fn(E, E) -> E> Routine for Meet<'_, E, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Meet { a, a_stride, b, b_stride, count, inner, f } = self;
        match (a_stride, b_stride, inner) {
            (1, 1, _) => {
                let n = count * inner;
                a[..n].iter_mut().zip(&b[..n]).for_each(|(a, &b)| *a = f(*a, b));
            }
            (0, 1, 1) => a[0] = b[..count].iter().fold(a[0], |a, &b| f(a, b)),
            (_, _, 1) => (0..count).for_each(|k| a[k * a_stride] = f(a[k * a_stride], b[k * b_stride])),
            _ => {
                for k in 0..count {
                    let a = &mut a[k * a_stride * inner..][..inner];
                    a.iter_mut().zip(&b[k * b_stride * inner..][..inner]).for_each(|(a, &b)| *a = f(*a, b));
                }
            }
        }
    }
}

/// Computes `sum += x − center` for rows of windows and the rows of x that they read.
struct Differences<'a, E> {
    sums: &'a mut [E],
    centers: &'a [E],
    stride: usize,
    x: &'a [E],
    x_stride: usize,
    count: usize,
    inner: usize,
}

impl<E: Real> Routine for Differences<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Differences { sums, centers, stride, x, x_stride, count, inner } = self;
        let add = |((sum, &center), &x): ((&mut E, &E), &E)| *sum += x - center;
        if (stride, x_stride) == (1, 1) {
            let n = count * inner;
            return sums[..n].iter_mut().zip(&centers[..n]).zip(&x[..n]).for_each(add);
        }
        for k in 0..count {
            let (at, from) = (k * stride * inner, k * x_stride * inner);
            sums[at..][..inner].iter_mut().zip(&centers[at..][..inner]).zip(&x[from..][..inner]).for_each(add);
        }
    }
}

/// Writes the mean of each window of x to y. A mean of finite numbers is finite.
///
/// # Panics
/// If the length of a slice does not match the sizes.
pub fn mean<E: Real>(s: PoolSizes, x: &[E], y: &mut [E]) {
    let one_by_one = |x: &[E], row: &mut [E], window: Range<usize>| {
        let x = &x[window.start * s.inner..window.end * s.inner];
        reduce::mean_axis(x, 1, window.len(), s.inner, row);
    };
    each_row(s, x, y, |x, steps, rows| {
        if s.longest() > LONG {
            s.for_each_window(steps.clone(), rows, |row, window, _| one_by_one(x, row, window));
            return s.count_padding(steps, rows);
        }
        fold(s, x, steps.clone(), rows, E::ZERO, |sum, x| sum + x);
        s.divide(steps.clone(), rows);
        if s.longest() > FEW {
            correct(s, x, steps.clone(), rows);
        }
        if !reduce::all_finite(rows) {
            s.for_each_window(steps.clone(), rows, |row, window, _| {
                if !reduce::all_finite(row) {
                    one_by_one(x, row, window);
                }
            });
        }
        s.count_padding(steps, rows);
    });
}

/// Adds to each rounded mean the mean of the differences from it, the correction that [`reduce::mean_all`] explains.
fn correct<E: Real>(s: PoolSizes, x: &[E], steps: Range<usize>, means: &mut [E]) {
    let inner = s.inner;
    with_scratch(means.len(), |sums| {
        sums.fill(E::ZERO);
        s.for_each_run(steps.clone(), |Run { step, step_stride, input, input_stride, count }| {
            let at = (step - steps.start) * inner;
            simd::run::<E, _>(Differences {
                sums: &mut sums[at..],
                centers: &means[at..],
                stride: step_stride,
                x: &x[input * inner..],
                x_stride: input_stride,
                count,
                inner,
            });
        });
        s.divide(steps, sums);
        means.iter_mut().zip(sums).for_each(|(mean, &mut rest)| *mean = reduce::corrected(*mean, rest));
    });
}

/// Writes the largest value of each window of x to y; NaN if the window contains a NaN.
///
/// # Panics
/// Same as [`mean`].
pub fn largest<E: Real>(s: PoolSizes, x: &[E], y: &mut [E]) {
    each_row(s, x, y, |x, steps, rows| fold(s, x, steps, rows, -E::INFINITY, |largest, x| x.maximum(largest)));
}

/// Folds the elements of each window into the row of its output step, tap by tap.
fn fold<E: Real>(s: PoolSizes, x: &[E], steps: Range<usize>, rows: &mut [E], start: E, f: impl Fn(E, E) -> E + Copy) {
    let inner = s.inner;
    rows.fill(start);
    s.for_each_run(steps.clone(), |Run { step, step_stride, input, input_stride, count }| {
        let a = &mut rows[(step - steps.start) * inner..];
        let b = &x[input * inner..];
        simd::run::<E, _>(Meet { a, a_stride: step_stride, b, b_stride: input_stride, count, inner, f });
    });
}

/// Splits the output into ranges of steps of one signal, and calls `f` with the signal, the range, and the rows of its steps.
fn each_row<E: Real>(s: PoolSizes, x: &[E], y: &mut [E], f: impl Fn(&[E], Range<usize>, &mut [E]) + Sync) {
    s.assert_lengths(x.len(), y.len());
    let inner = s.inner;
    parallel::for_each_chunk(y, inner, s.work(), |first, mut y| {
        for (item, steps) in segments(first, y.len() / inner, s.steps) {
            let (rows, rest) = std::mem::take(&mut y).split_at_mut(steps.len() * inner);
            f(&x[item * s.length * inner..][..s.length * inner], steps, rows);
            y = rest;
        }
    });
}

/// Writes the gradient of [`mean`] with respect to x to dx, or adds it if `accumulate`.
///
/// # Panics
/// Same as [`mean`].
pub fn mean_backward<E: Real>(s: PoolSizes, dy: &[E], dx: &mut [E], accumulate: bool) {
    s.assert_lengths(dx.len(), dy.len());
    let inner = s.inner;
    parallel::for_each_chunk(dx, s.length * inner, s.work(), |first, dx| {
        for (item, dx) in (first..).zip(dx.chunks_exact_mut(s.length * inner)) {
            if !accumulate {
                dx.fill(E::ZERO);
            }
            let dy = &dy[item * s.steps * inner..][..s.steps * inner];
            s.for_each_run(0..s.steps, |Run { step, step_stride, input, input_stride, count }| {
                let (a, b) = (&mut dx[input * inner..], &dy[step * inner..]);
                let size = match s.windows {
                    Windows::Sliding { kernel, .. } => kernel,
                    Windows::Bins => count,
                };
                let share = E::from_usize(size).recip();
                let f = |dx, dy| dx + dy * share;
                simd::run::<E, _>(Meet { a, a_stride: input_stride, b, b_stride: step_stride, count, inner, f });
            });
        }
    });
}

/// Writes the gradient of [`largest`] with respect to x to dx, or adds it if `accumulate`. The first of equal maxima gets the gradient.
///
/// # Panics
/// Same as [`mean`].
pub fn largest_backward<E: Real>(s: PoolSizes, x: &[E], y: &[E], dy: &[E], dx: &mut [E], accumulate: bool) {
    s.assert_lengths(x.len(), y.len());
    s.assert_lengths(dx.len(), dy.len());
    let inner = s.inner;
    parallel::for_each_chunk(dx, s.length * inner, s.work(), |first, dx| {
        for (item, dx) in (first..).zip(dx.chunks_exact_mut(s.length * inner)) {
            if !accumulate {
                dx.fill(E::ZERO);
            }
            let x = &x[item * s.length * inner..][..s.length * inner];
            let steps = item * s.steps * inner..(item + 1) * s.steps * inner;
            let (y, dy) = (&y[steps.clone()], &dy[steps]);
            with_scratch(dy.len(), |rest| {
                rest.copy_from_slice(dy);
                s.for_each_run(0..s.steps, |Run { step, step_stride, input, input_stride, count }| {
                    simd::run::<E, _>(Give {
                        dx: &mut dx[input * inner..],
                        x: &x[input * inner..],
                        input_stride,
                        rest: &mut rest[step * inner..],
                        y: &y[step * inner..],
                        step_stride,
                        count,
                        inner,
                    });
                });
            });
        }
    });
}

/// Passes gradients from output rows to input rows: where x equals the maximum y, dx gets the gradient, only once for each y.
struct Give<'a, E> {
    dx: &'a mut [E],
    x: &'a [E],
    input_stride: usize,
    rest: &'a mut [E],
    y: &'a [E],
    step_stride: usize,
    count: usize,
    inner: usize,
}

impl<E: Real> Routine for Give<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Give { dx, x, input_stride, rest, y, step_stride, count, inner } = self;
        // This has no branches, so that the compiler vectorizes it.
        let give = |dx: &mut E, x: E, rest: &mut E, y: E| {
            let is_largest = (x == y) | (x.is_nan() & y.is_nan());
            *dx += if is_largest { *rest } else { E::ZERO };
            *rest = if is_largest { E::ZERO } else { *rest };
        };
        if inner == 1 && (step_stride, input_stride) != (1, 1) {
            for k in 0..count {
                let (at, step) = (k * input_stride, k * step_stride);
                give(&mut dx[at], x[at], &mut rest[step], y[step]);
            }
            return;
        }
        let (rows, len) = if (step_stride, input_stride) == (1, 1) { (1, count * inner) } else { (count, inner) };
        for k in 0..rows {
            let (at, step) = (k * input_stride * inner, k * step_stride * inner);
            let (dx, x) = (&mut dx[at..][..len], &x[at..][..len]);
            let (rest, y) = (&mut rest[step..][..len], &y[step..][..len]);
            dx.iter_mut().zip(x).zip(rest.iter_mut().zip(y)).for_each(|((dx, &x), (rest, &y))| give(dx, x, rest, y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    const CASES: [(usize, usize, usize, usize, Windows); 14] = {
        const fn sliding(kernel: usize, stride: usize, padding: usize) -> Windows {
            Windows::Sliding { kernel, stride, padding }
        }
        [
            (3, 9, 1, 7, sliding(3, 1, 0)),
            (3, 9, 1, 9, sliding(3, 1, 1)),
            (2, 9, 1, 4, sliding(2, 2, 0)),
            (2, 10, 5, 4, sliding(4, 3, 2)),
            (1, 1, 1, 1, sliding(1, 7, 0)),
            (1, 2, 3, 2, sliding(5, 2, 2)),
            (7, 400, 33, 399, sliding(4, 1, 1)),
            (0, 9, 1, 7, sliding(3, 1, 0)),
            (3, 10, 1, 4, Windows::Bins),
            (2, 3, 4, 7, Windows::Bins),
            (5, 2000, 40, 17, Windows::Bins),
            (3, 2000, 1, 3, Windows::Bins),
            (2, 700, 3, 402, sliding(300, 1, 1)),
            (2, 700, 1, 5, sliding(300, 101, 1)),
        ]
    };

    /// The input steps that an output step reads, from the definition of the windows.
    fn places(s: PoolSizes, step: usize) -> Vec<usize> {
        let inside = |input: &usize| match s.windows {
            Windows::Sliding { kernel, stride, padding } => {
                (step * stride..step * stride + kernel).contains(&(input + padding))
            }
            Windows::Bins => {
                let (start, end) = (step * s.length / s.steps, ((step + 1) * s.length).div_ceil(s.steps));
                (start..end).contains(input)
            }
        };
        (0..s.length).filter(inside).collect()
    }

    fn same_for_any_thread_count<E: Real>(out: &[E], kernel: impl Fn(&mut [E]) + Sync) -> Vec<E> {
        let run = |threads| {
            let mut out = out.to_vec();
            with_threads(threads, || kernel(&mut out));
            out
        };
        let out = run(1);
        assert!(out == run(2));
        out
    }

    fn check<E: Real>() {
        for (outer, length, inner, steps, windows) in CASES {
            let s = PoolSizes { outer, length, inner, steps, windows };
            let read: Vec<_> = (0..steps).map(|step| places(s, step)).collect();
            let (x, dy) = (sample::<E>(1, outer * length * inner), sample::<E>(2, outer * steps * inner));
            let means = same_for_any_thread_count(&dy, |y| mean(s, &x, y));
            let largest = same_for_any_thread_count(&dy, |y| super::largest(s, &x, y));
            for accumulate in [false, true] {
                let start = |i: usize| if accumulate { x[i] } else { E::ZERO };
                let mut mean_dx: Vec<E> = (0..x.len()).map(start).collect();
                let mut largest_dx = mean_dx.clone();
                for at in 0..outer * steps * inner {
                    let (item, step, i) = (at / inner / steps, at / inner % steps, at % inner);
                    let places: Vec<_> = read[step].iter().map(|p| (item * length + p) * inner + i).collect();
                    let count = if let Windows::Sliding { kernel, .. } = windows { kernel } else { places.len() };
                    let tolerance = E::EPSILON * E::from_usize(places.len() + 1);
                    let expected = places.iter().map(|&p| x[p]).sum::<E>() / E::from_usize(count);
                    assert!((means[at] - expected).abs() <= tolerance, "{s:?}: {} {expected}", means[at]);
                    let first = *places.iter().rev().max_by(|a, b| x[**a].partial_cmp(&x[**b]).unwrap()).unwrap();
                    assert_eq!(largest[at], x[first], "{s:?}");
                    places.iter().for_each(|&p| mean_dx[p] += dy[at] / E::from_usize(count));
                    largest_dx[first] += dy[at];
                }
                let before = if accumulate { x.clone() } else { vec![E::NAN; x.len()] };
                let run = |kernel: &(dyn Fn(&mut [E]) + Sync)| match accumulate {
                    true => same_for_any_thread_count(&before, kernel),
                    false => {
                        let mut out = before.clone();
                        kernel(&mut out);
                        out
                    }
                };
                let found = run(&|dx| mean_backward(s, &dy, dx, accumulate));
                // A gradient has one term for each window that overlaps the element.
                let terms = if let Windows::Sliding { kernel, .. } = windows { steps.min(kernel) } else { 3 };
                let close = |(a, b): (&E, &E)| (*a - *b).abs() <= E::EPSILON * E::from_usize(terms + 20);
                assert!(found.iter().zip(&mean_dx).all(close), "{s:?}");
                let found = run(&|dx| largest_backward(s, &x, &largest, &dy, dx, accumulate));
                assert!(found.iter().zip(&largest_dx).all(close), "{s:?}");
            }
        }
    }

    #[test]
    fn matches_reference() {
        check::<f32>();
        check::<f64>();
    }

    #[test]
    fn the_first_of_equal_values_gets_the_gradient_and_nan_is_the_largest() {
        let s = PoolSizes {
            outer: 1,
            length: 4,
            inner: 1,
            steps: 2,
            windows: Windows::Sliding { kernel: 2, stride: 2, padding: 0 },
        };
        let (x, mut y, mut dx) = ([3.0, 3.0, 1.0, f32::NAN], [0.0; 2], [0.0; 4]);
        largest(s, &x, &mut y);
        assert!(y[0] == 3.0 && y[1].is_nan());
        largest_backward(s, &x, &y, &[5.0, 7.0], &mut dx, false);
        assert_eq!(dx, [5.0, 0.0, 0.0, 7.0]);
    }

    #[test]
    fn means_far_from_zero_and_near_the_end_of_the_range_are_accurate() {
        for inner in [1, 3] {
            let x: Vec<f32> = (0..3000 * inner).map(|i| 1e6 + (i / inner % 3) as f32).collect();
            let means = |length, steps, windows| {
                let s = PoolSizes { outer: 1, length, inner, steps, windows };
                let mut y = vec![0.0; steps * inner];
                mean(s, &x[..length * inner], &mut y);
                y
            };
            for kernel in [3, 30, 99, 300, 3000] {
                let sliding = Windows::Sliding { kernel, stride: 3, padding: 0 };
                let steps = (3000 - kernel) / 3 + 1;
                assert!(means(3000, steps, sliding).iter().all(|&y| y == 1_000_001.0), "{inner} {kernel}");
            }
            for bins in [1, 4, 100, 500] {
                assert!(means(3000, bins, Windows::Bins).iter().all(|&y| y == 1_000_001.0), "{inner} {bins}");
            }
            // The window has one zero and eleven numbers, whose sum is 11 000 010.
            let padded = Windows::Sliding { kernel: 12, stride: 12, padding: 1 };
            assert_eq!(means(11, 1, padded), vec![11_000_010.0_f32 / 12.0; inner]);

            let s = |kernel, steps, padding| PoolSizes {
                outer: 1,
                length: 400,
                inner,
                steps,
                windows: Windows::Sliding { kernel, stride: 1, padding },
            };
            for (kernel, steps) in [(2, 399), (10, 391), (200, 201)] {
                let mut y = vec![0.0; steps * inner];
                mean(s(kernel, steps, 0), &vec![f32::MAX; 400 * inner], &mut y);
                assert!(y.iter().all(|&y| y == f32::MAX), "{inner} {kernel}");
            }
            let mut y = vec![0.0; 401 * inner];
            mean(s(2, 401, 1), &vec![f32::MAX; 400 * inner], &mut y);
            assert_eq!((y[0], y[inner]), (f32::MAX / 2.0, f32::MAX));
        }
    }
}
