//! Turns scores into weights, and gradients of weights into gradients of scores, for a block of queries.

use super::hiding::Hiding;
use super::sizes::Attention;
use crate::lanes::{LaneRoutine, Lanes, each_vector, each_vector_in_blocks};
use crate::matmul::Matrix;
use crate::number::Value;
use crate::real::Real;
use crate::softmax::largest;
use crate::transcendental::{exp_of_negative_lanes, log_lanes};

/// The queries of a block, and their mask and dropout.
#[derive(Clone, Copy)]
pub struct Block<'a, E> {
    pub of: &'a Attention<E>,
    pub hiding: &'a Hiding<'a, E>,
    /// The index of the pair of batch item and head.
    pub pair: usize,
    /// The index of the first query.
    pub top: usize,
    /// The number of scores per row.
    pub width: usize,
}

/// Turns scores into weights that are not yet divided by their sums, and writes the logarithms and inverses of these sums.
pub struct Weights<'a, E> {
    pub block: Block<'a, E>,
    pub scores: &'a mut [E],
    pub log_sums: &'a mut [E],
    pub inverses: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Weights<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Block { of, hiding, pair, top, width } = self.block;
        let lowest = -E::INFINITY;
        for (i, (shift, total)) in self.log_sums.iter_mut().zip(&mut *self.inverses).enumerate() {
            let row = &mut self.scores[i * width..][..width];
            let (row, scale) = masked::<V::Pair>(row, self.block, top + i);
            let max = largest::<V::Pair>(row) * scale;
            // If everything is masked, the weights are 0, not NaN.
            let max = if max == lowest { E::ZERO } else { max };
            let (mut part, mut sum) = (V::Pair::splat(E::ZERO), V::Pair::splat(E::ZERO));
            each_vector_in_blocks!(
                V::Pair,
                row.len(),
                |range| {
                    let x = &mut row[range];
                    let score = V::Pair::load_or(x, lowest);
                    let weight = exp_of_negative_lanes(score.mul_add(V::Pair::splat(scale), V::Pair::splat(-max)));
                    weight.store_to(x);
                    part = part.add(weight);
                },
                {
                    (sum, part) = (sum.add(part), V::Pair::splat(E::ZERO));
                }
            );
            hiding.apply_dropout(of, pair, top + i, row);
            (*shift, *total) = (max, sum.sum());
        }
        each_vector!(V, self.log_sums.len(), |range| {
            let (log_sums, inverses) = (&mut self.log_sums[range.clone()], &mut self.inverses[range]);
            let sum = V::load_or(inverses, E::ONE);
            V::load_or(log_sums, E::ZERO).add(log_lanes(sum)).store_to(log_sums);
            // The inverse of 0 is set to 0. NaN stays NaN.
            let zero = V::splat(E::ZERO);
            sum.if_greater(zero, V::splat(E::ONE).div(sum), zero.mul(sum)).store_to(inverses);
        });
    }
}

/// Turns scores into weights, and the gradients of the weights into the gradients of the scaled scores.
pub struct Slopes<'a, E> {
    pub block: Block<'a, E>,
    pub scores: &'a mut [E],
    pub slopes: &'a mut [E],
    pub log_sums: &'a [E],
    pub out: Matrix<'a, E>,
    pub dout: Matrix<'a, E>,
}

impl<E: Real> LaneRoutine<E> for Slopes<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Block { of, hiding, pair, top, width } = self.block;
        for (i, &log_sum) in self.log_sums.iter().enumerate() {
            let out = &self.out.data[i * self.out.row..][..of.value_dim];
            let dout = &self.dout.data[i * self.dout.row..][..of.value_dim];
            let mut delta = V::splat(E::ZERO);
            each_vector!(V, out.len(), |range| {
                let out = V::load_or(&out[range.clone()], E::ZERO);
                delta = out.mul_add(V::load_or(&dout[range], E::ZERO), delta);
            });
            let range = i * width..(i + 1) * width;
            let (scores, scale) = masked::<V::Pair>(&mut self.scores[range.clone()], self.block, top + i);
            let (slopes, hidden) = self.slopes[range].split_at_mut(scores.len());
            hidden.fill(E::ZERO);
            hiding.apply_dropout(of, pair, top + i, slopes);
            // If a query sees no key, a shift of 0 makes its weights 0, not NaN.
            let shift = if log_sum == -E::INFINITY { E::ZERO } else { -log_sum };
            let (scale, shift, delta) = (V::Pair::splat(scale), V::Pair::splat(shift), V::Pair::splat(delta.sum()));
            each_vector!(V::Pair, scores.len(), |range| {
                let (score, slope) = (&mut scores[range.clone()], &mut slopes[range]);
                let weight = exp_of_negative_lanes(V::Pair::load_or(score, E::ZERO).mul_add(scale, shift));
                weight.store_to(score);
                weight.mul(V::Pair::load_or(slope, E::ZERO).sub(delta)).store_to(slope);
            });
            hiding.apply_dropout(of, pair, top + i, scores);
        }
    }
}

/// Masks the keys that a query does not see. Returns the front part of the row, which still needs the softmax, and the factor for its scores.
///
/// The length of this part is rounded up to whole vectors, so that rows with the same number of vectors run through the loops in the same way. Within
/// it, scores hidden by the causal mask are −∞, which gives weight 0; after it, the weights are already 0.
#[inline(always)]
fn masked<'s, V: Lanes>(
    row: &'s mut [V::Element],
    block: Block<'_, V::Element>,
    query: usize,
) -> (&'s mut [V::Element], V::Element) {
    let visible = block.of.visible(query);
    let end = visible.next_multiple_of(V::WIDTH).min(row.len());
    let (row, rest) = row.split_at_mut(end);
    rest.fill(V::Element::ZERO);
    let scale = block.hiding.apply_mask(block.of, block.pair, query, &mut row[..visible]);
    row[visible..].fill(-V::Element::INFINITY);
    (row, scale)
}
