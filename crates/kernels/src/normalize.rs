//! Layer normalization over contiguous rows of `n` numbers, forward and backward (Ba, Kiros and Hinton, "Layer
//! normalization", 2016): y = x̂ γ + β with x̂ = (x − mean) r and r = 1/√(variance + ε).
//!
//! The variance Σ (x − mean)² / n is computed in a second pass. If the mean is large, a third pass finds the rounding error of the mean (`moments`
//! explains why): x̂ is (x − m) r + s with the rounded mean m and the shift s = −(mean − m) r. The backward pass, with g = dy γ, computes
//! dx = r (g − Σ g / n − x̂ Σ g x̂ / n), dγ = Σ dy x̂ and dβ = Σ dy over the rows. Rows are split across threads; sums over rows run in blocks that
//! depend only on the sizes.

use super::number::Value;
use std::ops::Range;

use super::lanes::{LaneRoutine, Lanes, each_vector, each_vector_in_blocks, run_lanes};
use super::moments::{Moments, least_squares};
use super::parallel::{self, ELEMENT};
use super::real::Real;
use super::reduce;
use super::scratch::with_scratch;

/// The cost of an element: three passes through L1.
const COST: usize = 3 * ELEMENT;

/// The number of rows that are summed in one chain of additions, unless that makes more than [`MOST_BLOCKS`] chains.
const ROWS: usize = 64;

/// The maximum number of blocks of rows.
const MOST_BLOCKS: usize = 256;

/// Normalizes every row of `n` numbers and writes its rounded mean, r and shift, which the backward pass needs.
///
/// A missing γ counts as 1, a missing β as 0. Mean, r and shift of empty rows are NaN.
///
/// # Panics
/// If γ or β does not have `n` numbers, or if `x` and `y` do not have one row, and `rstd` and `shift` one number, for each element of `mean`.
#[expect(clippy::too_many_arguments, reason = "an operation with two parameters and four results")]
pub fn layer_norm<E: Real>(
    n: usize,
    x: &[E],
    gamma: Option<&[E]>,
    beta: Option<&[E]>,
    eps: E,
    y: &mut [E],
    mean: &mut [E],
    rstd: &mut [E],
    shift: &mut [E],
) {
    let count = mean.len();
    assert!(x.len() == n * count && y.len() == x.len(), "rows of {n}, one mean each");
    assert!(rstd.len() == count && shift.len() == count, "one r and one shift for each row");
    assert!(gamma.is_none_or(|gamma| gamma.len() == n) && beta.is_none_or(|beta| beta.len() == n), "{n} parameters");
    if n == 0 {
        return [mean, rstd, shift].into_iter().for_each(|numbers| numbers.fill(E::NAN));
    }
    parallel::for_each_chunks([y, mean, rstd, shift], [n, 1, 1, 1], COST * x.len(), |first, [y, mean, rstd, shift]| {
        run_lanes(Forward { n, x: &x[first * n..][..y.len()], gamma, beta, eps, y, mean, rstd, shift });
    });
}

/// The gradient of [`layer_norm`] with respect to `x`: written to `dx`, or added if `accumulate`.
///
/// # Panics
/// Same as [`layer_norm`].
#[expect(clippy::too_many_arguments, reason = "what the forward pass saved, and one result")]
pub fn layer_norm_grad_input<E: Real>(
    n: usize,
    x: &[E],
    mean: &[E],
    rstd: &[E],
    shift: &[E],
    gamma: Option<&[E]>,
    dy: &[E],
    dx: &mut [E],
    accumulate: bool,
) {
    let saved = Saved::new(n, x, mean, rstd, shift, dy);
    assert!(dx.len() == x.len() && gamma.is_none_or(|gamma| gamma.len() == n), "dx is like x, γ holds {n} numbers");
    if dx.is_empty() {
        return;
    }
    parallel::for_each_chunk(dx, n, COST * x.len(), |first, dx| {
        let saved = saved.rows(first, dx.len() / n);
        run_lanes(GradInput { saved, gamma, dx, accumulate });
    });
}

