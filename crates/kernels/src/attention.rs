//! Scaled dot-product attention without a matrix of scores in memory: O = softmax(s Q Kᵀ) V for every batch item and head.
//!
//! As in FlashAttention (Dao et al., 2022; version 2, 2023) only the log-sum-exp L of each row of scores is saved, and the
//! backward computes the weights again, P = e^(s Q Kᵀ − L): dV = Pᵀ dO, dS = P ∘ (dO Vᵀ − D) with D = rowsum(dO ∘ O),
//! dQ = s dS K and dK = s dSᵀ Q. Unlike there, a block of queries is multiplied with all its keys at once: for the lengths of time
//! series, the scores of a block fit the L2 cache.
//! Pairs of a batch item and a head are cut over threads. Blocks of queries depend on the sizes alone.

mod sizes;
mod target;

pub use self::sizes::{Attention, Heads, HeadsMut, Strides};
use self::target::{Factors, Target};
use super::lanes::{LaneRoutine, Lanes, each_vector, run_lanes};
use super::matmul::{Matrix, matmul};
use super::number::Value;
use super::parallel;
use super::real::Real;
use super::scratch::with_scratch;
use super::sizes::product;
use super::softmax::largest;
use super::transcendental::{exp_of_negative_lanes, log_lanes};

/// What the forward read and wrote, and the gradient of its output.
#[derive(Clone, Copy, Debug)]
pub struct Saved<'a, E> {
    /// The queries.
    pub q: Heads<'a, E>,
    /// The keys.
    pub k: Heads<'a, E>,
    /// The values.
    pub v: Heads<'a, E>,
    /// The output.
    pub out: Heads<'a, E>,
    /// The log-sum-exp of the scores, `[batch, heads, queries]`.
    pub log_sums: &'a [E],
    /// The gradient of the output.
    pub dout: Heads<'a, E>,
}

impl<E: Real> Attention<E> {
    /// Writes the output, and the log-sum-exp of the scores as `[batch, heads, queries]`. Without keys the output is zero.
    ///
    /// # Panics
    /// If a slice is too short, if elements of the output overlap, if `causal` with unequal lengths, or if the scale is
    /// not positive.
    pub fn forward(&self, q: Heads<'_, E>, k: Heads<'_, E>, v: Heads<'_, E>, out: HeadsMut<'_, E>, log_sums: &mut [E]) {
        self.assert_kind(log_sums.len());
        for (heads, time) in [(q, self.queries), (k, self.keys), (v, self.keys)] {
            self.assert_holds(heads.data.len(), heads.strides, time);
        }
        self.assert_writable(&[(out, self.queries)]);
        let (block, out) = (self.block(), Target::new(out, false));
        // Cut where the pairs are: each has a row of `log_sums`.
        parallel::for_each_chunk(log_sums, self.queries.max(1), self.work(2), |first, log_sums| {
            with_scratch(block * (self.keys + self.head_dim + 1), |scratch: &mut [E]| {
                let (scores, rest) = scratch.split_at_mut(block * self.keys);
                let (values, inverses) = rest.split_at_mut(block * self.head_dim);
                for (pair, log_sums) in (first..).zip(log_sums.chunks_exact_mut(self.queries)) {
                    let [q, k, v] = [q, k, v].map(|heads| self.matrix(heads, pair));
                    for (top, log_sums) in (0..).step_by(block).zip(log_sums.chunks_mut(block)) {
                        let (rows, width) = (log_sums.len(), self.visible(top + log_sums.len() - 1));
                        let scores = &mut scores[..rows * width];
                        matmul(rows, self.head_dim, width, q.rows_from(top), k.transposed(), scores, width, false);
                        run_lanes(Weights { of: self, top, scores, width, log_sums, inverses });
                        let weights = Matrix { data: scores, row: width, col: 1 };
                        matmul(rows, width, self.head_dim, weights, v, values, self.head_dim, false);
                        let (vectors, inverses) = (&values[..rows * self.head_dim], &inverses[..rows]);
                        // SAFETY: `assert_writable` found that the output has the vectors of all queries, no two of which overlap.
                        // `for_each_chunk` gives each pair to one thread.
                        unsafe { out.put(self, pair, top, vectors, Factors::Each(inverses)) };
                    }
                }
            });
        });
    }

