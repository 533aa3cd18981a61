//! Outputs made of equal blocks, such as one per time step. Each thread gets a range of rows, the same in every block.

use super::parallel::{self, Grain};
use std::marker::PhantomData;
use std::ops::Range;

/// An output of equal blocks: `rows` rows of `row` elements each.
pub(crate) struct Blocks<'a, E> {
    // Invariant: `count` consecutive blocks of `rows * row` elements begin at `start`. They are borrowed for `'a`.
    start: *mut E,
    count: usize,
    rows: usize,
    row: usize,
    borrowed: PhantomData<&'a mut [E]>,
}

// SAFETY: the elements are reached only through `band`, whose caller promises that no two threads get the same rows, and the elements are `Send`.
unsafe impl<E: Send> Sync for Blocks<'_, E> {}

impl<'a, E> Blocks<'a, E> {
    /// # Panics
    /// If the length of `out` is not that of `count` blocks.
    pub(crate) fn new(out: &'a mut [E], count: usize, rows: usize, row: usize) -> Self {
        assert_eq!(Some(out.len()), rows.checked_mul(row).and_then(|block| block.checked_mul(count)), "whole blocks");
        Blocks { start: out.as_mut_ptr(), count, rows, row, borrowed: PhantomData }
    }

    /// The band with these rows of every block.
    ///
    /// # Safety
    /// No row is in two bands that exist at the same time.
    unsafe fn band(&self, rows: Range<usize>) -> Band<'_, E> {
        assert!(rows.start <= rows.end && rows.end <= self.rows, "{rows:?} of {} rows", self.rows);
        Band {
            start: self.start,
            count: self.count,
            block: self.rows * self.row,
            elements: rows.start * self.row..rows.end * self.row,
            borrowed: PhantomData,
        }
    }
}

/// Some rows of every block of an output.
// Invariant: `count` blocks of `block` elements begin at `start`, `elements` ends within a block, and while the band exists nothing else
// accesses these elements of any block.
pub(crate) struct Band<'a, E> {
    start: *mut E,
    count: usize,
    block: usize,
    elements: Range<usize>,
    borrowed: PhantomData<&'a mut [E]>,
}

impl<E> Band<'_, E> {
    fn first(&self, block: usize) -> *mut E {
        assert!(block < self.count, "block {block} of {}", self.count);
        // SAFETY: by the invariant of `Band`, block `block` and the elements in it are within the output.
        unsafe { self.start.add(block * self.block + self.elements.start) }
    }

    /// This band's rows in one block.
    pub(crate) fn block(&self, block: usize) -> &[E] {
        // SAFETY: by the invariant of `Band` the elements exist and nothing else accesses them; `&self` keeps this band from writing.
        unsafe { std::slice::from_raw_parts(self.first(block), self.elements.len()) }
    }

    /// This band's rows in one block, mutable.
    pub(crate) fn block_mut(&mut self, block: usize) -> &mut [E] {
        // SAFETY: by the invariant of `Band` the elements exist and nothing else accesses them; only `&mut self` gives access to this band.
        unsafe { std::slice::from_raw_parts_mut(self.first(block), self.elements.len()) }
    }

    /// This band's rows in block `read`, and its rows in block `write`, mutable.
    ///
    /// # Panics
    /// If both are the same block.
    pub(crate) fn read_and_write(&mut self, read: usize, write: usize) -> (&[E], &mut [E]) {
        assert_ne!(read, write, "two blocks");
        let (read, write) = (self.first(read), self.first(write));
        // SAFETY: the elements exist and nothing else accesses them, by the invariant of `Band`; two blocks have no elements in common.
        unsafe {
            let len = self.elements.len();
            (std::slice::from_raw_parts(read, len), std::slice::from_raw_parts_mut(write, len))
        }
    }
}

/// Splits the rows across threads and calls `f` with a range of rows and each output's band of these rows.
///
/// # Panics
/// If the outputs do not have blocks of `rows` rows.
pub(crate) fn for_each_band<E: Send, const N: usize>(
    outs: &[Blocks<'_, E>; N],
    rows: usize,
    work: usize,
    f: impl Fn(Range<usize>, [Band<'_, E>; N]) + Sync,
) {
    assert!(outs.iter().all(|out| out.rows == rows), "all outputs have blocks of {rows} rows");
    // Each piece reads the whole weight matrix of its caller, so there is one piece per thread.
    parallel::for_each_range_of(Grain::Whole, rows, work, |range| {
        // SAFETY: the ranges of one region do not overlap, and `outs` stays borrowed meanwhile.
        let bands = outs.each_ref().map(|out| unsafe { out.band(range.clone()) });
        f(range, bands);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::sizes::refuses;

    #[test]
    fn every_row_of_every_block_is_written_once() {
        for (count, rows, row) in [(0, 3, 2), (4, 0, 2), (4, 3, 0), (1, 1, 1), (5, 7, 3), (3, 64, 2)] {
            for threads in [1, 2, 3] {
                let (mut a, mut b) = (vec![0; count * rows * row], vec![0; rows]);
                let outs = [Blocks::new(&mut a, count, rows, row), Blocks::new(&mut b, 1, rows, 1)];
                with_threads(threads, || {
                    for_each_band(&outs, rows, 100_000_000, |range, [mut a, mut b]| {
                        for block in 0..count {
                            a.block_mut(block).iter_mut().for_each(|x| *x += block + 1);
                        }
                        b.block_mut(0).iter_mut().zip(range).for_each(|(x, row)| *x += row + 1);
                    });
                });
                assert!(a.iter().enumerate().all(|(i, &x)| x == i / (rows * row) + 1), "{count} {rows} {row}");
                assert!(b.iter().enumerate().all(|(i, &x)| x == i + 1));
            }
        }
    }

    #[test]
    fn a_block_is_read_while_another_is_written() {
        let mut out = [1, 2, 3, 4, 5, 6];
        let outs = [Blocks::new(&mut out, 3, 2, 1)];
        for_each_band(&outs, 2, 0, |_, [mut band]| {
            let (read, write) = band.read_and_write(2, 0);
            write.copy_from_slice(read);
            assert_eq!(band.block(1), [3, 4]);
        });
        assert_eq!(out, [5, 6, 3, 4, 5, 6]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let mut out = [0.0_f32; 6];
        assert!(refuses(|| _ = Blocks::new(&mut out, 2, 2, 2)));
        let mut none: [f32; 0] = [];
        assert!(refuses(|| _ = Blocks::new(&mut none, 1 << 62, 4, 1)));
        let mut out = [0.0_f32; 6];
        let outs = [Blocks::new(&mut out, 3, 2, 1)];
        let in_band = |f: &(dyn Fn(Band<'_, f32>) + Sync)| refuses(|| for_each_band(&outs, 2, 0, |_, [band]| f(band)));
        assert!(!in_band(&|band| assert_eq!(band.block(2).len(), 2)));
        assert!(in_band(&|band| assert!(band.block(3).is_empty())));
        assert!(in_band(&|mut band| band.block_mut(3).fill(0.0)));
        assert!(in_band(&|mut band| band.read_and_write(1, 1).1.fill(0.0)));
        assert!(refuses(|| for_each_band(&outs, 3, 0, |_, _| ())));
    }
}
