//! Depthwise convolution, channels last: `y[b,t,c] = bias[c] + Σ_tap x[b, t·stride + tap·dilation − padding, c] · w[tap,c]`.
//!
//! x is `[batch, length, channels]`, w `[taps, channels]`, y `[batch, steps, channels]`; outside the signal x is zero. The sizes are
//! [`Conv1dSizes`] with equal inputs and outputs. Channels do not mix, so this is not a product of matrices: all passes sum products
//! of rows of channels.

use super::compensated::{self, SHORT};
use super::conv1d::Conv1dSizes;
use super::parallel;
use super::real::Real;
use super::scratch::with_scratch;
use super::simd::{self, Routine};

/// Adds the products of pairs of rows, element by element.
struct Products<'a, E, I> {
    out: &'a mut [E],
    pairs: I,
}

impl<'a, E: Real, I: Iterator<Item = (&'a [E], &'a [E])>> Routine for Products<'_, E, I> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (a, b) in self.pairs {
            self.out.iter_mut().zip(a).zip(b).for_each(|((out, &a), &b)| *out += a * b);
        }
    }
}

/// Adds the products of `count` pairs of rows to a row; `pair` returns a pair if it exists. If there are many pairs, they are added in blocks with
/// compensated sums.
fn add_products<'a, E: Real>(out: &mut [E], count: usize, pair: impl Fn(usize) -> Option<(&'a [E], &'a [E])> + Copy) {
    if count <= SHORT {
        return simd::run::<E, _>(Products { out, pairs: (0..count).filter_map(pair) });
    }
    with_scratch(out.len(), |rests| {
        rests.fill(0.0);
        add_blocks(out, rests, count, pair);
    });
}

/// Like [`add_products`], but in blocks; `rests` holds the rounding errors of the block sums so far.
fn add_blocks<'a, E: Real>(
    out: &mut [E],
    rests: &mut [f64],
    count: usize,
    pair: impl Fn(usize) -> Option<(&'a [E], &'a [E])> + Copy,
) {
    with_scratch(out.len(), |sum| {
        for start in (0..count).step_by(SHORT) {
            sum.fill(E::ZERO);
            let pairs = (start..count.min(start + SHORT)).filter_map(pair);
            simd::run::<E, _>(Products { out: sum, pairs });
            compensated::add_row(out, rests, sum);
        }
    });
}

/// The input step that a tap reads for an output step, if it is inside the signal.
fn input_of(s: &Conv1dSizes, tap: usize, step: usize) -> Option<usize> {
    (step * s.stride + tap * s.dilation).checked_sub(s.padding).filter(|&input| input < s.length)
}

/// The output step for which a tap reads an input step, if there is one.
fn step_of(s: &Conv1dSizes, tap: usize, input: usize) -> Option<usize> {
    let distance = (input + s.padding).checked_sub(tap * s.dilation)?;
    let step = distance / s.stride;
    (step * s.stride == distance && step < s.steps).then_some(step)
}

fn row<E>(rows: &[E], channels: usize, index: usize) -> &[E] {
    &rows[index * channels..][..channels]
}

/// The cost of a pass. Products here multiply rows in memory, not numbers in registers, so they cost more.
fn work(s: &Conv1dSizes) -> usize {
    4 * s.batch * s.steps * s.taps * s.inputs
}

fn assert_lengths(s: &Conv1dSizes, x: usize, w: usize, y: usize) {
    assert_eq!(s.inputs, s.outputs, "inputs and outputs are equal");
    assert_eq!(x, s.batch * s.length * s.inputs, "x is [batch, length, channels]");
    assert_eq!(w, s.taps * s.inputs, "w is [taps, channels]");
    assert_eq!(y, s.batch * s.steps * s.inputs, "y is [batch, steps, channels]");
}