/// The gradients of [`layer_norm`] with respect to γ and β: written, or added if `accumulate`.
///
/// # Panics
/// Same as [`layer_norm`].
#[expect(clippy::too_many_arguments, reason = "what the forward pass saved, and two results")]
pub fn layer_norm_grad_affine<E: Real>(
    n: usize,
    x: &[E],
    mean: &[E],
    rstd: &[E],
    shift: &[E],
    dy: &[E],
    dgamma: &mut [E],
    dbeta: &mut [E],
    accumulate: bool,
) {
    let saved = Saved::new(n, x, mean, rstd, shift, dy);
    assert!(dgamma.len() == n && dbeta.len() == n, "dγ and dβ hold {n} numbers");
    if n == 0 {
        return;
    }
    let count = mean.len();
    let rows = ROWS.max(count.div_ceil(MOST_BLOCKS));
    let blocks = count.div_ceil(rows);
    with_scratch(2 * blocks * n, |sums: &mut [E]| {
        let (gammas, betas) = sums.split_at_mut(blocks * n);
        parallel::for_each_chunks([gammas, betas], [n; 2], COST * x.len(), |first, [gammas, betas]| {
            for (block, (gamma, beta)) in (first..).zip(gammas.chunks_exact_mut(n).zip(betas.chunks_exact_mut(n))) {
                let saved = saved.rows(block * rows, rows.min(count - block * rows));
                run_lanes(GradAffine { saved, gamma, beta });
            }
        });
        let (gammas, betas) = sums.split_at(blocks * n);
        reduce::sum_axis(gammas, 1, blocks, n, dgamma, E::ONE, accumulate);
        reduce::sum_axis(betas, 1, blocks, n, dbeta, E::ONE, accumulate);
    });
}

struct Forward<'a, E> {
    n: usize,
    x: &'a [E],
    gamma: Option<&'a [E]>,
    beta: Option<&'a [E]>,
    eps: E,
    y: &'a mut [E],
    mean: &'a mut [E],
    rstd: &'a mut [E],
    shift: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Forward<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let rows = self.y.chunks_exact_mut(self.n).zip(self.x.chunks_exact(self.n));
        let numbers = self.mean.iter_mut().zip(self.rstd).zip(self.shift);
        for ((y, x), ((mean, rstd), shift)) in rows.zip(numbers) {
            (*mean, *rstd, *shift) = moments::<V::Pair>(x, self.eps);
            normalize::<V::Pair>(x, *mean, *rstd, *shift, self.gamma, self.beta, y);
        }
    }
}

/// The rounded mean m, r and the shift s of a row, as in the formulas at the top.
#[inline(always)]
fn moments<V: Lanes>(x: &[V::Element], eps: V::Element) -> (V::Element, V::Element, V::Element) {
    let zero = V::Element::ZERO;
    let share = V::Element::from_usize(x.len()).recip();
    let (mut sum, mut total) = (V::splat(zero), V::splat(zero));
    each_vector_in_blocks!(
        V,
        x.len(),
        |range| {
            sum = sum.add(V::load_or(&x[range], zero));
        },
        {
            (total, sum) = (total.add(sum), V::splat(zero));
        }
    );
    let mean = total.sum() * share;
    let (mut squares, mut all_squares) = (V::splat(zero), V::splat(zero));
    each_vector_in_blocks!(
        V,
        x.len(),
        |range| {
            let difference = V::load_or(&x[range], mean).sub(V::splat(mean));
            squares = difference.mul_add(difference, squares);
        },
        {
            (all_squares, squares) = (all_squares.add(squares), V::splat(zero));
        }
    );
    let mut variance = all_squares.sum() * share;
    let mut rest = zero;
    // If the mean is small, its rounding error is within the rounding error of the result and needs no correction.
    if mean * mean > variance {
        rest = mean_about::<V>(x, mean);
        variance = variance - rest * rest;
    }
    let inside = variance + eps;
    if inside.is_finite() && inside >= least_squares() {
        let rstd = inside.sqrt().recip();
        return (mean, rstd, -rest * rstd);
    }
    out_of_range(x, eps)
}

/// The mean of the differences from a number.
#[inline(always)]
fn mean_about<V: Lanes>(x: &[V::Element], center: V::Element) -> V::Element {
    let zero = V::Element::ZERO;
    let (mut sum, mut total) = (V::splat(zero), V::splat(zero));
    each_vector_in_blocks!(
        V,
        x.len(),
        |range| {
            sum = sum.add(V::load_or(&x[range], center).sub(V::splat(center)));
        },
        {
            (total, sum) = (total.add(sum), V::splat(zero));
        }
    );
    total.sum() * V::Element::from_usize(x.len()).recip()
}

