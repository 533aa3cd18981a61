//! Recycled memory: blocks in size classes, kept from step to step.
//!
//! Writing to a large block is eleven times faster if the block was used before (no page faults), and taking a small block costs only a
//! few nanoseconds. Each thread has its own free lists. Large blocks for which a free list has no room are kept in one shared list, up to a bound;
//! all others are freed. Size classes are 2^k and 1.5·2^k bytes, so at most a third of a block is unused.
//!
//! The bound: unused large blocks together never exceed twice the peak of the memory in use plus 16 MiB, for any sizes that a program
//! uses. At the bound, the longest-unused blocks are freed first. [`empty_cache`] frees all blocks of this thread and of the shared list.

#![allow(unsafe_code, reason = "one of the three files outside `kernels` with unsafe code: it owns raw memory")]

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::cell::RefCell;
use std::ptr::NonNull;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};

/// The header of a block. Its data follows.
#[repr(C, align(64))]
pub(super) struct Header {
    /// How many handles share the block.
    handles: AtomicUsize,
    class: usize,
    /// The start of the allocation. The header may begin a multiple of 128 bytes after it ([`born`] says why).
    base: NonNull<u8>,
    /// A second block that this block owns, with values computed from this block's values, such as a packed copy; or null.
    cached: AtomicPtr<Header>,
    /// Identifies the computed values in this block, if another block owns it.
    key: Key,
}

/// Identifies computed values: the numbers of rows and columns of a matrix, and their strides in the block that owns the values.
pub(super) type Key = [usize; 4];

impl Header {
    /// Counts one more handle.
    #[inline(always)]
    pub(super) fn add_handle(&self) {
        // Relaxed suffices for a new handle cloned from an existing one, as in `std::sync::Arc`. The count cannot overflow:
        // each handle takes more than one byte of address space and is never leaked.
        self.handles.fetch_add(1, Ordering::Relaxed);
    }

    /// Removes a handle from the count. Returns whether it was the last; if so, writes through other handles are visible.
    #[inline(always)]
    pub(super) fn drop_handle(&self) -> bool {
        // Nobody else can clone the only handle, so no atomic read-modify-write is needed.
        if self.is_sole_handle() {
            return true;
        }
        let last = self.handles.fetch_sub(1, Ordering::Release) == 1;
        if last {
            fence(Ordering::Acquire);
        }
        last
    }

    /// Whether the caller's handle is the only one. If so, writes through dropped handles are visible.
    #[inline(always)]
    pub(super) fn is_sole_handle(&self) -> bool {
        // Acquire pairs with the release in `drop_handle`.
        self.handles.load(Ordering::Acquire) == 1
    }

    /// The block of computed values that this block owns. If it has none yet, `make` fills a new one of at least `bytes` bytes. `None` if the
    /// existing block has a different key or is shorter, or if memory runs out.
    pub(super) fn cached(&self, key: Key, bytes: usize, make: impl FnOnce(NonNull<Header>)) -> Option<NonNull<Header>> {
        // Acquire pairs with the release of `compare_exchange`: the values that another thread wrote are visible.
        let kept = NonNull::new(self.cached.load(Ordering::Acquire)).or_else(|| {
            let mut new = take(bytes)?;
            // SAFETY: `take` returns a live block with an initialized header, and nobody else points to it yet.
            unsafe { new.as_mut() }.key = key;
            make(new);
            let none = std::ptr::null_mut();
            match self.cached.compare_exchange(none, new.as_ptr(), Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => Some(new),
                Err(earlier) => {
                    give(new);
                    NonNull::new(earlier)
                }
            }
        })?;
        // SAFETY: `kept` is live until `clear_cached`. Its caller has the only handle, which is not borrowed, but here `self` is borrowed
        // through a handle.
        let header = unsafe { kept.as_ref() };
        (header.key == key && class_bytes(header.class) >= bytes).then_some(kept)
    }

    /// Returns the block of computed values to the pool, because the values of this block change or are dropped. The caller has the only
    /// handle, which is not borrowed.
    pub(super) fn clear_cached(&self) {
        if let Some(kept) = NonNull::new(self.cached.load(Ordering::Relaxed)) {
            self.cached.store(std::ptr::null_mut(), Ordering::Relaxed);
            give(kept);
        }
    }
}

