//! Where an attention writes vectors: rows some distance apart, those of a pair by one thread.

use super::{Attention, HeadsMut, Strides};
use crate::lanes::{LaneRoutine, Lanes, each_vector, run_lanes};
use crate::real::Real;

/// Where threads write the vectors of different pairs.
pub struct Target<E> {
    start: *mut E,
    strides: Strides,
    accumulate: bool,
}

// SAFETY: `put` is only called for vectors that one piece alone writes; `E` is a plain number.
unsafe impl<E: Real> Sync for Target<E> {}

impl<E: Real> Target<E> {
    pub fn new(heads: HeadsMut<'_, E>, accumulate: bool) -> Self {
        Target { start: heads.data.as_ptr().cast_mut().cast(), strides: heads.strides, accumulate }
    }

    /// Writes or adds vectors of this pair, from a time on, each times its factor.
    ///
    /// SAFETY: the target holds them, and nobody else accesses them meanwhile.
    pub unsafe fn put(&self, of: &Attention<E>, pair: usize, time: usize, vectors: &[E], factors: Factors<'_, E>) {
        let start = self.start.wrapping_add(self.strides.offset(pair / of.heads, pair % of.heads, time));
        let (row, accumulate) = (self.strides.time, self.accumulate);
        run_lanes(Put { start, row, len: of.head_dim, vectors, factors, accumulate });
    }
}

/// What vectors are multiplied with.
pub enum Factors<'a, E> {
    All(E),
    Each(&'a [E]),
}

/// Writes or adds vectors of `len` numbers, in rows so far apart. The rows are there for this alone.
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
        // Vectors without numbers are none.
        for (i, vector) in self.vectors.chunks_exact(self.len.max(1)).enumerate() {
            let factor = V::splat(match self.factors {
                Factors::All(factor) => factor,
                Factors::Each(factors) => factors[i],
            });
            // SAFETY: the row holds so many numbers and is there for this alone, as `put` is promised.
            let to = unsafe { std::slice::from_raw_parts_mut(self.start.wrapping_add(i * self.row), self.len) };
            each_vector!(V, self.len, |range| {
                let product = factor.mul(V::load_or(&vector[range.clone()], E::ZERO));
                let to = &mut to[range];
                if self.accumulate { product.add(V::load_or(to, E::ZERO)) } else { product }.store_to(to);
            });
        }
    }
}
