//! A counted handle to a recorded operation, whose memory comes from the pool and goes back to it.
//!
//! As `Arc<dyn Backward<E>>` is, but the block is recycled and no weak handles are counted. Dropping an operation drops the
//! handles to those before it, which come here again: they wait in a list instead of recursing, so a chain of any length fits
//! any stack.

#![allow(unsafe_code)] // One of the three places outside `kernels` that may: it owns raw memory.

use super::graph::Backward;
use super::pool::{self, Header};
use std::cell::{Cell, RefCell};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering};
use timeseriesml_kernels::number::Value;

static NEXT: AtomicU64 = AtomicU64::new(0);

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
// SAFETY: as above.
unsafe impl<E: Value> Sync for Node<E> {}

impl<E: Value> Node<E> {
    pub fn new<B: Backward<E>>(operation: B) -> Self {
        const { assert!(align_of::<B>() <= align_of::<Header>()) };
        let place = pool::data(block(size_of::<B>())).cast::<B>();
        // SAFETY: the block is this handle's alone and has room for `B` behind its header; what stands there is as aligned as the
        // header, which is enough.
        unsafe { place.write(operation) };
        Node { number: NEXT.fetch_add(1, Ordering::Relaxed), operation: place }
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
        // SAFETY: by the invariant it is live and this is its only owner.
        unsafe { self.0.drop_in_place() };
        pool::give(pool::header(self.0.cast()));
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
