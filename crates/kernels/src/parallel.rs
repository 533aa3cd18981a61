//! When and how work is split across threads.
//!
//! The rule: **outputs are split; how a reduction is split depends only on its size**. So the bits of a result do not depend on the number
//! of threads. A *region* is a loop that may be split into *pieces*. With little work, or inside a piece of another region, it
//! runs on the calling thread. The threads themselves are in `crew`.
//!
//! The unit of work is roughly one floating-point operation of a fast matrix product. Loops that wait for memory or evaluate
//! functions count more per element, usually a multiple of [`ELEMENT`].

use super::crew::{self, Work};
use super::scratch;
use std::cell::Cell;
use std::num::NonZero;
use std::ops::Range;
use std::sync::LazyLock;

/// The cost of reading, adding and writing one element. An exponential costs about four of these.
pub const ELEMENT: usize = 12;

/// The product of the sizes, or `usize::MAX` if it overflows. This can happen where another axis has size 0 or operands repeat one element.
pub(crate) fn work_of(sizes: &[usize]) -> usize {
    sizes.iter().fold(1, |work, &size| work.saturating_mul(size))
}

/// A region with less work than this is not split. This much work takes about 3 µs; with more, a second thread pays off (a product of 64³
/// gets 1.6 times faster).
const SMALLEST_WORK: usize = 400_000;

/// How many pieces per thread a region is split into. With several pieces, other threads can take over those of a thread that is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// For pieces without overhead: four, if the region takes more than 100 µs.
    Fine,
    /// For pieces with overhead, such as packing: two, if the region takes more than a millisecond.
    Coarse,
    /// For pieces that each read all of an operand: always one.
    Whole,
}

