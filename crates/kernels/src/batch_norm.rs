//! Batch normalization: each channel shifted and scaled by its own statistics, over data viewed as `[outer, channels, inner]`.
//!
//! A signal `[batch, channels, length]` has `inner = length` in row-major order, and `inner = 1` where channels are innermost, as in the
//! output of a convolution, so no data is copied. The variance Σ (x − mean)² / n is computed in a second pass, which also finds the rounding error of
//! the mean (`moments` explains why). Sums over a channel run in blocks that depend only on the sizes; outputs are split across threads. Source:
//! Ioffe and Szegedy, "Batch normalization", 2015.

use super::lanes::{LaneRoutine, Lanes, each_vector, each_vector_in_blocks, run_lanes};
use super::moments::{Moments, least_squares};
use super::number::Value;
use super::parallel::{self, ELEMENT};
use super::real::Real;
use super::reduce;
use super::scratch::with_scratch;
use std::marker::PhantomData;
use std::ops::Range;

/// The number of rows of channels that are summed in one chain of additions, unless that makes more than [`MOST_BLOCKS`] chains.
const ROWS: usize = 64;

/// The maximum number of blocks of a sum.
const MOST_BLOCKS: usize = 256;

/// The sizes of the data in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    pub outer: usize,
    pub channels: usize,
    pub inner: usize,
}

impl View {
    /// # Panics
    /// If the length of a slice does not match these sizes.
    fn check<E>(self, data: &[&[E]]) {
        let count = [self.channels, self.inner].into_iter().try_fold(self.outer, usize::checked_mul);
        assert!(data.iter().all(|x| Some(x.len()) == count), "{self:?} has {count:?} elements");
    }

    /// # Panics
    /// If a slice does not have one number for each channel.
    fn check_channels<E>(self, numbers: &[&[E]]) {
        assert!(numbers.iter().all(|x| x.len() == self.channels), "one number for each of {} channels", self.channels);
    }

    /// How many values a channel has.
    fn values(self) -> usize {
        self.outer * self.inner
    }

    /// The elements that belong to a range of the outer axis.
    fn elements(self, outer: Range<usize>) -> Range<usize> {
        let step = self.channels * self.inner;
        outer.start * step..outer.end * step
    }
}

/// The statistics of each channel: one number for each channel in each slice.
#[derive(Debug)]
pub struct Statistics<'a, E> {
    /// The mean, rounded.
    pub mean: &'a mut [E],
    /// The rounding error of the mean: the mean is `mean + rest`.
    pub rest: &'a mut [E],
    /// The biased variance.
    pub variance: &'a mut [E],
    /// 1 / √(variance + ε), accurate even where the variance overflows or underflows.
    pub rstd: &'a mut [E],
}

/// Writes the statistics of each channel; NaN if there are no values.
///
/// # Panics
/// If the lengths do not fit the view.
pub fn moments<E: Real>(view: View, x: &[E], eps: E, statistics: Statistics<'_, E>) {
    let Statistics { mean, rest, variance, rstd } = statistics;
    view.check(&[x]);
    view.check_channels(&[mean, rest, variance, rstd]);
    let share = E::ONE / E::from_usize(view.values());
    sums::<E, Values>(view, x, x, &[], share, [mean, &mut []]);
    sums::<E, Differences>(view, x, x, mean, share, [rest, variance]);
    for channel in 0..view.channels {
        variance[channel] = (variance[channel] - rest[channel] * rest[channel]).maximum(E::ZERO);
        let inside = variance[channel] + eps;
        if inside.is_finite() && inside >= least_squares() {
            rstd[channel] = inside.sqrt().recip();
            continue;
        }
        // Reached if the squares overflow, or if they underflow and ε is negligible too: compute the moments on scaled numbers.
        let runs = x.chunks_exact(view.inner.max(1)).skip(channel).step_by(view.channels);
        let moments = Moments::of(&runs.flatten().copied().collect::<Vec<E>>());
        (mean[channel], rest[channel]) = (moments.mean, moments.rest);
        (variance[channel], rstd[channel]) = (moments.variance(0), moments.inverse_deviation(eps));
    }
}

/// Σ dy and Σ dy (x − mean) of each channel.
///
/// # Panics
/// If the lengths do not fit the view.
pub fn gradient_sums<E: Real>(view: View, x: &[E], mean: &[E], dy: &[E], sum: &mut [E], product: &mut [E]) {
    view.check(&[x, dy]);
    view.check_channels(&[mean, sum, product]);
    sums::<E, Products>(view, x, dy, mean, E::ONE, [sum, product]);
}

