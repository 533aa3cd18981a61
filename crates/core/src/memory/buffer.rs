//! Shared storage: a reference-counted handle to a block of memory from the pool.
//!
//! A block is one allocation: a header with the count, then the elements. Cloning a [`Buffer`] costs one atomic addition. The
//! last handle returns the block to `pool.rs`, so after the first steps, training allocates nothing. New blocks are zeroed, so all memory is
//! initialized, including recycled blocks, and it is sound to return it as `&mut [E]`.

#![allow(unsafe_code, reason = "one of the three files outside `kernels` with unsafe code: it owns raw memory")]

use crate::memory::pool::{self, Header, Key};
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr::NonNull;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// A shared, fixed-length run of elements.
pub struct Buffer<E: Value> {
    // Invariant: points to a live block with at least `len * size_of::<E>()` initialized bytes after its header, which form `len` values
    // of `E`, and this handle is counted in the header.
    block: NonNull<Header>,
    len: usize,
    elements: PhantomData<E>,
}

// SAFETY: handles in other threads share the block, but its count is atomic, elements are `Send` and `Sync` numbers, and `get_mut` gives write
// access only to the last handle.
unsafe impl<E: Value> Send for Buffer<E> {}
// SAFETY: through `&Buffer` elements are only read, the count changes atomically, and `Header::cached` installs its block by one atomic exchange.
unsafe impl<E: Value> Sync for Buffer<E> {}

// After a panic while elements are written, the elements still have valid values.
impl<E: Value> UnwindSafe for Buffer<E> {}
impl<E: Value> RefUnwindSafe for Buffer<E> {}

impl<E: Value> Buffer<E> {
    /// A buffer of `len` elements with unspecified values, or `None` if memory runs out.
    pub fn new(len: usize) -> Option<Self> {
        let bytes = len.checked_mul(size_of::<E>())?;
        let buffer = Buffer { block: pool::take(bytes)?, len, elements: PhantomData };
        if !E::ANY_BITS {
            // SAFETY: only this new buffer points to the block, which has at least `bytes` bytes. All zeros are a valid value of every `E`.
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
        // SAFETY: by the invariant of `block` it has `len` initialized elements, aligned to 64 bytes. Nobody writes to them while `self` is
        // borrowed: `get_mut` needs `&mut` of the only handle.
        unsafe { std::slice::from_raw_parts(pool::data(self.block).cast().as_ptr(), self.len) }
    }

    /// All elements, mutable, if this is the only handle.
    pub fn get_mut(&mut self) -> Option<&mut [E]> {
        if !self.is_unique() {
            return None;
        }
        self.header().clear_cached();
        // SAFETY: by the invariant of `block` it has `len` initialized elements. `is_unique` found no other handle, and this one cannot be
        // cloned while `&mut self` is borrowed, so the slice is the only access.
        Some(unsafe { std::slice::from_raw_parts_mut(pool::data(self.block).cast().as_ptr(), self.len) })
    }

    /// `len` numbers that `write` computes from the elements, cached until the elements change. `key` identifies what is computed. `None` if
    /// numbers with a different key, or fewer numbers, are cached, or if memory runs out.
    pub fn cached(&self, key: Key, len: usize, write: impl FnOnce(&mut [E])) -> Option<&[E]>
    where
        E: Real,
    {
        let kept = self.header().cached(key, len.checked_mul(size_of::<E>())?, |block| {
            // SAFETY: only this call points to the new block. It has `len * size_of::<E>()` initialized bytes, and any bytes are valid
            // floating-point numbers.
            write(unsafe { std::slice::from_raw_parts_mut(pool::data(block).cast().as_ptr(), len) });
        })?;
        // SAFETY: `Header::cached` returns only blocks of at least `len * size_of::<E>()` bytes, which `write` of some thread has filled. Only
        // `get_mut` and the drop of the last handle return the block to the pool, and neither can run while `self` is borrowed.
        Some(unsafe { std::slice::from_raw_parts(pool::data(kept).cast().as_ptr(), len) })
    }

    /// Whether no other handle shares the elements.
    pub fn is_unique(&self) -> bool {
        self.header().is_sole_handle()
    }

    fn header(&self) -> &Header {
        // SAFETY: by the invariant of `block` it is live while this handle is counted, and `born` initialized its header.
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
            self.header().clear_cached();
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
    fn cached_numbers_are_dropped_when_the_elements_change() {
        let mut a = Buffer::<f32>::new(3).unwrap();
        a.get_mut().unwrap().fill(2.0);
        let doubled = |a: &Buffer<f32>, key| {
            let double = |out: &mut [f32]| out.iter_mut().zip(a.as_slice()).for_each(|(out, x)| *out = 2.0 * x);
            a.cached([key, 3, 0, 0], 3, double).map(<[f32]>::to_vec)
        };
        assert_eq!(doubled(&a, 1), Some(vec![4.0; 3]));
        let b = a.clone();
        assert_eq!(b.cached([1, 3, 0, 0], 3, |_| panic!("they are cached")).unwrap(), [4.0; 3]);
        assert_eq!(doubled(&a, 2), None, "numbers with another key are cached");
        assert!(b.cached([1, 3, 0, 0], 1000, |_| panic!("they are cached")).is_none(), "fewer numbers are cached");
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
    fn threads_that_compute_it_at_once_agree() {
        for _ in 0..50 {
            let mut a = Buffer::<f64>::new(100).unwrap();
            a.get_mut().unwrap().fill(3.0);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| assert_eq!(a.cached([1; 4], 200, |out| out.fill(7.0)).unwrap(), [7.0; 200]));
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
        // The size in bytes overflows, or just does not overflow, or exceeds any allocation.
        for len in [usize::MAX, usize::MAX / 2 + 1, usize::MAX / 4 + 1, usize::MAX / 4, usize::MAX / 8, 1 << 47] {
            assert!(Buffer::<f32>::new(len).is_none(), "{len}");
            assert!(Buffer::<f64>::new(len).is_none(), "{len}");
            assert!(Buffer::<i64>::new(len).is_none(), "{len}");
            assert!(Buffer::<bool>::new(len).is_none(), "{len}");
        }
    }

    #[test]
    fn numbers_of_an_impossible_length_are_not_computed() {
        let a = Buffer::<f32>::new(3).unwrap();
        for len in [usize::MAX, usize::MAX / 4 + 1, usize::MAX / 4, 1 << 47] {
            assert!(a.cached([len, 1, 1, 1], len, |_| panic!("there is not enough memory")).is_none());
        }
        assert_eq!(a.cached([1; 4], 2, |out| out.fill(5.0)), Some(&[5.0; 2][..]), "a refusal caches nothing");
        assert!(a.cached([1; 4], usize::MAX, |_| panic!("they are cached")).is_none());
    }

    #[test]
    fn a_buffer_without_elements_has_empty_slices() {
        let mut a = Buffer::<f64>::new(0).unwrap();
        assert_eq!((a.len(), a.as_slice().len()), (0, 0));
        assert_eq!(a.get_mut().map(|values| values.len()), Some(0));
        assert_eq!(a.cached([0; 4], 0, |out| assert!(out.is_empty())), Some(&[][..]));
    }

    #[test]
    fn a_recycled_block_has_valid_values_of_its_new_type() {
        let mut floats = Buffer::<f32>::new(16).unwrap();
        floats.get_mut().unwrap().fill(f32::NAN);
        drop(floats);
        // This buffer gets the same block, because it has the same size class; the old bits are not valid for `bool`.
        assert_eq!(Buffer::<bool>::new(64).unwrap().as_slice(), [false; 64]);
    }
}
