//! Reusable memory of each thread for packed operands and intermediate results of kernels. It only grows, so nothing is allocated in the steady
//! state.
//!
//! Which thread gets a large piece of a parallel region is random. So the first thread that needs a bigger buffer in a piece allocates one for every
//! helper too; otherwise a helper might still allocate a hundred training steps later.

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use super::crew;
use super::real::Real;
use super::sizes::product;

/// A cache line. Its alignment suits the widest vectors.
#[derive(Clone, Copy)]
#[repr(align(64))]
#[expect(dead_code, reason = "the bytes are read as numbers, through `align_to_mut`")]
struct Line([u8; Self::BYTES]);

impl Line {
    const BYTES: usize = 64;

    fn zeros(count: usize) -> Vec<Self> {
        vec![Line([0; Self::BYTES]); count]
    }
}

/// The number of nested calls for which memory is kept. Kernels nest at most two calls.
const DEPTH: usize = 4;

/// The memory of a thread: a buffer for each depth of nested calls.
struct Levels {
    depth: usize,
    buffers: [Vec<Line>; DEPTH],
}

impl Levels {
    const NEW: Self = Levels { depth: 0, buffers: [const { Vec::new() }; DEPTH] };
}

thread_local! {
    /// This thread's memory: entry 0 is for calls outside a piece of a region, entry 1 for calls inside one.
    static LEVELS: RefCell<[Levels; 2]> = const { RefCell::new([Levels::NEW; 2]) };
}

/// For each depth of nested calls in pieces: spare buffers for the threads of the crew, and their size.
static SHARED: Mutex<[Shared; DEPTH]> = Mutex::new([const { Shared { size: 0, spare: Vec::new() } }; DEPTH]);

struct Shared {
    /// The largest size that a thread has needed.
    size: usize,
    /// Buffers of this size, for the threads that have not needed one yet.
    spare: Vec<Vec<Line>>,
}

impl Shared {
    /// A buffer for this thread. If it is larger than all previous buffers, one is allocated for each of the `others` as well.
    fn grown(&mut self, needed: usize, others: usize) -> Vec<Line> {
        if self.size < needed {
            self.size = needed;
            self.spare.clear();
            self.spare.extend((0..others).map(|_| Line::zeros(needed)));
        } else if let Some(spare) = self.spare.pop() {
            return spare;
        }
        Line::zeros(self.size)
    }
}

/// A borrowed buffer. Dropping it returns the buffer to its thread, even if the kernel panics.
struct Lent {
    lines: Vec<Line>,
    in_piece: bool,
    depth: usize,
}

impl Lent {
    fn new(needed: usize) -> Self {
        let in_piece = crew::is_in_piece();
        let (depth, mut lines) = LEVELS.with_borrow_mut(|levels| {
            let Levels { depth, buffers } = &mut levels[usize::from(in_piece)];
            *depth += 1;
            (*depth - 1, buffers.get_mut(*depth - 1).map(std::mem::take).unwrap_or_default())
        });
        if lines.len() < needed {
            lines = if in_piece && depth < DEPTH {
                SHARED.lock().unwrap_or_else(PoisonError::into_inner)[depth].grown(needed, crew::helpers())
            } else {
                Line::zeros(needed)
            };
        }
        Lent { lines, in_piece, depth }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        LEVELS.with_borrow_mut(|levels| {
            let Levels { depth, buffers } = &mut levels[usize::from(self.in_piece)];
            *depth = self.depth;
            if let Some(buffer) = buffers.get_mut(self.depth) {
                *buffer = std::mem::take(&mut self.lines);
            }
        });
    }
}

/// Initializes the thread-local memory, so that the first call of a kernel does not allocate it.
pub fn prepare() {
    LEVELS.with_borrow(|_| ());
}

/// Calls `f` with `len` elements of this thread's scratch memory. Their content is arbitrary. A nested call gets different memory.
pub fn with_scratch<E: Real, R>(len: usize, f: impl FnOnce(&mut [E]) -> R) -> R {
    if len == 0 {
        return f(&mut []);
    }
    let mut lent = Lent::new(product([len, size_of::<E>()]).div_ceil(Line::BYTES));
    // SAFETY: a `Line` consists of initialized bytes, and any bytes are a valid `f32` or `f64`, the only types that implement `Real`.
    let (before, elements, _) = unsafe { lent.lines.align_to_mut::<E>() };
    debug_assert!(before.is_empty());
    f(&mut elements[..len])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_call_gets_different_memory_and_both_are_kept() {
        let lend = || {
            with_scratch(1000, |outer: &mut [f32]| {
                let inner = with_scratch(10, |inner: &mut [f64]| inner.as_ptr().addr());
                assert!(!outer.as_ptr_range().contains(&std::ptr::without_provenance(inner)));
                (outer.as_ptr().addr(), inner)
            })
        };
        assert_eq!(lend(), lend());
    }

    #[test]
    fn deeper_calls_than_any_kernel_makes_get_memory_too() {
        fn nested(depth: usize) {
            with_scratch(8, |mine: &mut [f32]| {
                mine.fill(depth as f32);
                if depth > 0 {
                    nested(depth - 1);
                }
                assert_eq!(*mine, [depth as f32; 8]);
            });
        }
        nested(2 * DEPTH);
    }

    #[test]
    fn a_panic_within_leaves_the_memory_in_its_place() {
        let address = || with_scratch(100, |mine: &mut [f32]| mine.as_ptr().addr());
        let before = address();
        let panics = || with_scratch(50, |_: &mut [f32]| panic!("on purpose"));
        assert!(std::panic::catch_unwind(panics).is_err());
        assert_eq!(address(), before);
    }

    #[test]
    fn the_first_thread_that_needs_more_allocates_for_the_others() {
        let mut shared = Shared { size: 0, spare: Vec::new() };
        assert_eq!(shared.grown(10, 2).len(), 10);
        assert_eq!(shared.spare.len(), 2);
        // Threads that need less later get the same size, even when no spare buffer is left.
        assert!((0..3).all(|_| shared.grown(3, 2).len() == 10));
        assert_eq!(shared.grown(20, 2).len(), 20);
    }

    #[test]
    #[should_panic(expected = "overflows")]
    fn a_size_that_overflows_is_refused() {
        with_scratch(usize::MAX / 4 + 2, |_: &mut [f32]| ());
    }
}