/// `y = (x − mean)·scale + shift`, where mean, scale and shift have one number for each channel.
///
/// # Panics
/// If the lengths do not fit the view.
pub fn apply<E: Real>(view: View, x: &[E], mean: &[E], scale: &[E], shift: Option<&[E]>, y: &mut [E]) {
    view.check(&[x, y]);
    view.check_channels(&[mean, scale]);
    combine(view, None, Some((x, mean, scale)), shift, y, false);
}

/// The gradient `dx = a·dy + b·(x − mean) + c`, where a, b, c and mean have one number for each channel. It is written, or added if `accumulate`.
///
/// # Panics
/// If the lengths do not fit the view.
#[expect(clippy::too_many_arguments, reason = "two operands, four numbers for each channel and one result")]
pub fn gradient<E: Real>(
    view: View,
    x: &[E],
    mean: &[E],
    dy: &[E],
    a: &[E],
    b: &[E],
    c: &[E],
    dx: &mut [E],
    accumulate: bool,
) {
    view.check(&[x, dy, dx]);
    view.check_channels(&[mean, a, b, c]);
    combine(view, Some((dy, a)), Some((x, mean, b)), Some(c), dx, accumulate);
}

/// `dx = a·dy`, where a has one number for each channel. It is written, or added if `accumulate`.
///
/// # Panics
/// If the lengths do not fit the view.
pub fn scaled<E: Real>(view: View, dy: &[E], a: &[E], dx: &mut [E], accumulate: bool) {
    view.check(&[dy, dx]);
    view.check_channels(&[a]);
    combine(view, Some((dy, a)), None, None, dx, accumulate);
}

/// Writes or adds the sum of three terms, each of them optional: `plain.0·plain.1`, `(centered.0 − centered.1)·centered.2` and `shift`. The caller
/// has checked the lengths.
fn combine<E: Real>(
    view: View,
    plain: Option<(&[E], &[E])>,
    centered: Option<(&[E], &[E], &[E])>,
    shift: Option<&[E]>,
    out: &mut [E],
    accumulate: bool,
) {
    if out.is_empty() {
        return;
    }
    // Work is split at whole units: a row of channels, or a run of one channel.
    let unit = if view.inner == 1 { view.channels } else { view.inner };
    let work = 2 * ELEMENT * out.len();
    parallel::for_each_chunk(out, unit, work, |first, out| {
        let range = first * unit..first * unit + out.len();
        let plain = plain.map(|(dy, a)| (&dy[range.clone()], a));
        let centered = centered.map(|(x, mean, b)| (&x[range], mean, b));
        run_lanes(Combine { view, first, plain, centered, shift, out, accumulate });
    });
}

struct Combine<'a, E> {
    view: View,
    /// The index of the first unit of `out`.
    first: usize,
    plain: Option<(&'a [E], &'a [E])>,
    centered: Option<(&'a [E], &'a [E], &'a [E])>,
    shift: Option<&'a [E]>,
    out: &'a mut [E],
    accumulate: bool,
}

impl<E: Real> LaneRoutine<E> for Combine<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        if self.view.inner == 1 { self.rows::<V::Pair>() } else { self.runs::<V::Pair>() }
    }
}

// No closures, because they would be compiled for the portable instruction set, not for this vector type.
#[expect(clippy::manual_map, reason = "a closure would be compiled for the portable instructions")]
impl<E: Real> Combine<'_, E> {
    /// The case `inner` = 1: a vector has elements of several channels.
    #[inline(always)]
    fn rows<V: Lanes<Element = E>>(self) {
        let Self { view, plain, centered, shift, out, accumulate, .. } = self;
        let n = view.channels;
        for (row, out) in out.chunks_exact_mut(n).enumerate() {
            each_vector!(V, n, |range| {
                let place = row * n + range.start..row * n + range.end;
                let plain = match plain {
                    Some((dy, a)) => Some((load::<V>(dy, place.clone()), load(a, range.clone()))),
                    None => None,
                };
                let centered = match centered {
                    Some((x, mean, b)) => {
                        Some((load::<V>(x, place), load(mean, range.clone()), load(b, range.clone())))
                    }
                    None => None,
                };
                let shift = match shift {
                    Some(shift) => Some(load(shift, range.clone())),
                    None => None,
                };
                put::<V>(plain, centered, shift, &mut out[range], accumulate);
            });
        }
    }

    /// The case `inner` ≠ 1: each run of `inner` elements belongs to one channel.
    #[inline(always)]
    fn runs<V: Lanes<Element = E>>(self) {
        let Self { view, first, plain, centered, shift, out, accumulate } = self;
        let n = view.inner;
        for (run, out) in out.chunks_exact_mut(n).enumerate() {
            let channel = (first + run) % view.channels;
            let elements = run * n..run * n + out.len();
            let plain = match plain {
                Some((dy, a)) => Some((&dy[elements.clone()], V::splat(a[channel]))),
                None => None,
            };
            let centered = match centered {
                Some((x, mean, b)) => Some((&x[elements], V::splat(mean[channel]), V::splat(b[channel]))),
                None => None,
            };
            let shift = match shift {
                Some(shift) => Some(V::splat(shift[channel])),
                None => None,
            };
            each_vector!(V, n, |range| {
                let plain = match plain {
                    Some((dy, a)) => Some((load(dy, range.clone()), a)),
                    None => None,
                };
                let centered = match centered {
                    Some((x, mean, b)) => Some((load(x, range.clone()), mean, b)),
                    None => None,
                };
                put(plain, centered, shift, &mut out[range], accumulate);
            });
        }
    }
}