    /// Writes the gradients of queries, keys and values, or adds them if `accumulate`.
    ///
    /// # Panics
    /// As [`Attention::forward`], for each of the outputs, or if these overlap.
    pub fn backward(
        &self,
        saved: Saved<'_, E>,
        dq: HeadsMut<'_, E>,
        dk: HeadsMut<'_, E>,
        dv: HeadsMut<'_, E>,
        accumulate: bool,
    ) {
        let Saved { q, k, v, out, log_sums, dout } = saved;
        let (queries, keys) = (self.queries, self.keys);
        self.assert_kind(log_sums.len());
        for (heads, time) in [(q, queries), (k, keys), (v, keys), (out, queries), (dout, queries)] {
            self.assert_holds(heads.data.len(), heads.strides, time);
        }
        self.assert_writable(&[(dq, queries), (dk, keys), (dv, keys)]);
        let targets = [dq, dk, dv].map(|heads| Target::new(heads, accumulate));
        let len = self.block() * (2 * keys + self.head_dim) + 2 * keys * self.head_dim;
        parallel::for_each_range(product([self.batch, self.heads]), self.work(5), |pairs| {
            with_scratch(len, |scratch: &mut [E]| {
                // SAFETY: `assert_writable` found that the targets have the vectors of all pairs, no two of which overlap, and
                // `for_each_range` gives each pair to one thread.
                pairs.for_each(|pair| unsafe { self.backward_pair(pair, saved, &targets, scratch) });
            });
        });
    }

    /// The gradients of one pair of a batch item and a head.
    ///
    /// # Safety
    /// The targets have the vectors of this pair, for all queries or keys, and nothing else accesses them meanwhile.
    unsafe fn backward_pair(&self, pair: usize, saved: Saved<'_, E>, [dq, dk, dv]: &[Target<E>; 3], scratch: &mut [E]) {
        let Saved { q, k, v, out, log_sums, dout } = saved;
        let [q, k, v, out, dout] = [q, k, v, out, dout].map(|heads| self.matrix(heads, pair));
        let (queries, keys, d, block) = (self.queries, self.keys, self.head_dim, self.block());
        let (scores, rest) = scratch.split_at_mut(block * keys);
        let (slopes, rest) = rest.split_at_mut(block * keys);
        let (grad_q, rest) = rest.split_at_mut(block * d);
        let (grad_k, grad_v) = rest.split_at_mut(keys * d);
        grad_k.fill(E::ZERO);
        grad_v.fill(E::ZERO);
        let log_sums = &log_sums[pair * queries..][..queries];
        for (top, log_sums) in (0..).step_by(block).zip(log_sums.chunks(block)) {
            let (rows, width) = (log_sums.len(), self.visible(top + log_sums.len() - 1));
            let (q, out, dout) = (q.rows_from(top), out.rows_from(top), dout.rows_from(top));
            let (scores, slopes) = (&mut scores[..rows * width], &mut slopes[..rows * width]);
            matmul(rows, d, width, q, k.transposed(), scores, width, false);
            matmul(rows, d, width, dout, v.transposed(), slopes, width, false);
            run_lanes(Slopes { of: self, top, scores, slopes, width, log_sums, out, dout });
            let weights = Matrix { data: scores, row: width, col: 1 };
            let slopes = Matrix { data: slopes, row: width, col: 1 };
            matmul(width, rows, d, weights.transposed(), dout, grad_v, d, true);
            matmul(width, rows, d, slopes.transposed(), q, grad_k, d, true);
            matmul(rows, width, d, slopes, k, grad_q, d, false);
            // SAFETY: the caller promises the vectors of this pair, and these are those of some of its queries.
            unsafe { dq.put(self, pair, top, &grad_q[..rows * d], Factors::All(self.scale)) };
        }
        // SAFETY: the caller promises the vectors of this pair, and these are those of all its keys.
        unsafe {
            dk.put(self, pair, 0, grad_k, Factors::All(self.scale));
            dv.put(self, pair, 0, grad_v, Factors::All(E::ONE));
        }
    }
}

