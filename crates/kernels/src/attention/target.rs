//! The outputs of an attention operation. Each pair of batch item and head is written by one thread; its vectors are rows at a fixed distance.

use super::sizes::{HeadsMut, Strides};
use crate::lanes::{LaneRoutine, Lanes, each_vector, run_lanes};
use crate::real::Real;

/// An output, to which several threads write the vectors of different pairs.
pub struct Target<E> {
    start: *mut E,
    strides: Strides,
    accumulate: bool,
}

// SAFETY: the only access to the elements is `put`, whose caller promises that nothing else accesses the same ones; `E` is a plain number.
unsafe impl<E: Real> Sync for Target<E> {}

impl<E: Real> Target<E> {
    pub fn new(heads: HeadsMut<'_, E>, accumulate: bool) -> Self {
        Target { start: heads.data.as_ptr().cast_mut().cast(), strides: heads.strides, accumulate }
    }

    /// Writes or adds vectors of `len` numbers, each times its factor from `factors`, for this pair of a batch item and one of `heads` heads,
    /// starting at step `time`.
    ///
    /// # Safety
    /// The cells from which the target was made still exist and have these vectors, and nothing else accesses them during the call.
    pub unsafe fn put(
        &self,
        heads: usize,
        pair: usize,
        time: usize,
        len: usize,
        vectors: &[E],
        factors: Factors<'_, E>,
    ) {
        let start = self.start.wrapping_add(self.strides.offset(pair / heads, pair % heads, time));
        let (row, accumulate) = (self.strides.time, self.accumulate);
        run_lanes(Put { start, row, len, vectors, factors, accumulate });
    }
}

/// The factors by which written vectors are multiplied.
pub enum Factors<'a, E> {
    All(E),
    Each(&'a [E]),
}

/// Writes or adds vectors of `len` numbers to rows that are `row` elements apart.
// Invariant: `start` and `row` give a row of `len` numbers for each vector, and nothing else accesses these rows.
struct Put<'a, E> {
    start: *mut E,
    row: usize,
    len: usize,
    vectors: &'a [E],
    factors: Factors<'a, E>,
    accumulate: bool,
}

impl<E: Real> LaneRoutine<E> for Put<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        // If `len` is 0, `vectors` is empty.
        for (i, vector) in self.vectors.chunks_exact(self.len.max(1)).enumerate() {
            let factor = V::splat(match self.factors {
                Factors::All(factor) => factor,
                Factors::Each(factors) => factors[i],
            });
            // SAFETY: by the invariant of `Put`, the row has `len` numbers and nothing else accesses it.
            let to = unsafe { std::slice::from_raw_parts_mut(self.start.wrapping_add(i * self.row), self.len) };
            each_vector!(V, self.len, |range| {
                let product = factor.mul(V::load_or(&vector[range.clone()], E::ZERO));
                let to = &mut to[range];
                if self.accumulate { product.add(V::load_or(to, E::ZERO)) } else { product }.store_to(to);
            });
        }
    }
}