/// Does the same as [`moments`] where the squares overflow, or where they underflow and ε is negligible too.
#[cold]
#[inline(never)]
fn out_of_range<E: Real>(x: &[E], eps: E) -> (E, E, E) {
    let moments = Moments::of(x);
    let rstd = moments.inverse_deviation(eps);
    (moments.mean, rstd, -moments.rest * rstd)
}

#[inline(always)]
fn normalize<V: Lanes>(
    x: &[V::Element],
    mean: V::Element,
    rstd: V::Element,
    shift: V::Element,
    gamma: Option<&[V::Element]>,
    beta: Option<&[V::Element]>,
    y: &mut [V::Element],
) {
    let zero = V::Element::ZERO;
    each_vector!(V, x.len(), |range| {
        let mut value = V::load_or(&x[range.clone()], zero).sub(V::splat(mean));
        value = value.mul_add(V::splat(rstd), V::splat(shift));
        if let Some(gamma) = gamma {
            value = value.mul(V::load_or(&gamma[range.clone()], zero));
        }
        if let Some(beta) = beta {
            value = value.add(V::load_or(&beta[range.clone()], zero));
        }
        value.store_to(&mut y[range]);
    });
}

/// The operands of the backward pass for some rows.
#[derive(Clone, Copy)]
struct Saved<'a, E> {
    n: usize,
    x: &'a [E],
    mean: &'a [E],
    rstd: &'a [E],
    shift: &'a [E],
    dy: &'a [E],
}

impl<'a, E: Real> Saved<'a, E> {
    fn new(n: usize, x: &'a [E], mean: &'a [E], rstd: &'a [E], shift: &'a [E], dy: &'a [E]) -> Self {
        let count = mean.len();
        assert!(x.len() == n * count && dy.len() == x.len(), "rows of {n}, one mean each");
        assert!(rstd.len() == count && shift.len() == count, "one r and one shift for each row");
        Saved { n, x, mean, rstd, shift, dy }
    }

    /// The operands of `count` rows starting at row `first`.
    fn rows(self, first: usize, count: usize) -> Self {
        let Saved { n, x, mean, rstd, shift, dy } = self;
        let elements = first * n..(first + count) * n;
        let [mean, rstd, shift] = [mean, rstd, shift].map(|numbers| &numbers[first..first + count]);
        Saved { n, x: &x[elements.clone()], mean, rstd, shift, dy: &dy[elements] }
    }

    /// Each row with its gradient, and its mean, r and shift.
    #[inline(always)]
    fn iter(self) -> impl Iterator<Item = (&'a [E], &'a [E], [E; 3])> {
        let rows = self.x.chunks_exact(self.n).zip(self.dy.chunks_exact(self.n));
        let numbers = self.mean.iter().zip(self.rstd).zip(self.shift);
        rows.zip(numbers).map(|((x, dy), ((&mean, &rstd), &shift))| (x, dy, [mean, rstd, shift]))
    }
}

struct GradInput<'a, E> {
    saved: Saved<'a, E>,
    gamma: Option<&'a [E]>,
    dx: &'a mut [E],
    accumulate: bool,
}

impl<E: Real> LaneRoutine<E> for GradInput<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { saved, gamma, dx, accumulate } = self;
        for (dx, (x, dy, numbers)) in dx.chunks_exact_mut(saved.n).zip(saved.iter()) {
            grad_input_row::<V::Pair>(x, dy, numbers, gamma, dx, accumulate);
        }
    }
}

#[inline(always)]
fn grad_input_row<V: Lanes>(
    x: &[V::Element],
    dy: &[V::Element],
    [mean, rstd, shift]: [V::Element; 3],
    gamma: Option<&[V::Element]>,
    dx: &mut [V::Element],
    accumulate: bool,
) {
    let zero = V::Element::ZERO;
    let share = V::Element::from_usize(x.len()).recip();
    let numbers = [V::splat(mean), V::splat(rstd), V::splat(shift)];
    let rstd = V::splat(rstd);
    let (mut part, mut product_part) = (V::splat(zero), V::splat(zero));
    let (mut sum, mut product) = (V::splat(zero), V::splat(zero));
    each_vector_in_blocks!(
        V,
        x.len(),
        |range| {
            let (normal, g) = normal_and_g(x, dy, numbers, gamma, range);
            part = part.add(g);
            product_part = normal.mul_add(g, product_part);
        },
        {
            (sum, part) = (sum.add(part), V::splat(zero));
            (product, product_part) = (product.add(product_part), V::splat(zero));
        }
    );
    let (sum, product) = (V::splat(sum.sum() * share), V::splat(product.sum() * share));
    each_vector!(V, x.len(), |range| {
        let (normal, g) = normal_and_g(x, dy, numbers, gamma, range.clone());
        let dx = &mut dx[range];
        let gradient = g.sub(sum).sub(normal.mul(product)).mul(rstd);
        let before = if accumulate { V::load_or(dx, zero) } else { V::splat(zero) };
        before.add(gradient).store_to(dx);
    });
}

