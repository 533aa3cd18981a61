//! Shared storage: a counted handle to a block of memory that comes from the pool and goes back to it.
//!
//! A block is one allocation: a header with the count, then the elements. Cloning a [`Buffer`] costs one atomic addition; the
//! last handle returns the block to `pool.rs`, so that a steady training step allocates nothing. Blocks are zeroed when they
//! are born and never handed out uninitialised, which is what makes it sound to give out `&mut [E]` to recycled memory.

#![allow(unsafe_code)] // One of the three places outside `kernels` that may: it owns raw memory.

use super::pool::{self, Header};
use std::marker::PhantomData;
use std::ptr::NonNull;
use timeseriesml_kernels::number::Value;

/// A shared, fixed-length run of elements.
pub struct Buffer<E: Value> {
    // Invariant: points to a live block with at least `len * size_of::<E>()` initialised bytes behind its header, and this
    // handle is counted in the header.
    block: NonNull<Header>,
    len: usize,
    elements: PhantomData<E>,
}

// SAFETY: the count is atomic, shared access is read-only, and exclusive access is only given to the sole handle.
unsafe impl<E: Value> Send for Buffer<E> {}
// SAFETY: as above.
unsafe impl<E: Value> Sync for Buffer<E> {}

impl<E: Value> Buffer<E> {
    /// A buffer of `len` elements with unspecified values, or `None` if memory does not suffice.
    pub fn new(len: usize) -> Option<Self> {
        let bytes = len.checked_mul(size_of::<E>())?;
        let buffer = Buffer { block: pool::take(bytes)?, len, elements: PhantomData };
        if !E::ANY_BITS {
            // SAFETY: the block is this new buffer's alone and holds `bytes` bytes. All zeros are a value of every type.
            unsafe { pool::data(buffer.block).as_ptr().write_bytes(0, bytes) };
        }
        Some(buffer)
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// All elements.
    pub fn as_slice(&self) -> &[E] {
        // SAFETY: by the invariant the block holds `len` initialised elements, aligned to 64 bytes; nobody writes while a
        // shared handle exists, since `get_mut` asks for the only one.
        unsafe { std::slice::from_raw_parts(pool::data(self.block).cast().as_ptr(), self.len) }
    }

    /// All elements for writing, if this is the only handle.
    pub fn get_mut(&mut self) -> Option<&mut [E]> {
        if !self.is_unique() {
            return None;
        }
        // SAFETY: as in `as_slice`; no other handle exists and `&mut self` keeps new ones from being made.
        Some(unsafe { std::slice::from_raw_parts_mut(pool::data(self.block).cast().as_ptr(), self.len) })
    }

    /// Whether no other handle shares the elements.
    pub fn is_unique(&self) -> bool {
        self.header().is_sole_handle()
    }

    fn header(&self) -> &Header {
        // SAFETY: the block is live as long as a handle is counted.
        unsafe { self.block.as_ref() }
    }
}

impl<E: Value> Clone for Buffer<E> {
    fn clone(&self) -> Self {
        self.header().add_handle();
        Buffer { block: self.block, len: self.len, elements: PhantomData }
    }
}

impl<E: Value> Drop for Buffer<E> {
    fn drop(&mut self) {
        if self.header().drop_handle() {
            pool::give(self.block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sole_handle_writes() {
        let mut a = Buffer::<f32>::new(5).unwrap();
        a.get_mut().unwrap().fill(3.0);
        let b = a.clone();
        assert!(a.get_mut().is_none());
        assert_eq!(b.as_slice(), [3.0; 5]);
        drop(b);
        assert!(a.get_mut().is_some());
    }

    #[test]
    fn buffers_cross_threads() {
        let mut a = Buffer::<f64>::new(1000).unwrap();
        a.get_mut().unwrap().fill(2.0);
        let sums: Vec<f64> = std::thread::scope(|s| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    let a = a.clone();
                    s.spawn(move || a.as_slice().iter().sum())
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(sums, [2000.0; 4]);
        assert!(a.is_unique());
    }

    #[test]
    fn an_impossible_length_is_refused() {
        assert!(Buffer::<f32>::new(usize::MAX).is_none());
        assert!(Buffer::<f64>::new(usize::MAX / 8).is_none());
    }
}