impl Grain {
    /// The number of pieces of a region with this work; one if it is not split.
    pub(crate) fn pieces(self, work: usize) -> usize {
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
    /// How many threads a region of this thread may use; 0 means one per core.
    static THREADS: Cell<usize> = const { Cell::new(0) };
}

static CORES: LazyLock<usize> = LazyLock::new(|| std::thread::available_parallelism().map_or(1, NonZero::get));

/// How many cores this process may use.
pub fn cores() -> usize {
    *CORES
}

/// Runs `f`. Its regions use this many threads, which may be more than there are cores; 0 means one per core.
pub fn with_threads<R>(threads: usize, f: impl FnOnce() -> R) -> R {
    /// A guard that restores the number of threads even if `f` panics.
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

/// Splits `out` into chunks of `chunk` elements (the last may be shorter) and calls `f` with parts of one or several whole chunks.
///
/// `f` gets the index of the first chunk of its part, and the part. `work` is the cost of the whole of `out`.
///
/// # Panics
/// If `chunk` is 0 while `out` is not empty.
pub(crate) fn for_each_chunk<E: Send>(out: &mut [E], chunk: usize, work: usize, f: impl Fn(usize, &mut [E]) + Sync) {
    for_each_chunks([out], [chunk], work, |first, [part]| f(first, part));
}

/// Like [`for_each_chunk`], but for several outputs with the same number of chunks, which may differ in size. All are split at the same chunks.
///
/// # Panics
/// If a chunk size is 0, or if the outputs do not have the same number of chunks.
pub(crate) fn for_each_chunks<E: Send, const N: usize>(
    outs: [&mut [E]; N],
    chunks: [usize; N],
    work: usize,
    f: impl Fn(usize, [&mut [E]; N]) + Sync,
) {
    let Some(cut) = Cut::new(outs, chunks) else { return };
    for_each_range(cut.units, work, |range| {
        // SAFETY: the range is within the units, the ranges of one region do not overlap, and `outs` is borrowed by this function.
        f(range.start, unsafe { cut.parts(range.clone()) });
    });
}

/// Outputs that are split at the same chunks, shared by pieces that write different elements.
// Invariant: output i has `lens[i]` elements at `starts[i]`, in `units` chunks of `chunks[i]`.
struct Cut<E, const N: usize> {
    starts: [*mut E; N],
    lens: [usize; N],
    chunks: [usize; N],
    /// How many chunks each output has.
    units: usize,
}

// SAFETY: the elements are reached only through `parts`, whose caller promises that no two threads have the same ones, and the elements are `Send`.
unsafe impl<E: Send, const N: usize> Sync for Cut<E, N> {}

impl<E, const N: usize> Cut<E, N> {
    /// Prepares outputs for splitting; `None` if there is nothing to split.
    ///
    /// # Panics
    /// If a chunk size is 0, or if the outputs do not have the same number of chunks.
    fn new(outs: [&mut [E]; N], chunks: [usize; N]) -> Option<Self> {
        if outs.iter().all(|out| out.is_empty()) {
            return None;
        }
        let units = outs[0].len().div_ceil(chunks[0]);
        for (out, chunk) in outs.iter().zip(chunks) {
            assert_eq!(out.len().div_ceil(chunk), units, "all outputs have the same number of chunks");
        }
        let lens = outs.each_ref().map(|out| out.len());
        Some(Cut { starts: outs.map(<[E]>::as_mut_ptr), lens, chunks, units })
    }

    /// The elements of these units in each output.
    ///
    /// # Safety
    /// The range ends at or before `self.units`. The slices still exist, and nothing else accesses the elements while the parts live.
    unsafe fn parts<'a>(&self, units: Range<usize>) -> [&'a mut [E]; N] {
        std::array::from_fn(|i| {
            let (from, to) = (units.start * self.chunks[i], self.lens[i].min(units.end.saturating_mul(self.chunks[i])));
            // SAFETY: `from <= to <= len` by the invariant of `Cut`, since the units are below `units`. The caller promises that the slice
            // exists and that nothing else accesses these elements.
            unsafe { std::slice::from_raw_parts_mut(self.starts[i].add(from), to - from) }
        })
    }
}

/// Splits `0..count` into ranges, for outputs that are not slices, such as columns of a matrix.
pub(crate) fn for_each_range(count: usize, work: usize, f: impl Fn(Range<usize>) + Sync) {
    for_each_range_of(Grain::Fine, count, work, f);
}

/// Like [`for_each_range`], but with pieces of the given grain.
pub(crate) fn for_each_range_of(grain: Grain, count: usize, work: usize, f: impl Fn(Range<usize>) + Sync) {
    if count > 0 {
        // `f` is passed as `dyn`, so that the threading is compiled once and not for every loop.
        region(count, grain.pieces(work), work, &f);
    }
}

/// Calls `f` once for each of `0..count`. Threads take these pieces one by one.
pub fn for_each_piece(count: usize, work: usize, f: impl Fn(usize) + Sync) {
    if count > 0 {
        region(count, count, work, &|pieces: Range<usize>| pieces.for_each(&f));
    }
}

/// Whether a region with this work is too small to split. Loops over few elements check this first and then use nothing else in this file.
#[inline(always)]
pub(crate) fn is_small(work: usize) -> bool {
    work < SMALLEST_WORK
}

/// Whether a region with this work is not split, because it is small or inside a piece of another region.
fn stays(work: usize) -> bool {
    is_small(work) || crew::is_in_piece()
}

/// The rows of length `row` that overlap the flat range `first..first + count`, each with the overlapping part of the row.
pub(crate) fn segments(first: usize, count: usize, row: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
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

/// Runs `f` on all units, split into `pieces` pieces unless the work is small.
fn region(units: usize, pieces: usize, work: usize, f: &dyn Work) {
    if units == 1 || stays(work) {
        return f.run(0..units);
    }
    crew::run(threads() - 1, units, pieces, work, f, scratch::prepare);
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
    fn outputs_are_split_at_the_same_chunks() {
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
    fn with_threads_sets_and_restores_the_number() {
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

    #[test]
    fn chunks_that_do_not_fit_the_outputs_are_refused() {
        let refused = |lens: [usize; 2], chunks: [usize; 2]| {
            let (mut a, mut b) = (vec![0_u8; lens[0]], vec![0_u8; lens[1]]);
            let cut = || for_each_chunks([&mut a, &mut b], chunks, LARGE, |_, _| ());
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(cut)).is_err()
        };
        assert!(!refused([6, 3], [2, 1]) && !refused([0, 0], [0, 0]));
        assert!(refused([6, 4], [2, 1]) && refused([6, 0], [2, 1]) && refused([0, 6], [2, 1]));
        assert!(refused([6, 3], [0, 1]) && refused([6, 3], [2, 0]));
        assert!(!refused([6, 3], [usize::MAX, usize::MAX]) && refused([6, 3], [usize::MAX, 1]));
    }

    #[test]
    fn sizes_near_the_largest_number_do_not_wrap_around() {
        // A slice of `usize::MAX` elements can exist only if they are zero-sized.
        let mut out = [(); usize::MAX];
        let seen = std::sync::atomic::AtomicUsize::new(0);
        with_threads(2, || {
            for_each_chunk(&mut out, usize::MAX / 2, LARGE, |_, part| {
                seen.fetch_add(part.len(), std::sync::atomic::Ordering::Relaxed);
            });
        });
        assert_eq!(seen.into_inner(), usize::MAX);
    }
}
