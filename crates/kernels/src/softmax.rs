//! Softmax and log-softmax over contiguous rows of `n` numbers, forward and backward.
//!
//! The maximum of a row is subtracted before the exponential: y = e^(x − max) / Σ e^(x − max). The backward pass uses the output:
//! dx = y (dy − Σ y dy) for softmax, dx = dy − e^y Σ dy for log-softmax. A row that has NaN or +∞, or only −∞, becomes
//! NaN, as in PyTorch.
//!
//! Rows are split across threads. A row is summed lane by lane, then over the lanes, by one thread, so the result does not depend on the number of
//! threads.

use super::lanes::{LaneRoutine, Lanes, each_vector, each_vector_in_blocks, run_lanes};
use super::number::Value;
use super::parallel::{self, ELEMENT};
use super::real::Real;
use super::transcendental::exp_of_negative_lanes;

/// The cost of an element: an exponential and two more passes through L1.
const COST: usize = 6 * ELEMENT;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Softmax,
    LogSoftmax,
}

/// Softmax of every row of `n` numbers.
///
/// # Panics
/// If the lengths differ or are not a multiple of `n`.
pub fn softmax<E: Real>(n: usize, x: &[E], y: &mut [E]) {
    forward(Kind::Softmax, n, x, y);
}

/// The logarithm of [`softmax`], accurate even where the softmax would underflow.
///
/// # Panics
/// Same as [`softmax`].
pub fn log_softmax<E: Real>(n: usize, x: &[E], y: &mut [E]) {
    forward(Kind::LogSoftmax, n, x, y);
}

/// The gradient of [`softmax`] with respect to `x`, computed from its output: written to `dx`, or added if `accumulate`.
///
/// # Panics
/// Same as [`softmax`].
pub fn softmax_backward<E: Real>(n: usize, y: &[E], dy: &[E], dx: &mut [E], accumulate: bool) {
    backward(Kind::Softmax, n, y, dy, dx, accumulate);
}

/// The gradient of [`log_softmax`] with respect to `x`, computed from its output: written to `dx`, or added if `accumulate`.
///
/// # Panics
/// Same as [`softmax`].
pub fn log_softmax_backward<E: Real>(n: usize, y: &[E], dy: &[E], dx: &mut [E], accumulate: bool) {
    backward(Kind::LogSoftmax, n, y, dy, dx, accumulate);
}

fn forward<E: Real>(kind: Kind, n: usize, x: &[E], y: &mut [E]) {
    assert!(x.len() == y.len() && x.len().is_multiple_of(n.max(1)), "x and y hold the same rows of {n}");
    if y.is_empty() {
        return;
    }
    parallel::for_each_chunk(y, n, COST * x.len(), |first, y| {
        run_lanes(Forward { kind, n, x: &x[first * n..][..y.len()], y });
    });
}

fn backward<E: Real>(kind: Kind, n: usize, y: &[E], dy: &[E], dx: &mut [E], accumulate: bool) {
    assert!(y.len() == dx.len() && dy.len() == dx.len(), "y, dy and dx are equally long");
    assert!(dx.len().is_multiple_of(n.max(1)), "y, dy and dx hold rows of {n}");
    if dx.is_empty() {
        return;
    }
    parallel::for_each_chunk(dx, n, COST * y.len(), |first, dx| {
        let range = first * n..first * n + dx.len();
        run_lanes(Backward { kind, n, y: &y[range.clone()], dy: &dy[range], dx, accumulate });
    });
}

/// The largest number of a row, ignoring NaN; −∞ if there is no number.
#[inline(always)]
pub(super) fn largest<V: Lanes>(row: &[V::Element]) -> V::Element {
    let lowest = -V::Element::INFINITY;
    let mut largest = V::splat(lowest);
    each_vector!(V, row.len(), |range| {
        largest = V::load_or(&row[range], lowest).max(largest);
    });
    largest.largest()
}

struct Forward<'a, E> {
    kind: Kind,
    n: usize,
    x: &'a [E],
    y: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Forward<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        for (y, x) in self.y.chunks_exact_mut(self.n).zip(self.x.chunks_exact(self.n)) {
            self.kind.row::<V::Pair>(x, y);
        }
    }
}

