//! Memory of a thread for what a kernel packs or works out in between: it grows and stays, so that nothing is allocated in a steady state.
//!
//! Which thread does which piece of a region is chance. Whoever first needs more in a piece therefore allocates for the whole
//! crew: a helper that comes to its first piece a hundred steps later finds its memory there.

use std::cell::RefCell;
use std::sync::{Mutex, PoisonError};

use super::crew;
use super::real::Real;

/// A cache line, so that panels are aligned for the widest vectors.
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

/// How many calls within each other find memory that stays; kernels nest two.
const DEPTH: usize = 4;

/// The memory of a thread, by the depth of the call that it is lent to.
struct Levels {
    depth: usize,
    buffers: [Vec<Line>; DEPTH],
}

impl Levels {
    const NEW: Self = Levels { depth: 0, buffers: [const { Vec::new() }; DEPTH] };
}

thread_local! {
    /// For calls outside a region's pieces, and for those in one.
    static LEVELS: RefCell<[Levels; 2]> = const { RefCell::new([Levels::NEW; 2]) };
}

/// What the threads of the crew hold for calls in pieces, by depth.
static SHARED: Mutex<[Shared; DEPTH]> = Mutex::new([const { Shared { size: 0, spare: Vec::new() } }; DEPTH]);

struct Shared {
    /// The most that one thread needed.
    size: usize,
    /// Buffers of this size, for the threads that have not asked yet.
    spare: Vec<Vec<Line>>,
}

impl Shared {
    /// A buffer for this thread; where it is larger than all before, one is put by for each of the others.
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

/// A buffer on loan; it goes back to its thread at the end, also where the kernel panics.
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

/// Makes this thread ready to lend: what the first call would register is registered.
pub fn prepare() {
    LEVELS.with_borrow(|_| ());
}

/// Lends this thread's scratch of `len` elements with arbitrary content; a call within `f` gets memory of its own.
pub fn with_scratch<E: Real, R>(len: usize, f: impl FnOnce(&mut [E]) -> R) -> R {
    if len == 0 {
        return f(&mut []);
    }
    let mut lent = Lent::new((len * size_of::<E>()).div_ceil(Line::BYTES));
    // SAFETY: `Line` is initialised bytes, and any bytes are a valid `f32` or `f64`, the only types `E` can be.
    let (before, elements, _) = unsafe { lent.lines.align_to_mut::<E>() };
    debug_assert!(before.is_empty());
    f(&mut elements[..len])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_within_gets_other_memory_and_both_stay() {
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
    fn who_first_needs_more_allocates_for_those_who_come_later() {
        let mut shared = Shared { size: 0, spare: Vec::new() };
        assert_eq!(shared.grown(10, 2).len(), 10);
        assert_eq!(shared.spare.len(), 2);
        // Late ones that need less get as much, and so does whoever comes when all are taken.
        assert!((0..3).all(|_| shared.grown(3, 2).len() == 10));
        assert_eq!(shared.grown(20, 2).len(), 20);
    }
}
