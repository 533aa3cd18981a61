//! When and how work is cut over threads.
//!
//! The rule: **outputs are cut, reductions only where their sizes say**, so that the bits of a result do not depend on
//! the number of threads. A region whose work is small runs on the calling thread, and so does a region inside a piece
//! of another. The threads themselves are in `crew`.
//!
//! Work is counted in units that cost about as much as a floating-point operation of a good matrix product. Loops that
//! wait for memory or evaluate functions count more per element: see [`ELEMENT`].

use super::crew::{self, Work};
use std::cell::Cell;
use std::num::NonZero;
use std::ops::Range;
use std::sync::LazyLock;

/// The cost of reading, adding and writing one element; an exponential costs about four of these.
pub const ELEMENT: usize = 12;

/// The work of as many steps as the product of these sizes: at most `usize::MAX`, since beside an axis of 0, or of operands that
/// repeat one element in memory, the product may be longer than a number can say.
pub fn work_of(sizes: &[usize]) -> usize {
    sizes.iter().fold(1, |work, &size| work.saturating_mul(size))
}

/// Below this a region is not cut: some 3 µs, where a second thread begins to pay (64³ products gain 1.6 times).
const SMALLEST_WORK: usize = 400_000;

/// How many pieces a thread has of a region, so that one that is held up leaves some to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Where a piece does nothing but its part: four from 100 µs of work on.
    Fine,
    /// Where each begins with work of its own, such as packing: two from a millisecond on.
    Coarse,
    /// Where each goes through all of an operand: one, however long it takes.
    Whole,
}

impl Grain {
    /// The pieces of a region of this work; one if it stays on its thread.
    pub fn pieces(self, work: usize) -> usize {
        if stays(work) {
            return 1;
        }
        let (long, more) = match self {
            Grain::Fine => (10_000_000, 4),
            Grain::Coarse => (100_000_000, 2),
            Grain::Whole => (usize::MAX, 1),
        };
        match threads() {
            1 => 1,
            threads if work < long => threads,
            threads => threads * more,
        }
    }
}

thread_local! {
    /// How many threads a region on this one may use; 0 for one per core.
    static THREADS: Cell<usize> = const { Cell::new(0) };
}

static CORES: LazyLock<usize> = LazyLock::new(|| std::thread::available_parallelism().map_or(1, NonZero::get));

/// Runs `f`, whose regions use this many threads (0: one per core).
pub fn with_threads<R>(threads: usize, f: impl FnOnce() -> R) -> R {
    /// A guard, so that a panic in `f` does not leave the number behind.
    struct Before(usize);
    impl Drop for Before {
        fn drop(&mut self) {
            THREADS.set(self.0);
        }
    }
    let _before = Before(THREADS.replace(threads));
    f()
}

fn threads() -> usize {
    match THREADS.get() {
        0 => *CORES,
        threads => threads,
    }
}

/// Cuts `out` into chunks of `chunk` elements (the last may be shorter) and hands runs of whole chunks to `f`.
///
/// `f` receives the index of its first chunk, and a part made of one chunk or several. `work` is the cost of all of
/// `out`.
///
/// # Panics
/// If `chunk` is 0 while `out` is not empty.
pub fn for_each_chunk<E: Send>(out: &mut [E], chunk: usize, work: usize, f: impl Fn(usize, &mut [E]) + Sync) {
    for_each_chunks([out], [chunk], work, |first, [part]| f(first, part));
}

/// As [`for_each_chunk`] for several outputs that are cut in step, each in chunks of its own size.
///
/// # Panics
/// If a chunk is 0, or if the outputs do not have the same number of chunks.
pub fn for_each_chunks<E: Send, const N: usize>(
    outs: [&mut [E]; N],
    chunks: [usize; N],
    work: usize,
    f: impl Fn(usize, [&mut [E]; N]) + Sync,
) {
    let Some(cut) = Cut::new(outs, chunks) else { return };
    for_each_range(cut.units, work, |range| {
        // SAFETY: the range lies within the units; ranges of one region do not overlap, and `outs` is borrowed here.
        f(range.start, unsafe { cut.parts(range.clone()) });
    });
}

/// Outputs cut in step, shared by pieces that write different elements.
struct Cut<E, const N: usize> {
    starts: [*mut E; N],
    lens: [usize; N],
    chunks: [usize; N],
    /// How many chunks each output has.
    units: usize,
}

// SAFETY: pieces get slices that do not overlap, of elements that may go to another thread.
unsafe impl<E: Send, const N: usize> Sync for Cut<E, N> {}

impl<E, const N: usize> Cut<E, N> {
    /// `None` if there is nothing to cut.
    fn new(outs: [&mut [E]; N], chunks: [usize; N]) -> Option<Self> {
        if outs.iter().all(|out| out.is_empty()) {
            return None;
        }
        let units = outs[0].len().div_ceil(chunks[0]);
        for (out, chunk) in outs.iter().zip(chunks) {
            assert_eq!(out.len().div_ceil(chunk), units, "outputs cut in step have equally many chunks");
        }
        let lens = outs.each_ref().map(|out| out.len());
        Some(Cut { starts: outs.map(<[E]>::as_mut_ptr), lens, chunks, units })
    }