const ALIGN: usize = 64;
/// Readable bytes after the elements, so that kernels can load whole vectors.
const SLACK: usize = 64;
const SMALLEST_LOG2: u32 = 6;
const CLASSES: usize = 2 * (47 - SMALLEST_LOG2 as usize);
/// The class of 64 KiB. Starting with this class, the bytes of unused blocks are counted and bounded; smaller blocks are bounded by [`LOCAL_CAPS`].
const FIRST_LARGE: usize = 2 * (16 - SMALLEST_LOG2 as usize);
const PAGE: usize = 4096;

static LARGE_IN_USE: AtomicUsize = AtomicUsize::new(0);
static LARGE_IN_USE_PEAK: AtomicUsize = AtomicUsize::new(0);
static LARGE_KEPT: AtomicUsize = AtomicUsize::new(0);
static LARGE_GIVEN: AtomicUsize = AtomicUsize::new(0);
static BORN: AtomicUsize = AtomicUsize::new(0);

/// A block in a free list: nobody else points to it.
struct Free {
    block: NonNull<Header>,
    /// How many large blocks were returned to the pool before this one, which tells its age. 0 for small blocks.
    given: usize,
}
// SAFETY: a free block is plain memory that only this value points to, so any thread that has the value may use or free it.
unsafe impl Send for Free {}

impl Drop for Free {
    fn drop(&mut self) {
        // SAFETY: a block in a free list is live, and its header was written by `born`.
        let (class, base) = unsafe { (self.block.as_ref().class, self.block.as_ref().base) };
        // SAFETY: `born` got `base` from `alloc_zeroed` with the layout of this class; nobody uses the block after this drop.
        unsafe { dealloc(base.as_ptr(), block_layout(class_bytes(class)).expect("it was allocated with it")) };
    }
}

/// The free blocks of each class, in the order in which they were returned.
struct Lists([Vec<Free>; CLASSES]);

impl Lists {
    const fn new() -> Self {
        Lists([const { Vec::new() }; CLASSES])
    }

    /// `(age stamp, class)` of the longest-unused large block; the stamp comes first so that `min` compares ages.
    fn oldest(&self) -> Option<(usize, usize)> {
        (FIRST_LARGE..CLASSES).filter_map(|class| Some((self.0[class].first()?.given, class))).min()
    }
}

impl Drop for Lists {
    fn drop(&mut self) {
        for (class, list) in self.0.iter_mut().enumerate() {
            for block in list.drain(..) {
                left_list(class);
                drop(block);
            }
        }
    }
}

static SHARED: Mutex<Lists> = Mutex::new(Lists::new());

thread_local! {
    static LOCAL: RefCell<Lists> = const { RefCell::new(Lists::new()) };
}

/// The data of a block. The block must be live; the callers, `buffer`, `node` and this file, own the blocks that they pass.
pub(super) fn data(block: NonNull<Header>) -> NonNull<u8> {
    // SAFETY: `born` allocates at least `size_of::<Header>()` bytes for a header, so the result is in the same allocation.
    unsafe { block.cast::<u8>().add(size_of::<Header>()) }
}

/// The header of a block, from its [`data`].
///
/// # Safety
/// `data` belongs to a live block.
pub(super) unsafe fn header(data: NonNull<u8>) -> NonNull<Header> {
    // SAFETY: the caller promises that `data` came from `data()`, which added the size of the header to its address.
    unsafe { data.sub(size_of::<Header>()) }.cast()
}

/// A block of at least `bytes` bytes with one handle, or `None` if memory runs out.
pub(super) fn take(bytes: usize) -> Option<NonNull<Header>> {
    let class = class_of(bytes)?;
    let kept = LOCAL.try_with(|local| local.borrow_mut().0[class].pop()).ok().flatten();
    let kept = kept.or_else(|| match class {
        FIRST_LARGE.. => SHARED.lock().ok()?.0[class].pop(),
        _ => None,
    });
    let block = match kept {
        Some(block) => {
            left_list(class);
            let block = std::mem::ManuallyDrop::new(block).block;
            // SAFETY: a block in a free list is live. It was just taken from the list, so this is its only owner.
            unsafe { block.as_ref() }.handles.store(1, Ordering::Relaxed);
            block
        }
        None => born(class)?,
    };
    // The block is counted only now that it exists: counting a failed allocation would raise the peak, and so the bound, for good.
    if class >= FIRST_LARGE {
        let in_use = LARGE_IN_USE.fetch_add(class_bytes(class), Ordering::Relaxed) + class_bytes(class);
        LARGE_IN_USE_PEAK.fetch_max(in_use, Ordering::Relaxed);
    }
    Some(block)
}

