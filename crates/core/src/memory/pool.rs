//! Recycled memory: blocks in size classes, kept from step to step.
//!
//! Large blocks are eleven times faster to write when they were used before (no page faults), and small ones come back in a
//! few nanoseconds. Each thread keeps free lists of its own; what does not fit there goes to one shared list, and beyond a
//! bound back to the system. Classes are 2^k and 1.5·2^k bytes, so at most a third of a block is unused.
//!
//! The bound: large blocks that lie unused never exceed twice the most that was ever in use at once plus 16 MiB, whatever the
//! sizes that a program goes through. There, those that lie unused longest go first. [`empty_cache`] gives them all back.

#![allow(unsafe_code, reason = "one of the three files outside `kernels` that may: it owns raw memory")]

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::cell::RefCell;
use std::ptr::NonNull;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};

/// What stands before the elements of a block.
#[repr(C, align(64))]
pub(super) struct Header {
    /// How many handles share the block.
    handles: AtomicUsize,
    class: usize,
    /// Where the allocation begins: the header is staggered within it.
    base: NonNull<u8>,
    /// A block of values worked out from those of this one, or null. It belongs to this block.
    beside: AtomicPtr<Header>,
    /// What values a block that stands beside another holds.
    key: Key,
}

/// What was worked out: a matrix of so many rows and columns, and their distances in the block beside.
pub(super) type Key = [usize; 4];

impl Header {
    /// Counts another handle.
    #[inline(always)]
    pub(super) fn add_handle(&self) {
        // Relaxed is enough for a new handle made from an existing one, as in `std::sync::Arc`. The count cannot overflow:
        // each handle takes more than one byte of address space and is never leaked.
        self.handles.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a handle less; whether it was the last one. Then what others wrote through theirs is visible.
    #[inline(always)]
    pub(super) fn drop_handle(&self) -> bool {
        // The only handle there is cannot meet another: no need to lock.
        if self.is_sole_handle() {
            return true;
        }
        let last = self.handles.fetch_sub(1, Ordering::Release) == 1;
        if last {
            fence(Ordering::Acquire);
        }
        last
    }

    /// Whether there is one handle; the caller's. What others wrote through theirs is then visible.
    #[inline(always)]
    pub(super) fn is_sole_handle(&self) -> bool {
        // Acquire pairs with the release in `drop_handle`.
        self.handles.load(Ordering::Acquire) == 1
    }

    /// The block of at least `bytes` bytes that is kept beside this one, if it holds what the key says; a new one that `make` fills, if
    /// none is kept. `None` if another is kept, or there is none to be had.
    pub(super) fn beside(&self, key: Key, bytes: usize, make: impl FnOnce(NonNull<Header>)) -> Option<NonNull<Header>> {
        // Acquire: what another thread wrote to the block is visible.
        let kept = NonNull::new(self.beside.load(Ordering::Acquire)).or_else(|| {
            let mut new = take(bytes)?;
            // SAFETY: the block is new, and nobody else's.
            unsafe { new.as_mut() }.key = key;
            make(new);
            let none = std::ptr::null_mut();
            match self.beside.compare_exchange(none, new.as_ptr(), Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => Some(new),
                Err(earlier) => {
                    give(new);
                    NonNull::new(earlier)
                }
            }
        })?;
        // SAFETY: it lives until `clear_beside`, which nobody calls while there are two handles or this one is borrowed.
        let header = unsafe { kept.as_ref() };
        (header.key == key && class_bytes(header.class) >= bytes).then_some(kept)
    }

    /// Gives back what is kept beside this block, since its values change or go. The caller has the only handle, and lends it to
    /// nobody.
    pub(super) fn clear_beside(&self) {
        if let Some(kept) = NonNull::new(self.beside.load(Ordering::Relaxed)) {
            self.beside.store(std::ptr::null_mut(), Ordering::Relaxed);
            give(kept);
        }
    }
}

const ALIGN: usize = 64;
/// Readable bytes behind the elements, so that kernels may load whole vectors.
const SLACK: usize = 64;
const SMALLEST_LOG2: u32 = 6;
const CLASSES: usize = 2 * (47 - SMALLEST_LOG2 as usize);
/// The class of 64 KiB. Blocks from here on are counted and bounded one by one; smaller ones are bounded by the caps of the lists.
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
    /// How many large blocks had been given back before this one. 0 for small ones.
    given: usize,
}
// SAFETY: a free block has no owner but the list that holds it.
unsafe impl Send for Free {}