impl<'a, E: Real> Matrix<'a, E> {
    fn rows_from(self, first: usize) -> Self {
        Matrix { data: self.data.get(first * self.row..).unwrap_or_default(), ..self }
    }
}

/// Scores become weights, not yet divided by their sums, whose logarithms and inverses are written.
struct Weights<'a, E> {
    of: &'a Attention<E>,
    top: usize,
    scores: &'a mut [E],
    width: usize,
    log_sums: &'a mut [E],
    inverses: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Weights<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let (lowest, scale) = (-E::INFINITY, self.of.scale);
        for (i, (shift, total)) in self.log_sums.iter_mut().zip(&mut *self.inverses).enumerate() {
            let row = &mut self.scores[i * self.width..][..self.width];
            let row = mask::<V::Pair>(row, self.of.visible(self.top + i));
            let max = largest::<V::Pair>(row) * scale;
            let mut sum = V::Pair::splat(E::ZERO);
            each_vector!(V::Pair, row.len(), |range| {
                let x = &mut row[range];
                let score = V::Pair::load_or(x, lowest);
                let weight = exp_of_negative_lanes(score.mul_add(V::Pair::splat(scale), V::Pair::splat(-max)));
                weight.store_to(x);
                sum = sum.add(weight);
            });
            (*shift, *total) = (max, sum.sum());
        }
        each_vector!(V, self.log_sums.len(), |range| {
            let (log_sums, inverses) = (&mut self.log_sums[range.clone()], &mut self.inverses[range]);
            let sum = V::load_or(inverses, E::ONE);
            V::load_or(log_sums, E::ZERO).add(log_lanes(sum)).store_to(log_sums);
            // The inverse of nothing is nothing; NaN stays.
            let zero = V::splat(E::ZERO);
            sum.if_greater(zero, V::splat(E::ONE).div(sum), zero.mul(sum)).store_to(inverses);
        });
    }
}

/// Scores become weights, and their gradients those of the unscaled scores.
struct Slopes<'a, E> {
    of: &'a Attention<E>,
    top: usize,
    scores: &'a mut [E],
    slopes: &'a mut [E],
    width: usize,
    log_sums: &'a [E],
    out: Matrix<'a, E>,
    dout: Matrix<'a, E>,
}

impl<E: Real> LaneRoutine<E> for Slopes<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let scale = V::Pair::splat(self.of.scale);
        for (i, &log_sum) in self.log_sums.iter().enumerate() {
            let out = &self.out.data[i * self.out.row..][..self.of.head_dim];
            let dout = &self.dout.data[i * self.dout.row..][..self.of.head_dim];
            let mut delta = V::splat(E::ZERO);
            each_vector!(V, out.len(), |range| {
                let out = V::load_or(&out[range.clone()], E::ZERO);
                delta = out.mul_add(V::load_or(&dout[range], E::ZERO), delta);
            });
            let range = i * self.width..(i + 1) * self.width;
            let visible = self.of.visible(self.top + i);
            let scores = mask::<V::Pair>(&mut self.scores[range.clone()], visible);
            let (slopes, masked) = self.slopes[range].split_at_mut(scores.len());
            masked.fill(E::ZERO);
            let (shift, delta) = (V::Pair::splat(-log_sum), V::Pair::splat(delta.sum()));
            each_vector!(V::Pair, scores.len(), |range| {
                let (score, slope) = (&mut scores[range.clone()], &mut slopes[range]);
                let weight = exp_of_negative_lanes(V::Pair::load_or(score, E::ZERO).mul_add(scale, shift));
                weight.store_to(score);
                weight.mul(V::Pair::load_or(slope, E::ZERO).sub(delta)).store_to(slope);
            });
        }
    }
}