/// Writes the convolution of x and w, plus the bias if there is one, to y.
///
/// # Panics
/// If the length of a slice does not match the sizes.
pub fn forward<E: Real>(s: Conv1dSizes, x: &[E], w: &[E], bias: Option<&[E]>, y: &mut [E]) {
    assert_lengths(&s, x.len(), w.len(), y.len());
    let channels = s.inputs;
    parallel::for_each_chunk(y, channels, work(&s), |first, y| {
        for (at, y) in (first..).zip(y.chunks_exact_mut(channels)) {
            let (item, step) = (at / s.steps, at % s.steps);
            match bias {
                Some(bias) => y.copy_from_slice(bias),
                None => y.fill(E::ZERO),
            }
            add_products(y, s.taps, |tap| {
                let input = input_of(&s, tap, step)?;
                Some((row(x, channels, item * s.length + input), row(w, channels, tap)))
            });
        }
    });
}

/// Writes the gradient with respect to x to dx, or adds it if `accumulate`.
///
/// # Panics
/// Same as [`forward`].
pub fn grad_input<E: Real>(s: Conv1dSizes, dy: &[E], w: &[E], dx: &mut [E], accumulate: bool) {
    assert_lengths(&s, dx.len(), w.len(), dy.len());
    let channels = s.inputs;
    parallel::for_each_chunk(dx, channels, work(&s), |first, dx| {
        for (at, dx) in (first..).zip(dx.chunks_exact_mut(channels)) {
            let (item, input) = (at / s.length, at % s.length);
            if !accumulate {
                dx.fill(E::ZERO);
            }
            add_products(dx, s.taps, |tap| {
                let step = step_of(&s, tap, input)?;
                Some((row(dy, channels, item * s.steps + step), row(w, channels, tap)))
            });
        }
    });
}

