//! Scaled dot-product attention without storing the whole matrix of scores: O = softmax(s Q Kᵀ) V for every batch item and head.
//!
//! As in FlashAttention (Dao et al., 2022; version 2, 2023) only the log-sum-exp L of each row of scores is saved, and the backward pass recomputes
//! the weights, P = e^(s Q Kᵀ − L): dV = Pᵀ dO, dS = P ∘ (dO Vᵀ − D) with D = rowsum(dO ∘ O), dQ = s dS K and dK = s dSᵀ Q. Unlike in FlashAttention,
//! a block of queries is multiplied by all its keys at once: for the usual lengths of time series, the scores of a block fit in the L2 cache. Pairs
//! of a batch item and a head are split across threads. How queries are split into blocks depends only on the inputs, not on the number of threads.

mod hiding;
mod sizes;
mod target;
#[cfg(test)]
mod tests;
mod weights;

pub use self::hiding::{Hiding, Mask, MaskStrides, WeightDropout};
pub use self::sizes::{Attention, Heads, HeadsMut, Strides};
use self::target::{Factors, Target};
use self::weights::{Block, Slopes, Weights};
use super::lanes::run_lanes;
use super::matmul::{Matrix, matmul};
use super::parallel;
use super::real::Real;
use super::scratch::with_scratch;
use super::sizes::product;

/// The inputs and results of the forward pass, and the gradient of its output.
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
    /// The mask and dropout of the forward pass.
    pub hiding: Hiding<'a, E>,
}

/// Where the gradients of queries, keys and values go.
#[derive(Clone, Copy, Debug)]
pub struct Gradients<'a, E> {
    /// The gradient of the queries.
    pub dq: HeadsMut<'a, E>,
    /// The gradient of the keys.
    pub dk: HeadsMut<'a, E>,
    /// The gradient of the values.
    pub dv: HeadsMut<'a, E>,
    /// For each gradient: whether it is added to the values already there, instead of replacing them.
    pub accumulate: [bool; 3],
}

impl<E: Real> Attention<E> {
    /// Writes the output, and the log-sum-exp of the scores as `[batch, heads, queries]`. A query that sees no key gets zeros.
    ///
    /// # Panics
    /// If a slice is too short, if elements of the output overlap, or if the scale is not positive.
    pub fn forward(
        &self,
        q: Heads<'_, E>,
        k: Heads<'_, E>,
        v: Heads<'_, E>,
        hiding: Hiding<'_, E>,
        out: HeadsMut<'_, E>,
        log_sums: &mut [E],
    ) {
        self.assert_kind(log_sums.len());
        let (d, value_dim) = (self.head_dim, self.value_dim);
        for (heads, time, dim) in [(q, self.queries, d), (k, self.keys, d), (v, self.keys, value_dim)] {
            self.assert_holds(heads.data.len(), heads.strides, [time, dim]);
        }
        hiding.assert_holds(self);
        self.assert_writable(&[(out, [self.queries, value_dim])]);
        let (most, out) = (self.block(), Target::new(out, false));
        // Work is split by pairs of batch item and head: each pair has a row of `log_sums`.
        parallel::for_each_chunk(log_sums, self.queries.max(1), self.work(2), |first, log_sums| {
            with_scratch(most * (self.keys + value_dim + 1), |scratch: &mut [E]| {
                let (scores, rest) = scratch.split_at_mut(most * self.keys);
                let (values, inverses) = rest.split_at_mut(most * value_dim);
                for (pair, log_sums) in (first..).zip(log_sums.chunks_exact_mut(self.queries)) {
                    let [q, k, v] = [q, k, v].map(|heads| self.matrix(heads, pair));
                    let rows = self.rows_at_once(&[(v, self.keys, value_dim)]);
                    for (top, log_sums) in (0..).step_by(rows).zip(log_sums.chunks_mut(rows)) {
                        let (rows, width) = (log_sums.len(), self.visible(top + log_sums.len() - 1));
                        let scores = &mut scores[..rows * width];
                        matmul(rows, d, width, q.rows_from(top), k.transposed(), scores, width, false);
                        let block = Block { of: self, hiding: &hiding, pair, top, width };
                        run_lanes(Weights { block, scores, log_sums, inverses });
                        let weights = Matrix { data: scores, row: width, col: 1 };
                        matmul(rows, width, value_dim, weights, v, values, value_dim, false);
                        let (vectors, inverses) = (&values[..rows * value_dim], &inverses[..rows]);
                        // SAFETY: `assert_writable` checked that the output has the vectors of all queries and that no two overlap.
                        // `for_each_chunk` gives each pair to one thread.
                        unsafe { out.put(self.heads, pair, top, value_dim, vectors, Factors::Each(inverses)) };
                    }
                }
            });
        });
    }