/// A vector of the data, with zeros after the end.
#[inline(always)]
fn load<V: Lanes>(data: &[V::Element], range: Range<usize>) -> V {
    V::load_or(&data[range], V::Element::ZERO)
}

/// Writes or adds one vector of [`combine`].
#[inline(always)]
fn put<V: Lanes>(
    plain: Option<(V, V)>,
    centered: Option<(V, V, V)>,
    shift: Option<V>,
    out: &mut [V::Element],
    accumulate: bool,
) {
    let zero = V::Element::ZERO;
    let mut value = shift.unwrap_or(V::splat(zero));
    if let Some((x, mean, b)) = centered {
        value = x.sub(mean).mul_add(b, value);
    }
    if let Some((dy, a)) = plain {
        value = dy.mul_add(a, value);
    }
    if accumulate {
        value = value.add(V::load_or(out, zero));
    }
    value.store_to(out);
}

/// The terms of a sum over a channel: one or two numbers for each element.
trait Terms {
    fn of<V: Lanes>(x: V, dy: V, mean: V) -> (V, V);
}

struct Values;
impl Terms for Values {
    #[inline(always)]
    fn of<V: Lanes>(x: V, _: V, _: V) -> (V, V) {
        (x, V::splat(V::Element::ZERO))
    }
}

struct Differences;
impl Terms for Differences {
    #[inline(always)]
    fn of<V: Lanes>(x: V, _: V, mean: V) -> (V, V) {
        let difference = x.sub(mean);
        (difference, difference.mul(difference))
    }
}

struct Products;
impl Terms for Products {
    #[inline(always)]
    fn of<V: Lanes>(x: V, dy: V, mean: V) -> (V, V) {
        (dy, dy.mul(x.sub(mean)))
    }
}

/// Sums over each channel, times `scale`. An empty `mean` counts as 0; an empty output is skipped.
fn sums<E: Real, T: Terms>(view: View, x: &[E], dy: &[E], mean: &[E], scale: E, outs: [&mut [E]; 2]) {
    let n = view.channels;
    if x.is_empty() {
        // This return also avoids runs of length 0, into which no slice can be split.
        return outs.into_iter().for_each(|out| out.fill(E::ZERO * scale));
    }
    let least = if view.inner == 1 { ROWS } else { 1 };
    let steps = least.max(view.outer.div_ceil(MOST_BLOCKS));
    let blocks = view.outer.div_ceil(steps);
    with_scratch(2 * blocks * n, |sums: &mut [E]| {
        let (first, second) = sums.split_at_mut(blocks * n);
        parallel::for_each_chunks([first, second], [n; 2], 2 * ELEMENT * x.len(), |start, [first, second]| {
            for (block, (first, second)) in (start..).zip(first.chunks_exact_mut(n).zip(second.chunks_exact_mut(n))) {
                let elements = view.elements(block * steps..view.outer.min((block + 1) * steps));
                let (x, dy) = (&x[elements.clone()], &dy[elements]);
                run_lanes(Block { view, x, dy, mean, first, second, terms: PhantomData::<T> });
            }
        });
        let (first, second) = sums.split_at(blocks * n);
        for (sums, out) in [first, second].into_iter().zip(outs) {
            if !out.is_empty() {
                reduce::sum_axis(sums, 1, blocks, n, out, scale, false);
            }
        }
    });
}

/// The sums over a range of the outer axis.
struct Block<'a, E, T> {
    view: View,
    x: &'a [E],
    dy: &'a [E],
    mean: &'a [E],
    first: &'a mut [E],
    second: &'a mut [E],
    terms: PhantomData<T>,
}