impl Kind {
    #[inline(always)]
    fn row<V: Lanes>(self, x: &[V::Element], y: &mut [V::Element]) {
        let lowest = -V::Element::INFINITY;
        let max = largest::<V>(x);
        let (mut part, mut sum) = (V::splat(V::Element::ZERO), V::splat(V::Element::ZERO));
        each_vector_in_blocks!(
            V,
            x.len(),
            |range| {
                // Lanes after the end add e^−∞ = 0.
                let shifted = V::load_or(&x[range.clone()], lowest).sub(V::splat(max));
                let exponential = exp_of_negative_lanes(shifted);
                part = part.add(exponential);
                let kept = if self == Kind::Softmax { exponential } else { shifted };
                kept.store_to(&mut y[range]);
            },
            {
                (sum, part) = (sum.add(part), V::splat(V::Element::ZERO));
            }
        );
        let sum = sum.sum();
        let (factor, shift) = match self {
            Kind::Softmax => (sum.recip(), V::Element::ZERO),
            Kind::LogSoftmax => (V::Element::ONE, -sum.ln()),
        };
        each_vector!(V, y.len(), |range| {
            let value = V::load_or(&y[range.clone()], lowest);
            value.mul_add(V::splat(factor), V::splat(shift)).store_to(&mut y[range]);
        });
    }
}

struct Backward<'a, E> {
    kind: Kind,
    n: usize,
    y: &'a [E],
    dy: &'a [E],
    dx: &'a mut [E],
    accumulate: bool,
}

impl<E: Real> LaneRoutine<E> for Backward<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let inputs = self.y.chunks_exact(self.n).zip(self.dy.chunks_exact(self.n));
        for (dx, (y, dy)) in self.dx.chunks_exact_mut(self.n).zip(inputs) {
            self.kind.gradient_row::<V::Pair>(y, dy, dx, self.accumulate);
        }
    }
}

