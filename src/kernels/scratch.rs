//! Memory of a thread for what a kernel packs or works out in between: it grows and stays, so that nothing is allocated in a steady state.

use std::cell::RefCell;

use super::real::Real;

/// A cache line, so that panels are aligned for the widest vectors.
#[derive(Clone, Copy)]
#[repr(align(64))]
#[expect(dead_code, reason = "the bytes are read as numbers, through `align_to_mut`")]
struct Line([u8; Self::BYTES]);

impl Line {
    const BYTES: usize = 64;
}

thread_local! {
    /// What is not lent at the moment, the outermost call's last.
    static SCRATCH: RefCell<Vec<Vec<Line>>> = const { RefCell::new(Vec::new()) };
}

/// Lends this thread's scratch of `len` elements with arbitrary content.
///
/// A call within `f` gets memory of its own: a thread that waits for its pieces may be handed another product meanwhile.
pub fn with_scratch<E: Real, R>(len: usize, f: impl FnOnce(&mut [E]) -> R) -> R {
    if len == 0 {
        return f(&mut []);
    }
    let mut lines = SCRATCH.with_borrow_mut(|free| free.pop().unwrap_or_default());
    let needed = (len * size_of::<E>()).div_ceil(Line::BYTES);
    if lines.len() < needed {
        lines.clear();
        lines.resize(needed, Line([0; Line::BYTES]));
    }
    // SAFETY: `Line` is initialised bytes, and any bytes are a valid `f32` or `f64`, the only types `E` can be.
    let (before, elements, _) = unsafe { lines.align_to_mut::<E>() };
    debug_assert!(before.is_empty());
    let result = f(&mut elements[..len]);
    SCRATCH.with_borrow_mut(|free| free.push(lines));
    result
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
}