/// Masks the scores of a row but the first `visible`, and gives back the part that is still to be turned into weights.
/// That part ends with a vector, where masked scores are −∞ and get no weight: rows of the same number of vectors take the
/// same way through the loops. Beyond it the weights are zero already.
#[inline(always)]
fn mask<V: Lanes>(row: &mut [V::Element], visible: usize) -> &mut [V::Element] {
    let end = visible.next_multiple_of(V::WIDTH).min(row.len());
    let (row, rest) = row.split_at_mut(end);
    rest.fill(V::Element::ZERO);
    row[visible..].fill(-V::Element::INFINITY);
    row
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;
    use crate::sizes::refuses;

    /// batch, heads, queries, keys, head dimension, causal.
    const CASES: [(usize, usize, usize, usize, usize, bool); 12] = [
        (0, 2, 3, 3, 4, false),
        (2, 2, 0, 3, 4, false),
        (2, 2, 3, 0, 4, false),
        (2, 2, 3, 3, 0, true),
        (1, 1, 1, 1, 1, true),
        (2, 3, 7, 7, 5, false),
        (2, 3, 7, 7, 5, true),
        (1, 2, 5, 19, 8, false),
        (2, 2, 49, 49, 16, true),
        (3, 1, 17, 41, 3, false),
        (2, 4, 101, 101, 16, true),
        (1, 2, 9, 5003, 4, false),
    ];

    /// q, k, v and the gradients lie side by side in buffers `[batch, time, 3 · heads · d]`, out in `[batch, time, heads · d]`.
    struct Case<E> {
        attention: Attention<E>,
        qkv: Vec<E>,
        dout: Vec<E>,
        before: Vec<E>,
    }

    impl<E: Real> Case<E> {
        fn new((batch, heads, queries, keys, head_dim, causal): (usize, usize, usize, usize, usize, bool)) -> Self {
            let scale = E::from_f64(1.7 / (head_dim.max(1) as f64).sqrt());
            let attention = Attention { batch, heads, queries, keys, head_dim, causal, scale };
            let len = batch * queries.max(keys) * heads * head_dim;
            let qkv = sample::<E>(1, 3 * len).into_iter().map(|x| x * E::from_f64(2.0)).collect();
            Case { attention, qkv, dout: sample(2, len), before: sample(3, 3 * len) }
        }

        fn strides(&self, parts: usize) -> Strides {
            let Attention { heads, queries, keys, head_dim, .. } = self.attention;
            let width = parts * heads * head_dim;
            Strides { batch: queries.max(keys) * width, head: head_dim, time: width }
        }

        /// Part 0, 1 or 2 of a buffer of three.
        fn part<'a, T>(&self, buffer: &'a [T], part: usize) -> &'a [T] {
            &buffer[(part * self.attention.heads * self.attention.head_dim).min(buffer.len())..]
        }

        /// Output, log-sum-exps and gradients by the kernels.
        fn run(&self, accumulate: bool) -> [Vec<E>; 3] {
            let inputs = self.strides(3);
            let [q, k, v] = [0, 1, 2].map(|i| Heads { data: self.part(&self.qkv, i), strides: inputs });
            let Attention { batch, heads, queries, .. } = self.attention;
            let mut log_sums = vec![E::NAN; batch * heads * queries];
            let mut out = vec![E::ZERO; self.dout.len()];
            let strides = self.strides(1);
            let target = HeadsMut { data: Cell::from_mut(&mut out[..]).as_slice_of_cells(), strides };
            self.attention.forward(q, k, v, target, &mut log_sums);
            let mut gradients = self.before.clone();
            let cells = Cell::from_mut(&mut gradients[..]).as_slice_of_cells();
            let [dq, dk, dv] = [0, 1, 2].map(|i| HeadsMut { data: self.part(cells, i), strides: inputs });
            let (dout, output) = (Heads { data: &self.dout, strides }, Heads { data: &out, strides });
            let saved = Saved { q, k, v, out: output, log_sums: &log_sums, dout };
            self.attention.backward(saved, dq, dk, dv, accumulate);
            [out, log_sums, gradients]
        }

        /// The same, score by score in double precision.
        fn reference(&self, accumulate: bool) -> [Vec<f64>; 3] {
            let Attention { batch, heads, queries, keys, head_dim, causal, scale } = self.attention;
            let widened = |x: &[E]| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
            let (qkv, dout, scale) = (widened(&self.qkv), widened(&self.dout), scale.to_f64());
            let (mut out, mut log_sums, mut gradients) = (vec![0.0; dout.len()], vec![], widened(&self.before));
            let at = |parts, part: usize, b, h, t: usize| self.strides(parts).offset(b, h, t) + part * heads * head_dim;
            if !accumulate {
                for (b, h) in (0..batch).flat_map(|b| (0..heads).map(move |h| (b, h))) {
                    for (part, time) in [(0, queries), (1, keys), (2, keys)] {
                        (0..time).for_each(|t| gradients[at(3, part, b, h, t)..][..head_dim].fill(0.0));
                    }
                }
            }
            for (b, h, i) in
                (0..batch * heads * queries).map(|i| (i / queries / heads, i / queries % heads, i % queries))
            {
                let seen = if causal { i + 1 } else { keys };
                let (q, o) = (at(3, 0, b, h, i), at(1, 0, b, h, i));
                let dot =
                    |x: &[f64], i: usize, y: &[f64], j: usize| (0..head_dim).map(|c| x[i + c] * y[j + c]).sum::<f64>();
                let scores: Vec<f64> = (0..seen).map(|j| scale * dot(&qkv, q, &qkv, at(3, 1, b, h, j))).collect();
                let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let sum: f64 = scores.iter().map(|s| (s - max).exp()).sum();
                log_sums.push(max + sum.ln());
                let weights: Vec<f64> = scores.iter().map(|s| (s - max).exp() / sum).collect();
                for (j, c) in (0..seen).flat_map(|j| (0..head_dim).map(move |c| (j, c))) {
                    out[o + c] += weights[j] * qkv[at(3, 2, b, h, j) + c];
                }
                let delta = dot(&out, o, &dout, o);
                for (j, weight) in weights.iter().enumerate() {
                    let (k, v) = (at(3, 1, b, h, j), at(3, 2, b, h, j));
                    let slope = scale * weight * (dot(&dout, o, &qkv, v) - delta);
                    for c in 0..head_dim {
                        gradients[q + c] += slope * qkv[k + c];
                        gradients[k + c] += slope * qkv[q + c];
                        gradients[v + c] += weight * dout[o + c];
                    }
                }
            }
            [out, log_sums, gradients]
        }
    }

    fn check<E: Real>(accumulate: bool) {
        for sizes in CASES {
            let case = Case::<E>::new(sizes);
            let found = with_threads(1, || case.run(accumulate));
            assert!(found == with_threads(2, || case.run(accumulate)), "same_for_any_thread_count: {sizes:?}");
            // Scores of up to 4·1.7·√d with d roundings each move the weights by that much of themselves; then sums of at
            // most 100 terms as large as 4.
            let tolerance = 2000.0 * E::EPSILON.to_f64();
            for (found, expected) in found.iter().zip(case.reference(accumulate)) {
                for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
                    let near = (found.to_f64() - expected).abs() <= tolerance || found.to_f64() == *expected;
                    assert!(near, "{} {sizes:?} {i}: {found} {expected}", E::NAME);
                }
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
    fn gradient_matches_finite_differences() {
        for causal in [false, true] {
            let mut case = Case::<f64>::new((1, 2, 4, 4, 3, causal));
            let [_, _, gradients] = case.run(false);
            for (i, found) in gradients.into_iter().enumerate() {
                let mut loss = |step: f64| {
                    case.qkv[i] += step;
                    let [out, ..] = case.run(false);
                    case.qkv[i] -= step;
                    out.iter().zip(&case.dout).map(|(y, dy)| y * dy).sum::<f64>()
                };
                // Central differences: h² times a third derivative below 100, and rounding of 1e-15 / h.
                let expected = (loss(1e-5) - loss(-1e-5)) / 2e-5;
                assert!((found - expected).abs() < 2e-8, "{i}: {found} {expected}");
            }
        }
    }

    #[test]
    fn what_a_mask_hides_changes_no_bit() {
        let mut case = Case::<f32>::new((1, 1, 100, 100, 8, true));
        // Only the first 60 outputs have gradients.
        case.dout[60 * 8..].fill(0.0);
        let before = case.run(false);
        case.qkv[60 * 24..].iter_mut().for_each(|x| *x = 50.0 - *x);
        let after = case.run(false);
        assert!(before[0][..60 * 8] == after[0][..60 * 8] && before[2][..60 * 24] == after[2][..60 * 24]);
        assert!(after[2][60 * 24..].iter().all(|&x| x == 0.0));
    }

    #[test]
    fn overlapping_outputs_are_refused() {
        let attention =
            Attention { batch: 2, heads: 2, queries: 3, keys: 3, head_dim: 4, causal: false, scale: 1.0_f32 };
        let strides = Strides { batch: 72, head: 4, time: 24 };
        let mut buffer = vec![0.0_f32; 200];
        let cells = Cell::from_mut(&mut buffer[..]).as_slice_of_cells();
        let refuses = |a: usize, b: usize, strides: Strides| {
            let outs = [(HeadsMut { data: &cells[a..], strides }, 3), (HeadsMut { data: &cells[b..], strides }, 3)];
            let check = std::panic::AssertUnwindSafe(|| attention.assert_writable(&outs));
            std::panic::catch_unwind(check).is_err()
        };
        assert!(!refuses(0, 8, strides) && !refuses(16, 8, strides));
        assert!(refuses(0, 4, strides) && refuses(0, 0, strides) && refuses(0, 8, Strides { head: 3, ..strides }));
        assert!(refuses(0, 100, strides), "reaches beyond the buffer");
    }

    const SIZES: Attention<f32> =
        Attention { batch: 2, heads: 2, queries: 3, keys: 3, head_dim: 4, causal: false, scale: 1.0 };

    /// Whether the forward, and the backward, refuse an operand of these strides whose slice has `len` elements.
    fn refused(attention: Attention<f32>, strides: Strides, len: usize, log_sums: usize) -> [bool; 2] {
        let (data, mut log_sums) = (vec![0.0_f32; len], vec![0.0; log_sums]);
        let heads = Heads { data: &data, strides };
        let mut buffers = [(); 3].map(|()| data.clone());
        let [q, k, v] =
            buffers.each_mut().map(|out| HeadsMut { data: Cell::from_mut(&mut out[..]).as_slice_of_cells(), strides });
        let forward = refuses(|| attention.forward(heads, heads, heads, q, &mut log_sums));
        let saved = Saved { q: heads, k: heads, v: heads, out: heads, log_sums: &log_sums, dout: heads };
        [forward, refuses(|| attention.backward(saved, q, k, v, false))]
    }

    #[test]
    fn slices_and_strides_that_do_not_fit_are_refused() {
        let strides = Strides { batch: 24, head: 4, time: 8 };
        assert_eq!(refused(SIZES, strides, 48, 12), [false; 2]);
        assert_eq!(refused(SIZES, strides, 47, 12), [true; 2]);
        assert_eq!(refused(SIZES, strides, 48, 11), [true; 2]);
        let half = 1 << 63;
        for strides in
            [Strides { batch: 25, ..strides }, Strides { time: half, ..strides }, Strides { batch: 0, ..strides }]
        {
            assert_eq!(refused(SIZES, strides, 48, 12), [true; 2], "{strides:?}");
        }
        let wrapping = Strides { batch: 0_usize.wrapping_sub(8), head: 4, time: 8 };
        assert_eq!(refused(SIZES, wrapping, 48, 12), [true; 2]);
        for attention in [
            Attention { batch: 2 + half, ..SIZES },
            Attention { queries: 3 + half, keys: 3 + half, ..SIZES },
            Attention { head_dim: half, ..SIZES },
            Attention { head_dim: usize::MAX, ..SIZES },
            Attention { keys: usize::MAX, ..SIZES },
            Attention { causal: true, keys: 2, ..SIZES },
            Attention { scale: 0.0, ..SIZES },
        ] {
            assert_eq!(refused(attention, strides, 48, 12), [true; 2], "{attention:?}");
        }
    }
}
