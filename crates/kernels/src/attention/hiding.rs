//! A mask of the scores and dropout of the weights, in addition to the causal mask.

use super::sizes::Attention;
use crate::random::MaskStream;
use crate::real::Real;
use crate::sizes::last_offset;

/// Distances in elements between the entries of a mask. A distance of 0 repeats an entry along that axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskStrides {
    /// From one batch item to the next.
    pub batch: usize,
    /// From one head to the next.
    pub head: usize,
    /// From one query to the next.
    pub query: usize,
    /// From one key to the next.
    pub key: usize,
}

/// A mask with an entry for each score.
#[derive(Clone, Copy, Debug)]
pub enum Mask<'a, E> {
    /// Whether the query sees the key. A hidden key has weight 0, and its value must be finite, since 0 times infinity or NaN is NaN.
    Visible(&'a [bool], MaskStrides),
    /// The entry is added to the scaled score.
    Added(&'a [E], MaskStrides),
}

/// Dropout of the weights.
#[derive(Clone, Copy, Debug)]
pub struct WeightDropout {
    /// The probability that a weight is dropped, at least 0 and below 1.
    pub p: f64,
    /// The seed, which determines the random stream together with `call`.
    pub seed: u64,
    /// The index of the dropout call. It gives each call a different mask.
    pub call: u64,
}

/// What hides keys from queries: an optional mask and optional dropout.
#[derive(Clone, Copy, Debug)]
pub struct Hiding<'a, E> {
    /// The mask.
    pub mask: Option<Mask<'a, E>>,
    /// The dropout.
    pub dropout: Option<WeightDropout>,
}

impl<E> Default for Hiding<'_, E> {
    fn default() -> Self {
        Hiding { mask: None, dropout: None }
    }
}

impl<'a, E: Real> Hiding<'a, E> {
    /// Panics if the mask lacks an entry for a score.
    pub(super) fn assert_holds(&self, of: &Attention<E>) {
        let (len, strides) = match self.mask {
            Some(Mask::Visible(data, strides)) => (data.len(), strides),
            Some(Mask::Added(data, strides)) => (data.len(), strides),
            None => return,
        };
        let axes =
            [(of.batch, strides.batch), (of.heads, strides.head), (of.queries, strides.query), (of.keys, strides.key)];
        if axes.iter().all(|&(size, _)| size > 0) {
            let fits = last_offset(axes).is_some_and(|last| last < len);
            assert!(fits, "a mask of {strides:?} reaches beyond its {len} elements");
        }
    }

    /// Scales and masks the scores of one query. Returns the factor that the caller must still apply: the scale if there is no mask, else 1.
    #[inline(always)]
    pub(super) fn apply_mask(&self, of: &Attention<E>, pair: usize, query: usize, scores: &mut [E]) -> E {
        let offset = |strides: MaskStrides| {
            (pair / of.heads) * strides.batch + (pair % of.heads) * strides.head + query * strides.query
        };
        match self.mask {
            None => return of.scale,
            Some(Mask::Visible(data, strides)) => {
                let row = &data[offset(strides)..];
                for (key, score) in scores.iter_mut().enumerate() {
                    *score = if row[key * strides.key] { *score * of.scale } else { -E::INFINITY };
                }
            }
            Some(Mask::Added(data, strides)) => {
                let row = &data[offset(strides)..];
                for (key, score) in scores.iter_mut().enumerate() {
                    *score = *score * of.scale + row[key * strides.key];
                }
            }
        }
        E::ONE
    }

    /// Multiplies each weight of one query by 0 or 1/(1 − p), chosen by the random stream.
    #[inline(always)]
    pub(super) fn apply_dropout(&self, of: &Attention<E>, pair: usize, query: usize, weights: &mut [E]) {
        let Some(WeightDropout { p, seed, call }) = self.dropout else { return };
        let stream = MaskStream::<E>::new(seed, call, p);
        let first = ((pair * of.queries + query) as u64).wrapping_mul(of.keys as u64);
        for (key, weight) in (0_u64..).zip(weights) {
            *weight = *weight * stream.factor(first.wrapping_add(key));
        }
    }
}