/// Takes a block back. The caller had the last handle and does not use the block again.
pub(super) fn give(block: NonNull<Header>) {
    // SAFETY: blocks stay allocated until their `Free` is dropped, so this one is live. The caller gave up the last handle.
    let class = unsafe { block.as_ref() }.class;
    let mut block = Free { block, given: 0 };
    if class >= FIRST_LARGE {
        let bytes = class_bytes(class);
        LARGE_IN_USE.fetch_sub(bytes, Ordering::Relaxed);
        if !make_room(bytes) {
            return;
        }
        LARGE_KEPT.fetch_add(bytes, Ordering::Relaxed);
        block.given = LARGE_GIVEN.fetch_add(1, Ordering::Relaxed);
    }
    let mut block = Some(block);
    // This fails only while the thread exits; then the block is put in the shared list or freed.
    let _ = LOCAL.try_with(|local| {
        let list = &mut local.borrow_mut().0[class];
        if list.len() < LOCAL_CAPS[class] {
            list.extend(block.take());
        }
    });
    if let Some(block) = block {
        match SHARED.lock() {
            Ok(mut shared) if class >= FIRST_LARGE => shared.0[class].push(block),
            _ => left_list(class),
        }
    }
}

/// Frees the longest-unused large blocks until `bytes` more fit under the bound; returns whether they fit. It cannot free blocks in the lists of
/// other threads.
fn make_room(bytes: usize) -> bool {
    let bound = 2 * LARGE_IN_USE_PEAK.load(Ordering::Relaxed) + 16 * 1024 * 1024;
    let has_room = || LARGE_KEPT.load(Ordering::Relaxed) + bytes <= bound;
    let make = |local: &RefCell<Lists>| {
        let (mut local, mut shared) = (local.borrow_mut(), SHARED.lock().ok()?);
        while !has_room() {
            let both = [&mut *local, &mut *shared].into_iter();
            let ((_, class), lists) =
                both.filter_map(|lists| Some((lists.oldest()?, lists))).min_by_key(|found| found.0)?;
            left_list(class);
            drop(lists.0[class].remove(0));
        }
        Some(())
    };
    has_room() || LOCAL.try_with(make).is_ok_and(|made| made.is_some())
}

/// Frees unused memory: this thread's lists and the shared one.
pub fn empty_cache() {
    LOCAL.with(|local| drop(std::mem::replace(&mut *local.borrow_mut(), Lists::new())));
    if let Ok(mut shared) = SHARED.lock() {
        drop(std::mem::replace(&mut *shared, Lists::new()));
    }
}

fn left_list(class: usize) {
    if class >= FIRST_LARGE {
        LARGE_KEPT.fetch_sub(class_bytes(class), Ordering::Relaxed);
    }
}

/// How many unused blocks of a class one thread keeps: as many as fit into 2 MiB, but at least sixteen.
const LOCAL_CAPS: [usize; CLASSES] = {
    let mut caps = [16; CLASSES];
    let mut class = 0;
    while class < CLASSES && class_bytes(class) <= 2 * 1024 * 1024 / 16 {
        caps[class] = 2 * 1024 * 1024 / class_bytes(class);
        class += 1;
    }
    caps
};

fn class_of(bytes: usize) -> Option<usize> {
    let bytes = bytes.max(1 << SMALLEST_LOG2);
    let log2 = usize::BITS - (bytes - 1).leading_zeros();
    let class = 2 * (log2 - SMALLEST_LOG2) as usize;
    // The class of 1.5·2^(k-1) bytes is between the classes of 2^(k-1) and 2^k bytes.
    let class = if class > 0 && bytes <= 3 << (log2 - 2) { class - 1 } else { class };
    (class < CLASSES).then_some(class)
}

