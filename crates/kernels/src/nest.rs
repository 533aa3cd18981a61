//! A nest of loops over up to eight strided axes, shared by all elementwise kernels on views.
//!
//! Operand 0 is the output. Its axis of largest stride becomes the outermost loop, so that threads get whole
//! slices of the output. The other axes keep the caller's order, so that the last one stays innermost.

use super::number::Value;
use super::parallel;

/// The largest rank that kernels accept.
pub const MAX_RANK: usize = 8;

/// Sizes and strides of N operands. No size is 0. A size is 1 only if there is no other axis.
#[derive(Clone, Copy)]
pub struct Nest<const N: usize> {
    rank: usize,
    sizes: [usize; MAX_RANK],
    strides: [[usize; N]; MAX_RANK],
}

impl<const N: usize> Nest<N> {
    /// The loops over these axes, or `None` if there are no elements.
    ///
    /// # Panics
    /// If the rank is above 8 or the strides have a different rank than the sizes.
    pub fn new(sizes: &[usize], strides: [&[usize]; N]) -> Option<Self> {
        assert!(strides.iter().all(|strides| strides.len() == sizes.len()), "one stride for every axis");
        let mut nest = Self { rank: 0, sizes: [1; MAX_RANK], strides: [[1; N]; MAX_RANK] };
        for (axis, &size) in sizes.iter().enumerate() {
            match size {
                0 => return None,
                1 => {}
                _ => {
                    nest.sizes[nest.rank] = size;
                    nest.strides[nest.rank] = strides.map(|strides| strides[axis]);
                    nest.rank += 1;
                }
            }
        }
        nest.rank = nest.rank.max(1);
        let outermost = (0..nest.rank).max_by_key(|&axis| (nest.strides[axis][0], nest.rank - axis));
        nest.move_axis(outermost.unwrap_or(0), 0);
        Some(nest)
    }

    /// The number of axes after dropping those of size 1; at least 1.
    #[inline(always)]
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// The size of an axis and the strides of all operands along it.
    #[inline(always)]
    pub fn axis(&self, axis: usize) -> (usize, [usize; N]) {
        (self.sizes[axis], self.strides[axis])
    }

    /// Moves an axis to another position; the axes between them shift by one.
    pub fn move_axis(&mut self, from: usize, to: usize) {
        let (first, last) = (from.min(to), from.max(to));
        let turn = |len: usize| if from < to { 1 } else { len - 1 };
        self.sizes[first..=last].rotate_left(turn(last - first + 1));
        self.strides[first..=last].rotate_left(turn(last - first + 1));
    }

    /// How many elements of memory an operand spans, from its first element to its last.
    fn span(&self, operand: usize) -> usize {
        1 + (0..self.rank).map(|axis| (self.sizes[axis] - 1) * self.strides[axis][operand]).sum::<usize>()
    }

    /// Splits the output along the outermost axis and calls `f` with the nest of each part, the part, and the offsets at which the slices of the
    /// other operands begin (entry 0 is meaningless).
    ///
    /// # Panics
    /// If slices of the output along its outermost axis overlap.
    pub fn cut<E: Value>(self, out: &mut [E], cost: usize, f: impl Fn(Self, &mut [E], [usize; N]) + Sync) {
        let (size, strides) = self.axis(0);
        let (step, span) = (strides[0], self.span(0));
        assert!(span <= size * step, "strides of an output overlap");
        let work = cost * self.sizes[..self.rank].iter().product::<usize>();
        parallel::for_each_chunk(&mut out[..span], step, work, |first, part| {
            let mut nest = self;
            nest.sizes[0] = part.len().div_ceil(step);
            f(nest, part, strides.map(|stride| first * stride));
        });
    }

    /// Calls `f` with the offsets of all operands, for every index of all axes but the last `inner`.
    #[inline(always)]
    pub fn walk(&self, inner: usize, mut f: impl FnMut([usize; N])) {
        let outer = self.rank - inner;
        let mut index = [0; MAX_RANK];
        let mut at = [0; N];
        loop {
            f(at);
            let mut axis = outer;
            loop {
                if axis == 0 {
                    return;
                }
                axis -= 1;
                index[axis] += 1;
                let (size, strides) = self.axis(axis);
                if index[axis] < size {
                    (0..N).for_each(|operand| at[operand] += strides[operand]);
                    break;
                }
                (0..N).for_each(|operand| at[operand] -= (size - 1) * strides[operand]);
                index[axis] = 0;
            }
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Views for tests of elementwise kernels: sizes, and the strides of three operands, the output first.
    pub const VIEWS: [(&[usize], [&[usize]; 3]); 12] = [
        (&[], [&[], &[], &[]]),
        (&[0, 3], [&[3, 1], &[3, 1], &[3, 1]]),
        (&[3, 0], [&[1, 1], &[0, 1], &[0, 1]]),
        (&[1], [&[7], &[0], &[9]]),
        (&[1001], [&[1], &[1], &[0]]),
        (&[17], [&[2], &[3], &[1]]),
        (&[4, 9], [&[9, 1], &[0, 1], &[1, 0]]),
        (&[37, 41], [&[41, 1], &[1, 37], &[41, 1]]),
        (&[6, 1, 5], [&[1, 99, 6], &[5, 0, 1], &[1, 3, 6]]),
        (&[2, 3, 4, 5], [&[60, 20, 5, 1], &[1, 2, 6, 24], &[0, 20, 0, 1]]),
        (
            &[2, 1, 2, 3, 1, 2, 2, 3],
            [&[72, 0, 36, 12, 0, 6, 3, 1], &[0, 0, 1, 2, 0, 6, 12, 24], &[36, 0, 18, 6, 0, 3, 0, 1]],
        ),
        (&[210, 300], [&[300, 1], &[300, 1], &[0, 1]]),
    ];

    /// The offsets of every element in all operands, in the order of the caller's axes.
    pub fn offsets<const N: usize>(sizes: &[usize], strides: [&[usize]; N]) -> Vec<[usize; N]> {
        let count: usize = sizes.iter().product();
        let offset = |mut flat: usize, strides: &[usize]| {
            let axes = sizes.iter().zip(strides).rev();
            axes.fold(0, |sum, (size, stride)| {
                let index = flat % size;
                flat /= size;
                sum + index * stride
            })
        };
        (0..count).map(|flat| strides.map(|strides| offset(flat, strides))).collect()
    }

    #[test]
    fn walks_every_element_once() {
        for (sizes, strides) in VIEWS {
            let mut walked = Vec::new();
            if let Some(nest) = Nest::new(sizes, strides) {
                nest.walk(0, |at| walked.push(at));
            }
            let mut expected = offsets(sizes, strides);
            walked.sort_unstable();
            expected.sort_unstable();
            assert_eq!(walked, expected, "{sizes:?}");
        }
    }

    #[test]
    #[should_panic(expected = "overlap")]
    fn overlapping_outputs_are_refused() {
        let nest = Nest::new(&[3, 4], [&[2, 1]]).expect("it has elements");
        nest.cut(&mut [0.0_f32; 20], 1, |_, _, _| {});
    }
}
