//! Shared storage: a counted handle to a block of memory that comes from the pool and goes back to it.
//!
//! A block is one allocation: a header with the count, then the elements. Cloning a [`Buffer`] costs one atomic addition; the
//! last handle returns the block to `pool.rs`, so that a steady training step allocates nothing. Blocks are zeroed when they
//! are born and never handed out uninitialised, which is what makes it sound to give out `&mut [E]` to recycled memory.

#![allow(unsafe_code, reason = "one of the three files outside `kernels` that may: it owns raw memory")]

use super::pool::{self, Header, Key};
use std::marker::PhantomData;
use std::ptr::NonNull;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

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
// SAFETY: `as_slice` gives shared access only, `get_mut` asks for `&mut self` and the only handle, and the count is atomic.
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
        self.header().clear_beside();
        // SAFETY: by the invariant the block holds `len` initialised elements. No other handle exists, and `&mut self` keeps new ones from being made.
        Some(unsafe { std::slice::from_raw_parts_mut(pool::data(self.block).cast().as_ptr(), self.len) })
    }

    /// `len` numbers that `write` works out from the elements, kept beside them until they change. The key says what they are.
    /// `None` if others are kept, or memory does not suffice.
    pub fn beside(&self, key: Key, len: usize, write: impl FnOnce(&mut [E])) -> Option<&[E]>
    where
        E: Real,
    {
        let kept = self.header().beside(key, len.checked_mul(size_of::<E>())?, |block| {
            // SAFETY: the block is new; it holds so many initialised bytes, any of which are numbers.
            write(unsafe { std::slice::from_raw_parts_mut(pool::data(block).cast().as_ptr(), len) });
        })?;
        // SAFETY: it holds so many bytes too. It lives and stays as it is while `self` is borrowed: it goes by `get_mut` and with
        // the last handle.
        Some(unsafe { std::slice::from_raw_parts(pool::data(kept).cast().as_ptr(), len) })
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
            self.header().clear_beside();
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
    fn what_stands_beside_goes_when_the_elements_change() {
        let mut a = Buffer::<f32>::new(3).unwrap();
        a.get_mut().unwrap().fill(2.0);
        let doubled = |a: &Buffer<f32>, key| {
            let double = |out: &mut [f32]| out.iter_mut().zip(a.as_slice()).for_each(|(out, x)| *out = 2.0 * x);
            a.beside([key, 3, 0, 0], 3, double).map(<[f32]>::to_vec)
        };
        assert_eq!(doubled(&a, 1), Some(vec![4.0; 3]));
        let b = a.clone();
        assert_eq!(b.beside([1, 3, 0, 0], 3, |_| panic!("it is there")).unwrap(), [4.0; 3]);
        assert_eq!(doubled(&a, 2), None, "something else is kept");
        assert!(b.beside([1, 3, 0, 0], 1000, |_| panic!("it is there")).is_none(), "and not so much of it");
        drop(b);
        a.get_mut().unwrap().fill(5.0);
        assert_eq!(doubled(&a, 2), Some(vec![10.0; 3]));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(doubled(&a, 2), Some(vec![10.0; 3])));
            }
        });
    }

    #[test]
    fn threads_that_work_it_out_at_once_agree() {
        for _ in 0..50 {
            let mut a = Buffer::<f64>::new(100).unwrap();
            a.get_mut().unwrap().fill(3.0);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| assert_eq!(a.beside([1; 4], 200, |out| out.fill(7.0)).unwrap(), [7.0; 200]));
                }
            });
        }
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