impl Drop for Free {
    fn drop(&mut self) {
        // SAFETY: the block is live and nobody else points to it.
        let (class, base) = unsafe { (self.block.as_ref().class, self.block.as_ref().base) };
        // SAFETY: `base` came from `alloc_zeroed` with this very layout.
        unsafe { dealloc(base.as_ptr(), block_layout(class_bytes(class)).expect("it was allocated with it")) };
    }
}

/// The free blocks of each class, the last given at the end.
struct Lists([Vec<Free>; CLASSES]);

impl Lists {
    const fn new() -> Self {
        Lists([const { Vec::new() }; CLASSES])
    }

    /// The class of the large block that lies here longest, behind what says so.
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

/// The elements of a block.
pub(super) fn data(block: NonNull<Header>) -> NonNull<u8> {
    // SAFETY: every block is longer than its header.
    unsafe { block.cast::<u8>().add(size_of::<Header>()) }
}

/// The header of a block, from its [`data`].
///
/// # Safety
/// `data` is that of a live block.
pub(super) unsafe fn header(data: NonNull<u8>) -> NonNull<Header> {
    // SAFETY: the caller's promise; it stands right behind the header.
    unsafe { data.sub(size_of::<Header>()) }.cast()
}

/// A block of at least `bytes` bytes with a count of one, or `None` if memory does not suffice.
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
            // SAFETY: the block is live and this is its only owner now.
            unsafe { block.as_ref() }.handles.store(1, Ordering::Relaxed);
            block
        }
        None => born(class)?,
    };
    // Not before: a block that the system refused would lift the bound for good.
    if class >= FIRST_LARGE {
        let in_use = LARGE_IN_USE.fetch_add(class_bytes(class), Ordering::Relaxed) + class_bytes(class);
        LARGE_IN_USE_PEAK.fetch_max(in_use, Ordering::Relaxed);
    }
    Some(block)
}

/// Takes a block back that no handle shares any more.
pub(super) fn give(block: NonNull<Header>) {
    // SAFETY: the block is live; its last handle just gave it up.
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
    // Fails only while the thread ends: then the block goes to the shared list or back to the system.
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

/// Gives large blocks that lie unused longest back to the system until the bound leaves room for so many bytes; whether it does. Those in
/// the lists of other threads stay.
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

/// Gives unused memory back to the system: this thread's and the shared part.
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

/// How many blocks of a class one thread keeps to itself: 2 MiB of small ones, at least sixteen of any.
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
    // 1.5·2^(k-1) is the class between 2^(k-1) and 2^k.
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

/// A new block. Large allocations all begin at the same place of a page, and a copy between two such addresses can run
/// fifteen times slower; so each block begins at another multiple of 128 bytes.
fn born(class: usize) -> Option<NonNull<Header>> {
    let bytes = class_bytes(class);
    let layout = block_layout(bytes)?;
    // SAFETY: the layout is not empty.
    let base = NonNull::new(unsafe { alloc_zeroed(layout) })?;
    let stagger = if bytes >= PAGE { BORN.fetch_add(1, Ordering::Relaxed) * 7 % 31 * 128 } else { 0 };
    // SAFETY: `stagger` is below the page that the layout adds.
    let block = unsafe { base.add(stagger) }.cast::<Header>();
    // SAFETY: the allocation has room for a header there, aligned to 64 since `base` and `stagger` are multiples of it.
    unsafe {
        block.write(Header { handles: AtomicUsize::new(1), class, base, beside: AtomicPtr::default(), key: [0; 4] })
    };
    Some(block)
}

/// Bytes of large blocks that lie unused in all lists, for the tests of the bound.
#[cfg(test)]
pub(super) fn large_kept() -> usize {
    LARGE_KEPT.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_holds_its_bytes_and_wastes_at_most_a_third() {
        for bytes in (0..5000).chain([65_535, 65_536, 65_537, 98_304, 98_305, 1 << 30, (1 << 30) + 1]) {
            let held = class_bytes(class_of(bytes).unwrap());
            assert!(held >= bytes, "{bytes} bytes in a block of {held}");
            assert!(bytes < 64 || 3 * bytes > 2 * held - 3, "{bytes} bytes waste too much of {held}");
        }
        assert_eq!(class_of(usize::MAX), None);
    }

    #[test]
    fn a_block_is_used_again() {
        let first = take(10_000).unwrap();
        give(first);
        assert_eq!(take(10_100), Some(first), "the same class gives the same block");
        give(first);
    }

    #[test]
    fn a_block_that_is_refused_does_not_lift_the_bound() {
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