/// Writes the gradient with respect to w to dw, or adds it if `accumulate`. Blocks of steps are added with compensated sums.
///
/// # Panics
/// Same as [`forward`].
pub fn grad_weight<E: Real>(s: Conv1dSizes, x: &[E], dy: &[E], dw: &mut [E], accumulate: bool) {
    assert_lengths(&s, x.len(), dw.len(), dy.len());
    let channels = s.inputs;
    parallel::for_each_chunk(dw, channels, work(&s), |first, dw| {
        for (tap, dw) in (first..).zip(dw.chunks_exact_mut(channels)) {
            if !accumulate {
                dw.fill(E::ZERO);
            }
            with_scratch(channels, |rests| {
                rests.fill(0.0);
                for item in 0..s.batch {
                    add_blocks(dw, rests, s.steps, |step| {
                        let input = input_of(&s, tap, step)?;
                        Some((row(x, channels, item * s.length + input), row(dy, channels, item * s.steps + step)))
                    });
                }
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    /// Each case is [batch, length, channels, taps, stride, padding, dilation, steps].
    const CASES: [[usize; 8]; 8] = [
        [2, 9, 5, 3, 1, 0, 1, 7],
        [1, 9, 1, 3, 1, 1, 1, 9],
        [2, 10, 4, 3, 2, 2, 3, 4],
        [3, 6, 17, 4, 1, 9, 3, 6],
        [0, 6, 3, 2, 1, 0, 1, 5],
        [2, 0, 3, 2, 1, 1, 1, 1],
        [1, 1, 1, 1, 9, 0, 9, 1],
        [4, 200, 64, 5, 1, 2, 1, 200],
    ];

    /// Compares a pass with sums of products. `place` gives the indices of the output and of both factors.
    fn check<E: Real>(
        s: Conv1dSizes,
        before: &[E],
        start: impl Fn(usize) -> E,
        factors: [&[E]; 2],
        place: impl Fn([usize; 3]) -> [usize; 3],
        kernel: impl Fn(&mut [E]) + Sync,
    ) {
        let mut expected: Vec<E> = (0..before.len()).map(start).collect();
        let mut terms = vec![2; before.len()];
        for (at, tap) in (0..s.batch * s.steps).flat_map(|at| (0..s.taps).map(move |tap| (at, tap))) {
            let (item, step) = (at / s.steps, at % s.steps);
            let read = (step * s.stride + tap * s.dilation) as isize - s.padding as isize;
            if !(0..s.length as isize).contains(&read) {
                continue;
            }
            for c in 0..s.inputs {
                let places = [(item * s.length + read as usize) * s.inputs + c, tap * s.inputs + c, at * s.inputs + c];
                let [out, a, b] = place(places);
                expected[out] += factors[0][a] * factors[1][b];
                terms[out] += 1;
            }
        }
        let run = |threads| {
            let mut out = before.to_vec();
            with_threads(threads, || kernel(&mut out));
            out
        };
        let out = run(1);
        assert!(out == run(2), "same_for_any_thread_count: {s:?}");
        for ((value, expected), terms) in out.iter().zip(expected).zip(terms) {
            // Each term, at most 1, adds one rounding; random signs keep the partial sums small.
            let tolerance = E::EPSILON * E::from_usize(terms);
            assert!((*value - expected).abs() <= tolerance, "{s:?}: {value} {expected}");
        }
    }

    fn check_all<E: Real>() {
        for [batch, length, channels, taps, stride, padding, dilation, steps] in CASES {
            let (inputs, outputs) = (channels, channels);
            let s = Conv1dSizes { batch, length, inputs, outputs, taps, stride, padding, dilation, steps };
            let (x, w) = (sample::<E>(1, batch * length * channels), sample::<E>(2, taps * channels));
            let (y, bias) = (sample::<E>(3, batch * steps * channels), sample::<E>(4, channels));
            let to_y = |[x, w, y]: [usize; 3]| [y, x, w];
            check(s, &y, |_| E::ZERO, [&x, &w], to_y, |y| forward(s, &x, &w, None, y));
            check(s, &y, |i| bias[i % channels], [&x, &w], to_y, |y| forward(s, &x, &w, Some(&bias), y));
            for accumulate in [false, true] {
                let start = |before: E| if accumulate { before } else { E::ZERO };
                let to_x = |[x, w, y]: [usize; 3]| [x, y, w];
                check(s, &x, |i| start(x[i]), [&y, &w], to_x, |dx| grad_input(s, &y, &w, dx, accumulate));
                let to_w = |[x, w, y]: [usize; 3]| [w, x, y];
                check(s, &w, |i| start(w[i]), [&x, &y], to_w, |dw| grad_weight(s, &x, &y, dw, accumulate));
            }
        }
    }

    #[test]
    fn matches_reference() {
        check_all::<f32>();
        check_all::<f64>();
    }

    #[test]
    fn the_error_of_half_a_million_terms_is_that_of_a_block() {
        let (n, channels) = (500_000, 2);
        let sizes = |length, taps, steps| Conv1dSizes {
            batch: 1,
            length,
            inputs: channels,
            outputs: channels,
            taps,
            stride: 1,
            padding: 0,
            dilation: 1,
            steps,
        };
        // Half a million times the single-precision number nearest to 0.1 is 50000.0007.
        let (many, ones) = (vec![0.1_f32; n * channels], vec![1.0; n * channels]);
        let check =
            |out: [f32; 2]| assert!(out.iter().all(|sum| (sum / 5e4 - 1.0).abs() <= 8.0 * f32::EPSILON), "{out:?}");
        let mut out = [9.0; 2];
        grad_weight(sizes(n, 1, n), &many, &ones, &mut out, false);
        check(out);
        forward(sizes(n, n, 1), &many, &ones, None, &mut out);
        check(out);
        let mut dx = [9.0; 2];
        let around = Conv1dSizes { padding: n - 1, ..sizes(1, n, n) };
        grad_input(around, &many, &ones, &mut dx, false);
        check(dx);
    }
}
