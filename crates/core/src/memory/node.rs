//! A reference-counted handle to a recorded operation in memory from the pool.
//!
//! It is like `Arc<dyn Backward<E>>`, but its block is recycled and there are no weak handles. Dropping an operation drops its handles to
//! earlier operations. Operations without handles wait in a list and are dropped in a loop, not recursively, so a chain of any length fits the stack.

#![allow(unsafe_code, reason = "one of the three files outside `kernels` with unsafe code: it owns raw memory")]

use crate::autodiff::graph::Backward;
use crate::memory::pool::{self, Header};
use std::cell::{Cell, RefCell};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering};
use timeseriesml_kernels::number::Value;

/// The next number that no thread has reserved.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// How many node numbers a thread reserves at once.
const RESERVED: u64 = 4096;

thread_local! {
    /// The range of numbers that this thread has reserved and not used. All are larger than the numbers of nodes that this thread has used as inputs.
    static NUMBERS: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

fn number() -> u64 {
    let (mut next, mut end) = NUMBERS.get();
    if next == end {
        next = NEXT.fetch_add(RESERVED, Ordering::Relaxed);
        end = next + RESERVED;
    }
    NUMBERS.set((next + 1, end));
    next
}

/// Called when this thread takes a node as an input: its next nodes must have larger numbers.
fn meet(number: u64) {
    // The node comes from a thread that reserved its numbers later, so this thread must reserve new ones.
    if number >= NUMBERS.get().0 {
        NUMBERS.set((0, 0));
    }
}

/// An operation of any element type, for the list of operations that wait to be dropped.
pub trait Operation: Send + Sync + 'static {}

impl<T: Send + Sync + 'static> Operation for T {}

/// A reference-counted handle to a node of the graph: an operation with its saved values.
pub struct Node<E: Value> {
    /// The node's number, unique in this process and larger than the numbers of its inputs.
    number: u64,
    // Invariant: points to a live operation right after the header of a block, in which this handle is counted.
    operation: NonNull<dyn Backward<E>>,
}

// SAFETY: the last handle drops the operation, in whichever thread that is: `Operation` requires `Send`. The count is atomic.
unsafe impl<E: Value> Send for Node<E> {}
// SAFETY: `&Node` gives `&dyn Backward`, which threads may share because `Operation` requires `Sync`. Clones change the count atomically.
unsafe impl<E: Value> Sync for Node<E> {}

// A panic leaves no broken state: an operation never changes after its construction, and the count is atomic.
impl<E: Value> UnwindSafe for Node<E> {}
impl<E: Value> RefUnwindSafe for Node<E> {}

impl<E: Value> Node<E> {
    /// A node for the operation that `operation` constructs. The closure lets rustc construct it in place instead of copying it.
    #[inline(always)]
    pub fn new<B: Backward<E>>(operation: impl FnOnce() -> B) -> Self {
        const { assert!(align_of::<B>() <= align_of::<Header>()) };
        let place = pool::data(block(size_of::<B>())).cast::<B>();
        // SAFETY: only this new handle points to the block, which has `size_of::<B>()` bytes after its header. They have the alignment of the
        // header, which suffices for `B` by the `const` assertion.
        unsafe { place.write(operation()) };
        Node { number: number(), operation: place }
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    pub fn operation(&self) -> &dyn Backward<E> {
        // SAFETY: by the invariant of `operation` it is live while this handle exists. Only `Unreachable` writes to it, after the last handle.
        unsafe { self.operation.as_ref() }
    }

    fn header(&self) -> &Header {
        // SAFETY: by the invariant of `operation` it is the data of a live block, which `pool::header` requires.
        unsafe { pool::header(self.operation.cast()).as_ref() }
    }
}

impl<E: Value> Clone for Node<E> {
    fn clone(&self) -> Self {
        meet(self.number);
        self.header().add_handle();
        Node { ..*self }
    }
}

impl<E: Value> Drop for Node<E> {
    fn drop(&mut self) {
        if self.header().drop_handle() {
            release(Unreachable(self.operation));
        }
    }
}

impl<E: Value> std::fmt::Debug for Node<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Node {} ({})", self.number, self.operation().name())
    }
}

