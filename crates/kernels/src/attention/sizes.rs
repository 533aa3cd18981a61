//! The sizes of an attention operation, the memory layout of its vectors, and the checks that the slices are long enough.

use std::cell::Cell;

use crate::matmul::Matrix;
use crate::parallel::{ELEMENT, work_of};
use crate::real::Real;
use crate::sizes::{last_offset, product};

/// The maximum number of scores of a block of more than 8 queries: 128 KiB in single precision, which leaves room in the L2 cache.
const SCORES: usize = 32 * 1024;

/// The maximum number of queries of a block under a causal mask. Keys after the last query of a block are skipped, so small blocks skip more.
const CAUSAL_ROWS: usize = 48;

/// Distances in elements between batch items, heads and time steps. The elements of a vector are adjacent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strides {
    /// From one batch item to the next.
    pub batch: usize,
    /// From one head to the next.
    pub head: usize,
    /// From one time step to the next.
    pub time: usize,
}

/// The vectors of all batch items, heads and time steps, read-only. Queries, keys and values may be parts of one buffer.
#[derive(Clone, Copy, Debug)]
pub struct Heads<'a, E> {
    /// The elements. The first vector starts at element 0.
    pub data: &'a [E],
    /// The distances between the vectors.
    pub strides: Strides,
}

/// Vectors to write to. They are cells, because the three gradients may be parts of one buffer.
#[derive(Clone, Copy)]
pub struct HeadsMut<'a, E> {
    /// The elements. The first vector starts at element 0.
    pub data: &'a [Cell<E>],
    /// The distances between the vectors.
    pub strides: Strides,
}

impl<E> std::fmt::Debug for HeadsMut<'_, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeadsMut").field("len", &self.data.len()).field("strides", &self.strides).finish()
    }
}

/// The sizes and settings of an attention operation.
#[derive(Clone, Copy, Debug)]
pub struct Attention<E> {
    /// The number of batch items.
    pub batch: usize,
    /// The number of heads.
    pub heads: usize,
    /// The number of queries per head.
    pub queries: usize,
    /// The number of keys per head, and of values per head.
    pub keys: usize,
    /// The length of a query or key vector.
    pub head_dim: usize,
    /// The length of a value vector.
    pub value_dim: usize,
    /// Whether query i sees only keys 0 to i. Other keys contribute nothing, even if they are NaN.
    pub causal: bool,
    /// The factor by which scores are multiplied. It must be positive, and is usually 1/√`head_dim`.
    pub scale: E,
}

impl<E: Real> Attention<E> {
    /// The number of queries whose scores are computed at once.
    pub(super) fn block(&self) -> usize {
        let rows = (SCORES / self.keys.max(1)).clamp(8, self.queries.max(8));
        if self.causal { rows.min(CAUSAL_ROWS) } else { rows }
    }

    /// How many keys a query sees.
    pub(super) fn visible(&self, query: usize) -> usize {
        if self.causal { self.keys.min(query + 1) } else { self.keys }
    }

    /// The cost of a pass with `products` inner products and one exponential for each score.
    pub(super) fn work(&self, products: usize) -> usize {
        let each = work_of(&[2, products, self.head_dim.max(self.value_dim)]).saturating_add(4 * ELEMENT);
        work_of(&[self.batch, self.heads, self.queries, self.keys, each])
    }

    /// The vectors of one pair of batch item and head, as the rows of a matrix.
    pub(super) fn matrix<'a>(&self, heads: Heads<'a, E>, pair: usize) -> Matrix<'a, E> {
        let first = heads.strides.offset(pair / self.heads, pair % self.heads, 0);
        // If there are no steps, or if the vectors are empty, `first` may be outside the slice.
        Matrix { data: heads.data.get(first..).unwrap_or_default(), row: heads.strides.time, col: 1 }
    }

    pub(super) fn assert_kind(&self, log_sums: usize) {
        assert!(self.scale > E::ZERO, "the scale is {}, not positive", self.scale);
        assert_eq!(log_sums, product([self.batch, self.heads, self.queries]), "one log-sum-exp per query");
    }

    /// Panics unless `len` elements hold the vectors of all batch items, heads and `time` steps, each of `dim` numbers.
    pub(super) fn assert_holds(&self, len: usize, strides: Strides, [time, dim]: [usize; 2]) {
        if [self.batch, self.heads, time, dim].contains(&0) {
            return;
        }
        let Strides { batch, head, time: step } = strides;
        let last = last_offset([(self.batch, batch), (self.heads, head), (time, step), (dim, 1)]);
        let fits = last.is_some_and(|last| last < len);
        assert!(fits, "{self:?} with {strides:?} reaches beyond the {len} elements");
    }

    /// Panics unless all elements of the outputs are within their slices and at different addresses.
    pub(super) fn assert_writable(&self, outs: &[(HeadsMut<'_, E>, [usize; 2])]) {
        for (i, &(out, size)) in outs.iter().enumerate() {
            self.assert_holds(out.data.len(), out.strides, size);
            assert!(self.are_distinct(out.strides, size, (1, 0)), "{:?}: elements overlap", out.strides);
            let range = out.data.as_ptr_range();
            for &(other, other_size) in &outs[..i] {
                let other_range = other.data.as_ptr_range();
                if range.start < other_range.end && other_range.start < range.end {
                    // Two parts of one buffer are like one output with an additional axis of size two.
                    let distance = range.start.addr().abs_diff(other_range.start.addr()) / size_of::<E>();
                    let distinct =
                        self.are_distinct(out.strides, [0, 1].map(|i| size[i].max(other_size[i])), (2, distance));
                    assert!(distinct && out.strides == other.strides, "{:?}: outputs overlap", out.strides);
                }
            }
        }
    }

    /// Whether all elements are at different addresses: each stride is larger than the span of the axes with smaller strides. `parts` is the size and
    /// stride of an additional axis.
    fn are_distinct(&self, strides: Strides, [time, dim]: [usize; 2], parts: (usize, usize)) -> bool {
        let Strides { batch, head, time: step } = strides;
        let mut axes = [(self.batch, batch), (self.heads, head), (time, step), (dim, 1), parts];
        if axes.iter().any(|&(size, _)| size == 0) {
            return true;
        }
        axes.sort_unstable_by_key(|&(_, stride)| stride);
        let mut reach = 0;
        axes.into_iter().filter(|&(size, _)| size > 1).all(|(size, stride)| {
            let steps_over = stride > reach;
            reach = reach.saturating_add((size - 1).saturating_mul(stride));
            steps_over
        })
    }
}

impl Strides {
    /// The offset of a vector.
    pub(super) fn offset(self, batch: usize, head: usize, time: usize) -> usize {
        batch * self.batch + head * self.head + time * self.time
    }
}
