//! A counted handle to a recorded operation, whose memory comes from the pool and goes back to it.
//!
//! As `Arc<dyn Backward<E>>` is, but the block is recycled and no weak handles are counted. Dropping an operation drops the
//! handles to those before it, which come here again: they wait in a list instead of recursing, so a chain of any length fits
//! any stack.

#![allow(unsafe_code, reason = "one of the three files outside `kernels` that may: it owns raw memory")]

use super::graph::Backward;
use super::pool::{self, Header};
use std::cell::{Cell, RefCell};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering};
use timeseriesml_kernels::number::Value;

/// Above every number that a thread has.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// How many numbers a thread takes at once.
const TAKEN: u64 = 4096;

thread_local! {
    /// The numbers that this thread has left, all above those of the nodes that it took as inputs.
    static NUMBERS: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

fn number() -> u64 {
    let (mut next, mut end) = NUMBERS.get();
    if next == end {
        next = NEXT.fetch_add(TAKEN, Ordering::Relaxed);
        end = next + TAKEN;
    }
    NUMBERS.set((next + 1, end));
    next
}

/// What this thread makes from now on has larger numbers than a node that it takes as an input.
fn meet(number: u64) {
    // Made by another thread, from numbers that it took later: this one takes new ones too.
    if number >= NUMBERS.get().0 {
        NUMBERS.set((0, 0));
    }
}

/// What every operation is, whatever its element type.
pub trait Operation: Send + Sync + 'static {}

impl<T: Send + Sync + 'static> Operation for T {}

/// A counted handle to a node of the graph: an operation with what it saved.
pub struct Node<E: Value> {
    /// What tells this node from all others of this process; larger than the numbers of its inputs.
    number: u64,
    // Invariant: points to a live operation right behind the header of a block, in which this handle is counted.
    operation: NonNull<dyn Backward<E>>,
}

// SAFETY: operations are `Send` and `Sync`, the count is atomic, and access is shared.
unsafe impl<E: Value> Send for Node<E> {}
// SAFETY: `operation` gives shared access only, to a `Backward`, which is `Sync`, and the count is atomic.
unsafe impl<E: Value> Sync for Node<E> {}

impl<E: Value> Node<E> {
    /// A node for what `operation` makes: in its place, not beside it and then moved.
    #[inline(always)]
    pub fn new<B: Backward<E>>(operation: impl FnOnce() -> B) -> Self {
        const { assert!(align_of::<B>() <= align_of::<Header>()) };
        let place = pool::data(block(size_of::<B>())).cast::<B>();
        // SAFETY: the block is this handle's alone and has room for `B` behind its header; what stands there is as aligned as the
        // header, which is enough.
        unsafe { place.write(operation()) };
        Node { number: number(), operation: place }
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    pub fn operation(&self) -> &dyn Backward<E> {
        // SAFETY: by the invariant it is live as long as this handle is; nobody has it for writing.
        unsafe { self.operation.as_ref() }
    }

    fn header(&self) -> &Header {
        // SAFETY: by the invariant the header stands before the operation and is live.
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

/// A block for an operation. Apart from [`Node::new`], so that it is compiled once.
#[inline(never)]
fn block(bytes: usize) -> NonNull<Header> {
    pool::take(bytes).unwrap_or_else(|| std::alloc::handle_alloc_error(std::alloc::Layout::new::<Header>()))
}

/// An operation that no handle reaches any more.
// Invariant: live, right behind the header of its block, and nobody else points to it.
struct Unreachable(NonNull<dyn Operation>);

impl Drop for Unreachable {
    fn drop(&mut self) {
        // SAFETY: by the invariant it is live, stands where the block's data begin, and this is its only owner.
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
        // Fails only while the thread ends; then it is dropped here and now.
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
    use crate::graph;

    #[test]
    fn numbers_rise_along_a_graph_that_changes_threads() {
        // Each thread has numbers of its own by now.
        let mut last: Node<f32> = graph::leaf();
        for _ in 0..3 {
            let there = std::thread::scope(|scope| {
                scope.spawn(|| (graph::leaf::<f32>(), last.clone(), graph::leaf::<f32>())).join().unwrap()
            });
            assert!(there.0.number() != last.number());
            assert!(there.2.number() > last.number(), "made where the other is an input");
            let input = there.2.clone();
            last = graph::leaf();
            assert!(last.number() > input.number(), "back on a thread whose numbers were smaller");
        }
    }
}