/// A block for an operation. Separate from [`Node::new`], so that it is compiled once, not for each operation.
#[inline(never)]
fn block(bytes: usize) -> NonNull<Header> {
    pool::take(bytes).unwrap_or_else(|| std::alloc::handle_alloc_error(std::alloc::Layout::new::<Header>()))
}

/// An operation to which no handle exists any more, and which must be dropped.
// Invariant: live, right after the header of its block, and nobody else points to it.
struct Unreachable(NonNull<dyn Operation>);

impl Drop for Unreachable {
    fn drop(&mut self) {
        // SAFETY: by the invariant of `Unreachable` the operation is live and nobody else can reach it, so it is dropped once. It is the data
        // of its block, which `pool::header` requires.
        let block = unsafe {
            self.0.drop_in_place();
            pool::header(self.0.cast())
        };
        pool::give(block);
    }
}

thread_local! {
    static DROPPING: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Unreachable>> = const { RefCell::new(Vec::new()) };
}

fn release(operation: Unreachable) {
    if DROPPING.replace(true) {
        let mut operation = Some(operation);
        // This fails only while the thread exits; the operation is then dropped recursively.
        let _ = WAITING.try_with(|waiting| waiting.borrow_mut().extend(operation.take()));
        return;
    }
    drop(operation);
    while let Ok(Some(operation)) = WAITING.try_with(|waiting| waiting.borrow_mut().pop()) {
        drop(operation);
    }
    DROPPING.set(false);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::graph;

    /// An operation with a payload, to check that all of it is stored and dropped.
    struct Large<const N: usize> {
        words: [u64; N],
        _alive: std::sync::Arc<()>,
    }

    impl<const N: usize> Backward<f32> for Large<N> {
        fn name(&self) -> &'static str {
            "large"
        }
        fn is_leaf(&self) -> bool {
            self.words.iter().all(|&x| x == 7)
        }
        fn backward<'g>(
            &'g self,
            _: crate::array::Array<f32>,
            _: &mut graph::Sink<'g, f32>,
        ) -> crate::error::Result<()> {
            Ok(())
        }
    }

    fn check<const N: usize>() {
        let alive = std::sync::Arc::new(());
        let node = Node::new(|| Large { words: [7; N], _alive: alive.clone() });
        let other = node.clone();
        drop(node);
        assert!(other.operation().is_leaf(), "all {N} words are there");
        assert_eq!(std::sync::Arc::strong_count(&alive), 2, "a handle is left");
        drop(other);
        assert_eq!(std::sync::Arc::strong_count(&alive), 1, "dropped once");
    }

    #[test]
    fn operations_of_any_size_are_stored_and_dropped_once() {
        check::<0>();
        check::<1>();
        check::<7>();
        check::<8>();
        check::<9>();
        check::<10_000>();
        check::<100_000>();
    }

    #[test]
    fn an_operation_that_panics_while_it_is_constructed_leaves_no_node() {
        let alive = std::sync::Arc::new(());
        let construct = || -> Large<3> {
            let _held = alive.clone();
            panic!("no operation")
        };
        let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| Node::<f32>::new(construct)));
        assert!(made.is_err());
        assert_eq!(std::sync::Arc::strong_count(&alive), 1);
    }

    #[test]
    fn numbers_rise_along_a_graph_that_changes_threads() {
        let mut last: Node<f32> = graph::leaf();
        for _ in 0..3 {
            let there = std::thread::scope(|scope| {
                scope.spawn(|| (graph::leaf::<f32>(), last.clone(), graph::leaf::<f32>())).join().unwrap()
            });
            assert!(there.0.number() != last.number());
            assert!(there.2.number() > last.number(), "made by a thread that took the other as an input");
            let input = there.2.clone();
            last = graph::leaf();
            assert!(last.number() > input.number(), "back on a thread whose numbers were smaller");
        }
    }
}