impl<E: Real, T: Terms> LaneRoutine<E> for Block<'_, E, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { view: View { channels, inner, .. }, x, dy, mean, first, second, .. } = self;
        let zero = E::ZERO;
        if inner == 1 {
            // With AVX2, two vectors of a row are one cache line, so the line is used completely while it is in L1.
            each_vector!(V::Pair, channels, |range| {
                let m = if mean.is_empty() { V::Pair::splat(zero) } else { load(mean, range.clone()) };
                let (mut total_a, mut total_b) = (V::Pair::splat(zero), V::Pair::splat(zero));
                // Chunks keep every chain of additions at most `ROWS` long.
                for (x, dy) in x.chunks(ROWS * channels).zip(dy.chunks(ROWS * channels)) {
                    let (mut a, mut b) = (V::Pair::splat(zero), V::Pair::splat(zero));
                    for (x, dy) in x.chunks_exact(channels).zip(dy.chunks_exact(channels)) {
                        let (x, dy) = (load::<V::Pair>(x, range.clone()), load(dy, range.clone()));
                        let (more_a, more_b) = T::of(x, dy, m);
                        (a, b) = (a.add(more_a), b.add(more_b));
                    }
                    (total_a, total_b) = (total_a.add(a), total_b.add(b));
                }
                total_a.store_to(&mut first[range.clone()]);
                total_b.store_to(&mut second[range]);
            });
            return;
        }
        for channel in 0..channels {
            let m = mean.get(channel).copied().unwrap_or(zero);
            let (mut a, mut b) = (V::Pair::splat(zero), V::Pair::splat(zero));
            let (mut total_a, mut total_b) = (a, b);
            let runs = x.chunks_exact(inner).zip(dy.chunks_exact(inner));
            for (x, dy) in runs.skip(channel).step_by(channels) {
                each_vector_in_blocks!(
                    V::Pair,
                    inner,
                    |range| {
                        // In lanes after the end, x is the mean and dy is 0, so all terms are 0.
                        let (x, dy) = (V::Pair::load_or(&x[range.clone()], m), V::Pair::load_or(&dy[range], zero));
                        let (more_a, more_b) = T::of(x, dy, V::Pair::splat(m));
                        (a, b) = (a.add(more_a), b.add(more_b));
                    },
                    {
                        (total_a, a) = (total_a.add(a), V::Pair::splat(zero));
                        (total_b, b) = (total_b.add(b), V::Pair::splat(zero));
                    }
                );
            }
            (first[channel], second[channel]) = (total_a.sum(), total_b.sum());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    /// Each case is (outer, channels, inner).
    const SIZES: [(usize, usize, usize); 13] = [
        (0, 3, 2),
        (3, 0, 2),
        (3, 2, 0),
        (1, 1, 1),
        (5, 1, 1),
        (4, 3, 1),
        (2, 3, 7),
        (65, 17, 1),
        (3, 5, 33),
        (300, 3, 2),
        (3001, 13, 1),
        (32, 64, 100),
        (3200, 64, 1),
    ];

    /// Returns mean, variance, result, gradient and the sums of the gradient, one after the other.
    fn results<E: Real>(view: View, [x, dy, scale, shift]: [&[E]; 4], before: Option<&[E]>) -> Vec<E> {
        let (n, count) = (view.channels, x.len());
        let mut numbers: [Vec<E>; 4] = [(); 4].map(|()| vec![E::NAN; n]);
        let [mean, variance, sum, product] = &mut numbers;
        let [mut rest, mut rstd] = [(); 2].map(|()| vec![E::NAN; n]);
        moments(view, x, E::ZERO, Statistics { mean, rest: &mut rest, variance, rstd: &mut rstd });
        let (mut y, mut z) = (vec![E::NAN; count], vec![E::NAN; count]);
        apply(view, x, mean, scale, Some(shift), &mut y);
        apply(view, x, mean, scale, None, &mut z);
        gradient_sums(view, x, mean, dy, sum, product);
        let start = || before.map_or(vec![E::NAN; count], <[E]>::to_vec);
        let (mut dx, mut plain) = (start(), start());
        gradient(view, x, mean, dy, scale, shift, scale, &mut dx, before.is_some());
        scaled(view, dy, scale, &mut plain, before.is_some());
        [&numbers.concat()[..], &y, &z, &dx, &plain].concat()
    }

    fn reference(view: View, [x, dy, scale, shift]: [&[f64]; 4], before: Option<&[f64]>) -> Vec<f64> {
        let channel = |i: usize| i / view.inner % view.channels;
        let over = |f: &dyn Fn(usize) -> f64| {
            let mut sums = vec![0.0; view.channels];
            (0..x.len()).for_each(|i| sums[channel(i)] += f(i));
            sums
        };
        let share = |sums: Vec<f64>| sums.into_iter().map(|sum| sum / view.values() as f64).collect::<Vec<f64>>();
        let mean = share(over(&|i| x[i]));
        let centered = |i: usize| x[i] - mean[channel(i)];
        let variance = share(over(&|i| centered(i).powi(2)));
        let (sum, product) = (over(&|i| dy[i]), over(&|i| dy[i] * centered(i)));
        let all = |f: &dyn Fn(usize, usize) -> f64| (0..x.len()).map(|i| f(i, channel(i))).collect::<Vec<f64>>();
        let start = |i: usize| before.map_or(0.0, |before| before[i]);
        [
            mean.clone(),
            variance,
            sum,
            product,
            all(&|i, c| centered(i) * scale[c] + shift[c]),
            all(&|i, c| centered(i) * scale[c]),
            all(&|i, c| scale[c] * dy[i] + shift[c] * centered(i) + scale[c] + start(i)),
            all(&|i, c| scale[c] * dy[i] + start(i)),
        ]
        .concat()
    }

    fn check<E: Real>(accumulate: bool) {
        let widened = |x: &[E]| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
        for (outer, channels, inner) in SIZES {
            let view = View { outer, channels, inner };
            let count = outer * channels * inner;
            // The mean is far from zero: a single pass with sums of squares would lose the variance.
            let x: Vec<E> = sample::<E>(1, count).into_iter().map(|x| x + E::from_f64(30.0)).collect();
            let (dy, before) = (sample::<E>(2, count), sample::<E>(3, count));
            let (scale, shift) = (sample::<E>(4, channels), sample::<E>(5, channels));
            let before = accumulate.then_some(&before[..]);
            let run = || results(view, [&x, &dy, &scale, &shift], before);
            let found = with_threads(1, run);
            let other = with_threads(2, run);
            let bits = |x: &[E]| x.iter().map(|x| x.to_f64().to_bits()).collect::<Vec<u64>>();
            assert!(bits(&found) == bits(&other), "same_for_any_thread_count: {view:?}");
            let (x, dy, scale, shift) = (widened(&x), widened(&dy), widened(&scale), widened(&shift));
            let expected = reference(view, [&x, &dy, &scale, &shift], before.map(widened).as_deref());
            assert_eq!(found.len(), expected.len());
            for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
                let found = found.to_f64();
                // A chain adds at most 64 rows or 13 vectors; then some levels of pairwise sums follow. The mean of numbers near 30 is off by some
                // tens of roundings of 30, and so is each of the n terms of a sum, with the same sign.
                let terms = if (2 * channels..4 * channels).contains(&i) { view.values() as f64 } else { 1.0 };
                let near = (found - expected).abs() <= 30.0 * 80.0 * E::EPSILON.to_f64() * terms.max(1.0);
                assert!(near || found.is_nan() && expected.is_nan(), "{} {view:?} {i}: {found} {expected}", E::NAME);
            }
        }
    }

    #[test]
    fn matches_reference() {
        for accumulate in [false, true] {
            check::<f32>(accumulate);
            check::<f64>(accumulate);
        }
    }

    #[test]
    fn channels_innermost_give_what_channels_outermost_give() {
        let (batch, channels, length) = (3, 5, 4);
        let x: Vec<f64> = sample(1, batch * channels * length);
        let moved = |x: &[f64]| -> Vec<f64> {
            let at = |i: usize| (i / (channels * length), i / channels % length, i % channels);
            (0..x.len()).map(at).map(|(b, l, c)| x[(b * channels + c) * length + l]).collect()
        };
        let run = |view: View, x: &[f64]| {
            let (mut mean, mut variance, mut y) = (vec![0.0; channels], vec![0.0; channels], vec![0.0; x.len()]);
            let [mut rest, mut rstd] = [[0.0; 5]; 2];
            let (rest, rstd) = (&mut rest[..], &mut rstd[..]);
            moments(view, x, 0.0, Statistics { mean: &mut mean, rest, variance: &mut variance, rstd });
            apply(view, x, &mean, &[2.0; 5], None, &mut y);
            ([mean, variance].concat(), y)
        };
        let (numbers, y) = run(View { outer: batch, channels, inner: length }, &x);
        let (other, z) = run(View { outer: batch * length, channels, inner: 1 }, &moved(&x));
        // The results differ only by rounding: they sum the same twelve numbers below 1 in a different order.
        assert!(numbers.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-15), "{numbers:?} {other:?}");
        assert!(moved(&y).iter().zip(&z).all(|(a, b)| (a - b).abs() < 1e-14));
    }
}