/// x̂ and g of a vector of a row; g is zero after the end of the row.
#[inline(always)]
fn normal_and_g<V: Lanes>(
    x: &[V::Element],
    dy: &[V::Element],
    [mean, rstd, shift]: [V; 3],
    gamma: Option<&[V::Element]>,
    range: Range<usize>,
) -> (V, V) {
    let zero = V::Element::ZERO;
    let normal = V::load_or(&x[range.clone()], zero).sub(mean).mul_add(rstd, shift);
    let mut g = V::load_or(&dy[range.clone()], zero);
    if let Some(gamma) = gamma {
        g = g.mul(V::load_or(&gamma[range], zero));
    }
    (normal, g)
}

/// The gradients of γ and β: sums over the rows.
struct GradAffine<'a, E> {
    saved: Saved<'a, E>,
    gamma: &'a mut [E],
    beta: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for GradAffine<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        // With AVX2, two vectors of a row are one cache line, so the line is used completely while it is in L1.
        each_vector!(V::Pair, self.saved.n, |range| {
            let (mut product, mut sum) = (V::Pair::splat(E::ZERO), V::Pair::splat(E::ZERO));
            let (mut products, mut sums) = (product, sum);
            for (row, (x, dy, numbers)) in self.saved.iter().enumerate() {
                let numbers = [V::Pair::splat(numbers[0]), V::Pair::splat(numbers[1]), V::Pair::splat(numbers[2])];
                let (normal, dy) = normal_and_g(x, dy, numbers, None, range.clone());
                product = normal.mul_add(dy, product);
                sum = sum.add(dy);
                // A new chain begins, so that no chain is longer than `ROWS`.
                if row % ROWS == ROWS - 1 {
                    (products, product) = (products.add(product), V::Pair::splat(E::ZERO));
                    (sums, sum) = (sums.add(sum), V::Pair::splat(E::ZERO));
                }
            }
            products.add(product).store_to(&mut self.gamma[range.clone()]);
            sums.add(sum).store_to(&mut self.beta[range]);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    const EPS: f64 = 1e-5;

    /// Each case is (rows, numbers per row).
    const SIZES: [(usize, usize); 11] =
        [(0, 3), (3, 0), (1, 1), (5, 1), (3, 7), (2, 8), (65, 17), (7, 33), (2, 101), (3001, 13), (401, 256)];

    /// All results of the kernels, concatenated.
    fn results<E: Real>(n: usize, x: &[E], affine: Option<(&[E], &[E])>, dy: &[E], before: Option<&[E]>) -> Vec<E> {
        let count = x.len().checked_div(n).unwrap_or(3);
        let (gamma, beta) = affine.unzip();
        let (mut y, [mut mean, mut rstd, mut shift]) =
            (vec![E::NAN; n * count], [(); 3].map(|()| vec![E::ZERO; count]));
        layer_norm(n, x, gamma, beta, E::from_f64(EPS), &mut y, &mut mean, &mut rstd, &mut shift);
        let start = |len: usize| before.map_or(vec![E::NAN; len], |before| before[..len].to_vec());
        let (mut dx, mut dgamma, mut dbeta) = (start(n * count), start(n), start(n));
        layer_norm_grad_input(n, x, &mean, &rstd, &shift, gamma, dy, &mut dx, before.is_some());
        layer_norm_grad_affine(n, x, &mean, &rstd, &shift, dy, &mut dgamma, &mut dbeta, before.is_some());
        [y, dx, dgamma, dbeta].concat()
    }

    /// The same results from the formulas, in double precision.
    fn reference(
        n: usize,
        x: &[f64],
        affine: Option<(&[f64], &[f64])>,
        dy: &[f64],
        before: Option<&[f64]>,
    ) -> Vec<f64> {
        let (mut y, mut dx) = (vec![], vec![]);
        let (mut dgamma, mut dbeta) = (vec![0.0; n], vec![0.0; n]);
        let parameter = |j: usize| affine.map_or((1.0, 0.0), |(gamma, beta)| (gamma[j], beta[j]));
        for (x, dy) in x.chunks(n.max(1)).zip(dy.chunks(n.max(1))) {
            let mean = x.iter().sum::<f64>() / n as f64;
            let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
            let rstd = 1.0 / (variance + EPS).sqrt();
            let normal: Vec<f64> = x.iter().map(|x| (x - mean) * rstd).collect();
            let g: Vec<f64> = (0..n).map(|j| dy[j] * parameter(j).0).collect();
            let (sum, product) = (g.iter().sum::<f64>(), g.iter().zip(&normal).map(|(g, x)| g * x).sum::<f64>());
            for j in 0..n {
                y.push(normal[j] * parameter(j).0 + parameter(j).1);
                dx.push(rstd * (g[j] - sum / n as f64 - normal[j] * product / n as f64));
                dgamma[j] += dy[j] * normal[j];
                dbeta[j] += dy[j];
            }
        }
        for gradient in [&mut dx, &mut dgamma, &mut dbeta] {
            before.iter().for_each(|before| gradient.iter_mut().zip(*before).for_each(|(a, b)| *a += b));
        }
        [y, dx, dgamma, dbeta].concat()
    }

    fn check<E: Real>(with_affine: bool, accumulate: bool) {
        let widened = |x: &[E]| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
        for (count, n) in SIZES {
            // The mean is far from zero: a single pass with sums of squares would lose the variance.
            let x: Vec<E> = sample::<E>(1, count * n).into_iter().map(|x| x + E::from_f64(30.0)).collect();
            let dy: Vec<E> = sample(2, count * n);
            let (gamma, beta): (Vec<E>, Vec<E>) = (sample(3, n), sample(4, n));
            let before: Vec<E> = sample(5, count * n + n);
            let (affine, before) = (with_affine.then_some((&gamma[..], &beta[..])), accumulate.then_some(&before[..]));
            let found = with_threads(1, || results(n, &x, affine, &dy, before));
            let other = with_threads(2, || results(n, &x, affine, &dy, before));
            assert!(found == other, "same_for_any_thread_count: {count} {n}");
            let (gamma, beta) = (widened(&gamma), widened(&beta));
            let affine = with_affine.then_some((&gamma[..], &beta[..]));
            let before = before.map(widened);
            let expected = reference(n, &widened(&x), affine, &widened(&dy), before.as_deref());
            assert_eq!(found.len(), expected.len());
            // The mean of numbers near 30, summed in 16 chains or more, is off by 30 (n/16 + 8) ε at most, and x̂ by r times this error. Here r is
            // 316 where n = 1, else about 4 at most. Sums over rows add such errors of random sign.
            let r = if n == 1 { 316.0 } else { 4.0 };
            let tolerance = 30.0 * (n as f64 / 16.0 + 8.0) * r * E::EPSILON.to_f64();
            for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
                let terms = if i < 2 * n * count { 1.0 } else { count as f64 };
                let near = (found.to_f64() - expected).abs() <= tolerance * terms.sqrt();
                assert!(near, "{} {count} {n} {i}: {found} {expected}", E::NAME);
            }
        }
    }

    #[test]
    fn matches_reference() {
        for case in 0..4 {
            check::<f32>(case & 1 > 0, case & 2 > 0);
            check::<f64>(case & 1 > 0, case & 2 > 0);
        }
    }

    #[test]
    fn gradient_matches_finite_differences() {
        let (count, n) = (3, 5);
        // x, γ and β concatenated, so that each element is perturbed in turn.
        let all: Vec<f64> = sample(1, count * n + 2 * n);
        let dy: Vec<f64> = sample(2, count * n);
        let run = |all: &[f64]| {
            let (x, affine) = all.split_at(count * n);
            results(n, x, Some(affine.split_at(n)), &dy, None)
        };
        let found = run(&all);
        for i in 0..all.len() {
            let loss = |step: f64| {
                let mut all = all.clone();
                all[i] += step;
                run(&all).iter().zip(&dy).map(|(y, dy)| y * dy).sum::<f64>()
            };
            // The error of central differences is h² times a third derivative below 100, plus rounding of 1e-15 / h.
            let expected = (loss(1e-5) - loss(-1e-5)) / 2e-5;
            assert!((found[count * n + i] - expected).abs() < 2e-8, "{i}: {} {expected}", found[count * n + i]);
        }
    }
}