    /// Writes the gradients of queries, keys and values, and the gradient of an added mask as `[batch, heads, queries, keys]` if `dmask` is given.
    ///
    /// # Panics
    /// If a slice is too short, if elements of the outputs overlap, or if the scale is not positive.
    pub fn backward(&self, saved: Saved<'_, E>, gradients: Gradients<'_, E>, dmask: Option<&mut [E]>) {
        let Saved { q, k, v, out, log_sums, dout, hiding } = saved;
        let Gradients { dq, dk, dv, accumulate } = gradients;
        let (queries, keys, d, value_dim) = (self.queries, self.keys, self.head_dim, self.value_dim);
        self.assert_kind(log_sums.len());
        let read = [
            (q, queries, d),
            (k, keys, d),
            (v, keys, value_dim),
            (out, queries, value_dim),
            (dout, queries, value_dim),
        ];
        for (heads, time, dim) in read {
            self.assert_holds(heads.data.len(), heads.strides, [time, dim]);
        }
        hiding.assert_holds(self);
        self.assert_writable(&[(dq, [queries, d]), (dk, [keys, d]), (dv, [keys, value_dim])]);
        let targets = [(dq, 0), (dk, 1), (dv, 2)].map(|(heads, i)| Target::new(heads, accumulate[i]));
        let dmask = dmask.map(|dmask| {
            assert_eq!(dmask.len(), product([self.batch, self.heads, queries, keys]), "one gradient per score");
            dmask.fill(E::ZERO);
            let strides = Strides { batch: self.heads * queries * keys, head: queries * keys, time: keys };
            Target::new(HeadsMut { data: std::cell::Cell::from_mut(dmask).as_slice_of_cells(), strides }, false)
        });
        let len = self.block() * (2 * keys + d) + keys * (d + value_dim);
        parallel::for_each_range(product([self.batch, self.heads]), self.work(5), |pairs| {
            with_scratch(len, |scratch: &mut [E]| {
                // SAFETY: `assert_writable` checked that the targets have the vectors of all pairs and that no two overlap. The target of the
                // mask's gradient has one number per query and key. `for_each_range` gives each pair to one thread.
                pairs.for_each(|pair| unsafe { self.backward_pair(pair, &saved, &targets, dmask.as_ref(), scratch) });
            });
        });
    }

    /// The gradients of one pair of a batch item and a head.
    ///
    /// # Safety
    /// The targets have the vectors of this pair, for all queries or keys, and nothing else accesses them during the call.
    unsafe fn backward_pair(
        &self,
        pair: usize,
        saved: &Saved<'_, E>,
        [dq, dk, dv]: &[Target<E>; 3],
        dmask: Option<&Target<E>>,
        scratch: &mut [E],
    ) {
        let &Saved { q, k, v, out, log_sums, dout, .. } = saved;
        let [q, k, v, out, dout] = [q, k, v, out, dout].map(|heads| self.matrix(heads, pair));
        let (queries, keys, d, value_dim, most) =
            (self.queries, self.keys, self.head_dim, self.value_dim, self.block());
        let (scores, rest) = scratch.split_at_mut(most * keys);
        let (slopes, rest) = rest.split_at_mut(most * keys);
        let (grad_q, rest) = rest.split_at_mut(most * d);
        let (grad_k, grad_v) = rest.split_at_mut(keys * d);
        let grad_v = &mut grad_v[..keys * value_dim];
        grad_k.fill(E::ZERO);
        grad_v.fill(E::ZERO);
        let log_sums = &log_sums[pair * queries..][..queries];
        let most =
            self.rows_at_once(&[(q, queries, d), (k, keys, d), (v, keys, value_dim), (dout, queries, value_dim)]);
        for (top, log_sums) in (0..).step_by(most).zip(log_sums.chunks(most)) {
            let (rows, width) = (log_sums.len(), self.visible(top + log_sums.len() - 1));
            let (q, out, dout) = (q.rows_from(top), out.rows_from(top), dout.rows_from(top));
            let (scores, slopes) = (&mut scores[..rows * width], &mut slopes[..rows * width]);
            matmul(rows, d, width, q, k.transposed(), scores, width, false);
            matmul(rows, value_dim, width, dout, v.transposed(), slopes, width, false);
            let block = Block { of: self, hiding: &saved.hiding, pair, top, width };
            run_lanes(Slopes { block, scores, slopes, log_sums, out, dout });
            let weights = Matrix { data: scores, row: width, col: 1 };
            let rows_of_slopes = Matrix { data: slopes, row: width, col: 1 };
            matmul(width, rows, value_dim, weights.transposed(), dout, grad_v, value_dim, true);
            matmul(width, rows, d, rows_of_slopes.transposed(), q, grad_k, d, true);
            matmul(rows, width, d, rows_of_slopes, k, grad_q, d, false);
            // SAFETY: the caller promises the vectors of this pair, and the vectors written here belong to some of its queries.
            unsafe {
                dq.put(self.heads, pair, top, d, &grad_q[..rows * d], Factors::All(self.scale));
                if let Some(dmask) = dmask {
                    dmask.put(self.heads, pair, top, width, slopes, Factors::All(E::ONE));
                }
            }
        }
        // SAFETY: the caller promises the vectors of this pair, and the vectors written here belong to its keys.
        unsafe {
            dk.put(self.heads, pair, 0, d, grad_k, Factors::All(self.scale));
            dv.put(self.heads, pair, 0, value_dim, grad_v, Factors::All(E::ONE));
        }
    }

    /// How many queries are computed at once: a block of them, or only one if the mask is causal and an operand contains a NaN or an infinity. In a
    /// block, masked keys have weight zero, and zero times NaN would make the results of earlier queries NaN.
    fn rows_at_once(&self, operands: &[(Matrix<'_, E>, usize, usize)]) -> usize {
        let is_finite = |&(matrix, rows, cols): &(Matrix<'_, E>, usize, usize)| {
            let row = |i: usize| matrix.data.get(i * matrix.row..).map_or(&[][..], |row| &row[..cols]);
            // `x * 0 == 0` if and only if `x` is finite.
            (0..rows).all(|i| row(i).iter().fold(true, |all, &x| all & (x * E::ZERO == E::ZERO)))
        };
        if self.causal && !operands.iter().all(is_finite) { 1 } else { self.block() }
    }
}

impl<'a, E: Real> Matrix<'a, E> {
    fn rows_from(self, first: usize) -> Self {
        Matrix { data: self.data.get(first * self.row..).unwrap_or_default(), ..self }
    }
}