const fn class_bytes(class: usize) -> usize {
    let bytes = 1 << (class as u32 / 2 + SMALLEST_LOG2);
    if class.is_multiple_of(2) { bytes } else { bytes + bytes / 2 }
}

fn block_layout(bytes: usize) -> Option<Layout> {
    let stagger = if bytes >= PAGE { PAGE } else { 0 };
    Layout::from_size_align(size_of::<Header>() + stagger + bytes + SLACK, ALIGN).ok()
}

/// A new block. Large allocations all begin at the same offset in a page, and a copy between two such addresses can be fifteen
/// times slower (4K aliasing). So new blocks start at different multiples of 128 bytes.
fn born(class: usize) -> Option<NonNull<Header>> {
    let bytes = class_bytes(class);
    let layout = block_layout(bytes)?;
    // SAFETY: the layout has at least the size of a header, so it is not empty.
    let base = NonNull::new(unsafe { alloc_zeroed(layout) })?;
    let stagger = if bytes >= PAGE { BORN.fetch_add(1, Ordering::Relaxed) * 7 % 31 * 128 } else { 0 };
    // SAFETY: if `stagger` is not 0, it is at most 30·128 bytes, less than the page that `block_layout` adds.
    let block = unsafe { base.add(stagger) }.cast::<Header>();
    // SAFETY: after `stagger` the allocation has room for a header and `bytes` bytes; `base` and `stagger` are multiples of 64.
    unsafe {
        block.write(Header { handles: AtomicUsize::new(1), class, base, cached: AtomicPtr::default(), key: [0; 4] })
    };
    Some(block)
}

/// The number of bytes of unused large blocks in all lists, for the tests of the bound.
#[cfg(test)]
pub(super) fn large_kept() -> usize {
    LARGE_KEPT.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_fits_its_bytes_and_wastes_at_most_a_third() {
        for bytes in (0..5000).chain([65_535, 65_536, 65_537, 98_304, 98_305, 1 << 30, (1 << 30) + 1]) {
            let held = class_bytes(class_of(bytes).unwrap());
            assert!(held >= bytes, "{bytes} bytes in a block of {held}");
            assert!(bytes < 64 || 3 * bytes > 2 * held - 3, "{bytes} bytes waste too much of {held}");
        }
        assert_eq!(class_of(usize::MAX), None);
    }

    #[test]
    fn a_thread_keeps_two_mebibytes_of_a_class_or_sixteen_blocks() {
        for (class, &cap) in LOCAL_CAPS.iter().enumerate() {
            assert_eq!(cap, (2 * 1024 * 1024 / class_bytes(class)).max(16), "class {class}");
        }
    }

    #[test]
    fn a_block_is_reused() {
        let first = take(10_000).unwrap();
        give(first);
        assert_eq!(take(10_100), Some(first), "the same class gives the same block");
        give(first);
    }

    #[test]
    fn an_emptied_cache_leaves_blocks_in_use_alone() {
        for bytes in [0, 100, 1 << 17] {
            let mut buffer = crate::memory::buffer::Buffer::<f64>::new(bytes / 8).unwrap();
            buffer.get_mut().unwrap().fill(3.0);
            empty_cache();
            assert!(buffer.as_slice().iter().all(|&x| x == 3.0));
            drop(buffer);
            empty_cache();
        }
    }

    #[test]
    fn a_block_that_is_refused_does_not_raise_the_bound() {
        assert_eq!(take(1 << 46), None);
        assert!(LARGE_IN_USE_PEAK.load(Ordering::Relaxed) < 1 << 46);
    }

    #[test]
    fn a_block_dropped_on_another_thread_is_kept_or_freed() {
        let block = Free { block: take(1 << 20).unwrap(), given: 0 };
        std::thread::spawn(move || {
            let block = std::mem::ManuallyDrop::new(block);
            give(block.block);
        })
        .join()
        .unwrap();
        assert!(large_kept() <= 2 * LARGE_IN_USE_PEAK.load(Ordering::Relaxed) + 16 * 1024 * 1024);
    }
}