    /// The part of each output that some of the units are.
    ///
    /// # Safety
    /// The units are below `self.units`, and nobody else has their elements while the parts live.
    unsafe fn parts<'a>(&self, units: Range<usize>) -> [&'a mut [E]; N] {
        std::array::from_fn(|i| {
            let (from, to) = (units.start * self.chunks[i], self.lens[i].min(units.end * self.chunks[i]));
            // SAFETY: `from <= to <= len`, since the units are; the rest is the caller's promise.
            unsafe { std::slice::from_raw_parts_mut(self.starts[i].add(from), to - from) }
        })
    }
}

/// Cuts `0..count` into runs; for outputs that no slice can describe, such as columns of a matrix.
pub fn for_each_range(count: usize, work: usize, f: impl Fn(Range<usize>) + Sync) {
    if count > 0 {
        // As `dyn`, so that the threading is compiled once and not for every loop there is.
        region(count, Grain::Fine.pieces(work), work, &f);
    }
}

/// Runs `f` of each of `0..count`, pieces that threads take one by one.
pub fn for_each_piece(count: usize, work: usize, f: impl Fn(usize) + Sync) {
    if count > 0 {
        region(count, count, work, &|pieces: Range<usize>| pieces.for_each(&f));
    }
}

/// Whether a region of this work stays on its thread: loops over few elements then skip the way through here.
#[inline(always)]
pub fn is_small(work: usize) -> bool {
    work < SMALLEST_WORK
}

/// Whether a region of this work is not cut: it is small, or inside a piece of another.
fn stays(work: usize) -> bool {
    is_small(work) || crew::is_in_piece()
}

/// The rows of length `row` that the flat range `first..first + count` touches, each with the part of it that is
/// touched.
pub fn segments(first: usize, count: usize, row: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
    let end = first + count;
    let mut at = first;
    std::iter::from_fn(move || {
        if at == end {
            return None;
        }
        let (index, start) = (at / row, at % row);
        let stop = row.min(start + end - at);
        at += stop - start;
        Some((index, start..stop))
    })
}

/// Cuts the units into so many pieces, unless the work is small.
fn region(units: usize, pieces: usize, work: usize, f: &dyn Work) {
    if units == 1 || stays(work) {
        return f.run(0..units);
    }
    crew::run(threads() - 1, units, pieces, work, f);
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGE: usize = 10 * SMALLEST_WORK;

    #[test]
    fn every_element_is_written_once() {
        for (len, chunk, work) in
            [(0, 1, LARGE), (1, 7, LARGE), (100, 7, LARGE), (97, 1, LARGE), (64, 8, 10), (5, 5, LARGE)]
        {
            for threads in [1, 2, 3] {
                let mut out = vec![0; len];
                with_threads(threads, || {
                    for_each_chunk(&mut out, chunk, work, |first, part| {
                        for (i, value) in part.iter_mut().enumerate() {
                            *value += first * chunk + i + 1;
                        }
                    });
                });
                assert!(out.iter().enumerate().all(|(i, &value)| value == i + 1), "{len} {chunk} {threads}");
            }
        }
    }

    #[test]
    fn outputs_are_cut_in_step() {
        let (mut rows, mut sums) = (vec![1; 50 * 3], vec![0; 50]);
        for_each_chunks([&mut rows, &mut sums], [3, 1], LARGE, |first, [rows, sums]| {
            for (i, (row, sum)) in rows.chunks(3).zip(sums).enumerate() {
                *sum = row.len() * (first + i);
            }
        });
        assert!(sums.iter().enumerate().all(|(i, &sum)| sum == 3 * i));
    }

    #[test]
    fn nested_regions_stay_on_their_thread() {
        with_threads(2, || {
            for_each_range(4, LARGE, |_| {
                let thread = std::thread::current().id();
                for_each_range(4, LARGE, |_| assert_eq!(std::thread::current().id(), thread));
            });
        });
    }

    #[test]
    fn thread_counts_are_as_asked() {
        assert_eq!(with_threads(3, threads), 3);
        assert_eq!(with_threads(3, || with_threads(2, threads)), 2);
        assert_eq!(with_threads(0, threads), *CORES);
        assert!(std::panic::catch_unwind(|| with_threads(3, || panic!("on purpose"))).is_err());
        assert_eq!(THREADS.get(), 0);
    }

    #[test]
    fn segments_cover_a_flat_range() {
        assert_eq!(segments(5, 9, 4).collect::<Vec<_>>(), [(1, 1..4), (2, 0..4), (3, 0..2)]);
        assert_eq!(segments(5, 0, 4).count(), 0);
    }
}