impl Kind {
    #[inline(always)]
    fn gradient_row<V: Lanes>(self, y: &[V::Element], dy: &[V::Element], dx: &mut [V::Element], accumulate: bool) {
        let zero = V::Element::ZERO;
        let (mut part, mut sum) = (V::splat(zero), V::splat(zero));
        each_vector_in_blocks!(
            V,
            dx.len(),
            |range| {
                let dy = V::load_or(&dy[range.clone()], zero);
                part = if self == Kind::Softmax { dy.mul_add(V::load_or(&y[range], zero), part) } else { part.add(dy) };
            },
            {
                (sum, part) = (sum.add(part), V::splat(zero));
            }
        );
        let sum = V::splat(sum.sum());
        each_vector!(V, dx.len(), |range| {
            let (y, dy) = (V::load_or(&y[range.clone()], zero), V::load_or(&dy[range.clone()], zero));
            let dx = &mut dx[range];
            let gradient = match self {
                Kind::Softmax => y.mul(dy.sub(sum)),
                Kind::LogSoftmax => dy.sub(exp_of_negative_lanes(y).mul(sum)),
            };
            let before = if accumulate { V::load_or(dx, zero) } else { V::splat(zero) };
            before.add(gradient).store_to(dx);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    /// Each case is (rows, numbers per row).
    const SIZES: [(usize, usize); 11] =
        [(0, 3), (3, 0), (1, 1), (5, 1), (3, 7), (2, 8), (4, 17), (7, 33), (2, 101), (3000, 13), (401, 256)];

    fn forward_reference(log: bool, n: usize, x: &[f64]) -> Vec<f64> {
        let row = |x: &[f64]| {
            let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = x.iter().map(|x| (x - max).exp()).sum();
            x.iter().map(|x| if log { x - max - sum.ln() } else { (x - max).exp() / sum }).collect::<Vec<_>>()
        };
        x.chunks(n.max(1)).flat_map(row).collect()
    }

    fn backward_reference(log: bool, n: usize, y: &[f64], dy: &[f64]) -> Vec<f64> {
        let row = |(y, dy): (&[f64], &[f64])| {
            let sum: f64 = y.iter().zip(dy).map(|(y, dy)| if log { *dy } else { y * dy }).sum();
            let one = |(y, dy): (&f64, &f64)| if log { dy - y.exp() * sum } else { y * (dy - sum) };
            y.iter().zip(dy).map(one).collect::<Vec<_>>()
        };
        y.chunks(n.max(1)).zip(dy.chunks(n.max(1))).flat_map(row).collect()
    }

    fn widened<E: Real>(x: &[E]) -> Vec<f64> {
        x.iter().map(|x| x.to_f64()).collect()
    }

    /// Compares forward and backward with the formulas, with one and two threads.
    fn check<E: Real>(log: bool) {
        let (forward, backward) = if log {
            (log_softmax::<E> as fn(_, &[E], &mut [E]), log_softmax_backward::<E> as fn(_, &[E], &[E], &mut [E], _))
        } else {
            (softmax::<E> as _, softmax_backward::<E> as _)
        };
        for (count, n) in SIZES {
            let x: Vec<E> = sample::<E>(1, count * n).into_iter().map(|x| x * E::from_f64(9.0)).collect();
            let (dy, before): (Vec<E>, Vec<E>) = (sample(2, count * n), sample(3, count * n));
            let run = |threads| {
                let (mut y, mut dx) = (vec![E::NAN; count * n], before.clone());
                let mut fresh = vec![E::NAN; count * n];
                with_threads(threads, || {
                    forward(n, &x, &mut y);
                    backward(n, &y, &dy, &mut dx, true);
                    backward(n, &y, &dy, &mut fresh, false);
                });
                (y, dx, fresh)
            };
            let results = run(1);
            assert!(results == run(2), "same_for_any_thread_count: {count} {n}");
            let (y, dx, fresh) = results;
            // Sums of n positive terms in 16 chains, an exponential and its argument of up to 18 have some tens of roundings;
            // logarithms and gradients are as large as 20.
            let tolerance = E::EPSILON.to_f64() * (60.0 + n as f64 / 16.0) * if log { 20.0 } else { 1.0 };
            let near = |found: &[E], expected: &[f64]| {
                found.iter().zip(expected).all(|(a, b)| (a.to_f64() - b).abs() <= tolerance)
            };
            assert!(near(&y, &forward_reference(log, n, &widened(&x))), "{} {log} {count} {n}", E::NAME);
            let expected = backward_reference(log, n, &widened(&y), &widened(&dy));
            assert!(near(&fresh, &expected), "{} {log} {count} {n}", E::NAME);
            let expected: Vec<f64> = expected.iter().zip(&before).map(|(dx, before)| dx + before.to_f64()).collect();
            assert!(near(&dx, &expected), "{} {log} {count} {n}", E::NAME);
        }
    }

    #[test]
    fn matches_reference() {
        for log in [false, true] {
            check::<f32>(log);
            check::<f64>(log);
        }
    }

    #[test]
    fn gradient_matches_finite_differences() {
        let n = 7;
        let (x, dy): (Vec<f64>, Vec<f64>) = (sample(1, n), sample(2, n));
        for (forward, backward) in [
            (
                softmax::<f64> as fn(_, &[f64], &mut [f64]),
                softmax_backward::<f64> as fn(_, &[f64], &[f64], &mut [f64], _),
            ),
            (log_softmax, log_softmax_backward),
        ] {
            let (mut y, mut dx) = (vec![0.0; n], vec![0.0; n]);
            forward(n, &x, &mut y);
            backward(n, &y, &dy, &mut dx, false);
            for i in 0..n {
                let loss = |step: f64| {
                    let (mut x, mut y) = (x.clone(), vec![0.0; n]);
                    x[i] += step;
                    forward(n, &x, &mut y);
                    y.iter().zip(&dy).map(|(y, dy)| y * dy).sum::<f64>()
                };
                // The error of central differences is h² times a third derivative below 10, plus rounding of 1e-15 / h.
                assert!((dx[i] - (loss(1e-5) - loss(-1e-5)) / 2e-5).abs() < 2e-9);
            }
        }
    }

    #[test]
    fn infinities_and_nan_are_as_in_pytorch() {
        let low = f32::NEG_INFINITY;
        for (x, expected) in [
            ([low, 0.0, low], [0.0, 1.0, 0.0]),
            ([low; 3], [f32::NAN; 3]),
            ([f32::INFINITY, 0.0, 1.0], [f32::NAN, 0.0, 0.0]),
            ([f32::NAN, 0.0, 1.0], [f32::NAN; 3]),
            ([1e38, -1e38, low], [1.0, 0.0, 0.0]),
        ] {
            let mut y = [9.0; 3];
            softmax(3, &x, &mut y);
            let same = |(a, b): (&f32, &f32)| a == b || a.is_nan();
            assert!(y.iter().zip(&expected).all(same) && y[0].is_nan() == expected[0].is_nan(), "{x:?} gave {y:?}");
        }
    }
}
