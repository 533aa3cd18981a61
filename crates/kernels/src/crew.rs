//! Threads that help with one region (a parallel loop, see `parallel`) at a time.
//!
//! The thread that has the work is the leader. It publishes the region, claims pieces of it like the helpers, and returns when all pieces
//! are done. Pieces are claimed from one atomic word, so nobody waits for a helper that comes late. There is one crew per process; a thread
//! that finds it busy does its work alone.
//!
//! Waking a sleeping thread costs 50 µs, or 400 µs on a virtual machine: as much as a layer of a model takes. So helpers spin between the regions
//! of a training step, and a sleeping one is woken only when it has missed enough work.

use super::sizes::part_of;
use std::any::Any;
use std::cell::Cell;
use std::hint::spin_loop;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// The largest number of helpers.
const MOST: usize = 255;

/// How long a helper spins before it sleeps: longer than the time between two regions of a training loop.
const AWAKE: Duration = Duration::from_millis(2);

/// Sleeping helpers are woken when they have missed this much work, which takes about as long as waking them.
const WORTH_WAKING: usize = 16_000_000;

thread_local! {
    static IN_PIECE: Cell<bool> = const { Cell::new(false) };
}

/// Which pieces of the region are claimed, in the format of [`word`].
static PIECES: AtomicU64 = AtomicU64::new(0);
/// The region that is being worked on.
/// Invariant: while a claimed piece is not done, this points to the region of that piece, and the region exists.
static REGION: AtomicPtr<Region<'static>> = AtomicPtr::new(std::ptr::null_mut());
/// Whether a thread currently leads a region.
static LEADING: AtomicBool = AtomicBool::new(false);
/// All helpers, by index.
static HELPERS: Mutex<Vec<Thread>> = Mutex::new(Vec::new());
/// The number of helpers.
static STARTED: AtomicUsize = AtomicUsize::new(0);
/// Whether each helper is asleep.
static ASLEEP: [AtomicBool; MOST] = [const { AtomicBool::new(false) }; MOST];
/// The work, in the unit of `parallel`, that regions did with fewer threads because helpers slept. When it is large enough, the helpers are woken.
static MISSED: AtomicUsize = AtomicUsize::new(0);

/// What a region does with a range of its units. This is not a `dyn Fn`, since its vtable would contain each function a second time, as `FnOnce`.
pub trait Work: Sync {
    fn run(&self, units: Range<usize>);
}

impl<F: Fn(Range<usize>) + Sync> Work for F {
    fn run(&self, units: Range<usize>) {
        self(units);
    }
}

struct Region<'a> {
    f: &'a dyn Work,
    units: usize,
    pieces: usize,
    done: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

impl Region<'_> {
    /// Works on one piece. This never unwinds: a panic of the piece is kept for the leader.
    fn run(&self, piece: usize) {
        IN_PIECE.set(true);
        let range = part_of(self.units, piece, self.pieces);
        let result = catch_unwind(AssertUnwindSafe(|| self.f.run(range)));
        IN_PIECE.set(false);
        if let Err(panic) = result {
            let mut first = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
            if first.is_none() {
                *first = Some(panic);
            } else {
                // The panic's payload is not dropped: if its `Drop` panicked, this would unwind and end the region while others work on it.
                std::mem::forget(panic);
            }
        }
    }
}

/// Whether this thread works on a piece. A region within a piece is not split.
#[inline(always)]
pub fn is_in_piece() -> bool {
    IN_PIECE.get()
}

/// Splits `0..units` into `pieces` ranges and works on them with up to `helpers` helpers, or alone if the crew is busy. A newly
/// started helper first calls `prepare`.
///
/// # Panics
/// If a piece panics. The other pieces are completed first; the payload is that of the first panic.
pub fn run(helpers: usize, units: usize, pieces: usize, work: usize, f: &dyn Work, prepare: fn()) {
    let helpers = started(helpers.min(MOST), prepare);
    if helpers == 0 || LEADING.swap(true, Ordering::Acquire) {
        return f.run(0..units);
    }
    let pieces = pieces.min(units).min(u16::MAX.into());
    let region = Region { f, units, pieces, done: AtomicUsize::new(0), panic: Mutex::new(None) };
    REGION.store(std::ptr::from_ref(&region).cast_mut().cast(), Ordering::Relaxed);
    // Sequentially consistent, like the accesses in `sleep`: either a helper that goes to sleep now sees these pieces, or `wake` sees that it is
    // asleep.
    PIECES.store(word(pieces, helpers), Ordering::SeqCst);
    wake(helpers, work);
    while let Some(piece) = claim(0) {
        region.run(piece);
        region.done.fetch_add(1, Ordering::Release);
    }
    let mut looks = 0;
    while region.done.load(Ordering::Acquire) < pieces {
        pause(&mut looks);
    }
    LEADING.store(false, Ordering::Release);
    if let Some(panic) = region.panic.into_inner().unwrap_or_else(PoisonError::into_inner) {
        resume_unwind(panic);
    }
}

/// The word of a new region. Bits 48 to 63: helpers allowed. Bits 32 to 47: pieces. Bits 16 to 31: pieces claimed by helpers, from the back.
/// Bits 0 to 15: pieces claimed by the leader, from the front.
fn word(pieces: usize, helpers: usize) -> u64 {
    (helpers as u64) << 48 | (pieces as u64) << 32
}

/// Claims the next piece for helper `me`, if there is one. The leader, number 0, takes pieces from the front, helpers from the back. So a
/// thread mostly gets neighboring pieces, and gets the same ones again in the next region, which often reads the results of this one.
fn claim(me: u64) -> Option<usize> {
    let one = if me == 0 { 1 } else { 1 << 16 };
    let next = |word| has_piece_for(me, word).then_some(word + one);
    let word = PIECES.fetch_update(Ordering::AcqRel, Ordering::Acquire, next).ok()?;
    let [front, back, pieces, _] = counts(word);
    Some(if me == 0 { front } else { pieces - 1 - back } as usize)
}

/// The four numbers of a [`word`], from the lowest bits.
fn counts(word: u64) -> [u64; 4] {
    [0, 16, 32, 48].map(|shift| word >> shift & 0xffff)
}

/// Whether a [`word`] has a piece that helper `me` may claim.
fn has_piece_for(me: u64, word: u64) -> bool {
    let [front, back, pieces, helpers] = counts(word);
    front + back < pieces && me <= helpers
}

/// The number of helpers.
pub fn helpers() -> usize {
    STARTED.load(Ordering::Relaxed)
}

/// Starts helpers until there are `helpers` of them. Returns how many can be used: fewer if the system refuses to start another thread.
fn started(helpers: usize, prepare: fn()) -> usize {
    if STARTED.load(Ordering::Relaxed) < helpers {
        let mut all = HELPERS.lock().unwrap_or_else(PoisonError::into_inner);
        while all.len() < helpers {
            let me = all.len() + 1;
            let begun = Arc::new(Barrier::new(2));
            let life = {
                let begun = begun.clone();
                move || {
                    prepare();
                    begun.wait();
                    drop(begun);
                    help(me)
                }
            };
            // If the system refuses another thread, the existing ones do the work.
            let Ok(thread) = thread::Builder::new().name(format!("timeseriesml-{me}")).spawn(life) else {
                break;
            };
            // A starting thread allocates. This barrier waits until it has, so that later training steps allocate nothing.
            begun.wait();
            all.push(thread.thread().clone());
        }
        STARTED.store(all.len(), Ordering::Relaxed);
    }
    STARTED.load(Ordering::Relaxed).min(helpers)
}

/// Wakes the helpers that sleep, if they have missed enough work.
fn wake(helpers: usize, work: usize) {
    if ASLEEP[..helpers].iter().all(|asleep| !asleep.load(Ordering::SeqCst)) {
        return;
    }
    // Only the leader runs this, so no other thread changes `MISSED` between the load and the store.
    let missed = MISSED.load(Ordering::Relaxed).saturating_add(work);
    MISSED.store(if missed < WORTH_WAKING { missed } else { 0 }, Ordering::Relaxed);
    if missed < WORTH_WAKING {
        return;
    }
    let all = HELPERS.lock().unwrap_or_else(PoisonError::into_inner);
    for (asleep, thread) in ASLEEP.iter().zip(all.iter()).take(helpers) {
        if asleep.swap(false, Ordering::SeqCst) {
            thread.unpark();
        }
    }
}

/// The main loop of a helper.
fn help(me: usize) {
    let (mut since, mut looks) = (Instant::now(), 0);
    loop {
        if let Some(piece) = claim(me as u64) {
            let region = REGION.load(Ordering::Relaxed);
            // SAFETY: by its invariant, `REGION` points to the region of the claimed piece: the leader stored it before the word that the
            // claim read, and waits until all pieces are done. The addition marks the piece as done and is the last access.
            unsafe {
                (*region).run(piece);
                (*region).done.fetch_add(1, Ordering::Release);
            }
            since = Instant::now();
        } else if since.elapsed() < AWAKE {
            pause(&mut looks);
        } else {
            sleep(me);
            since = Instant::now();
        }
    }
}

/// Sleeps until a leader wakes this helper.
fn sleep(me: usize) {
    let asleep = &ASLEEP[me - 1];
    asleep.store(true, Ordering::SeqCst);
    if has_piece_for(me as u64, PIECES.load(Ordering::SeqCst)) {
        asleep.store(false, Ordering::SeqCst);
    }
    while asleep.load(Ordering::Acquire) {
        thread::park();
    }
}

/// Waits between two checks for work: spins briefly, and yields the processor now and then.
fn pause(looks: &mut u32) {
    *looks = looks.wrapping_add(1);
    if looks.is_multiple_of(32) {
        thread::yield_now();
    } else {
        (0..8).for_each(|_| spin_loop());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(helpers: usize, units: usize, pieces: usize) -> Vec<usize> {
        let counts: Vec<_> = (0..units).map(|_| AtomicUsize::new(0)).collect();
        run(
            helpers,
            units,
            pieces,
            WORTH_WAKING,
            &|range: Range<usize>| {
                for count in &counts[range] {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            },
            || (),
        );
        counts.into_iter().map(AtomicUsize::into_inner).collect()
    }

    #[test]
    fn every_unit_is_done_once() {
        for helpers in 0..4 {
            for (units, pieces) in [(1, 1), (1, 9), (7, 3), (1000, 8), (100_000, 70_000)] {
                assert_eq!(counted(helpers, units, pieces), vec![1; units], "{helpers} {units} {pieces}");
            }
        }
    }

    #[test]
    fn many_leaders_at_once_all_get_their_work_done() {
        thread::scope(|scope| {
            for leader in 0..8 {
                scope.spawn(move || {
                    (0..500).for_each(|i| assert_eq!(counted(2, 50 + leader, 6), vec![1; 50 + leader], "{i}"))
                });
            }
        });
    }

    #[test]
    fn helpers_help_after_they_slept() {
        let here = thread::current().id();
        for _ in 0..3 {
            thread::sleep(3 * AWAKE);
            let helped = AtomicBool::new(false);
            // Repeat until a helper has taken part: while another thread is the leader, this one works alone.
            while !helped.load(Ordering::Relaxed) {
                run(
                    1,
                    4,
                    4,
                    WORTH_WAKING,
                    &|_| {
                        thread::sleep(Duration::from_millis(1));
                        helped.fetch_or(thread::current().id() != here, Ordering::Relaxed);
                    },
                    || (),
                );
            }
        }
    }

    #[test]
    fn a_panic_reaches_the_leader_and_leaves_the_crew_whole() {
        for bad in 0..4 {
            let panics = || {
                run(1, 4, 4, WORTH_WAKING, &|range: Range<usize>| assert!(!range.contains(&bad), "on purpose"), || ())
            };
            assert!(catch_unwind(panics).is_err());
            assert!(!is_in_piece());
            assert_eq!(counted(1, 10, 4), [1; 10]);
        }
    }

    #[test]
    fn a_payload_that_panics_when_dropped_does_not_end_the_region_early() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                if !thread::panicking() {
                    panic!("dropped");
                }
            }
        }
        let pieces = AtomicUsize::new(0);
        let all_panic = || {
            run(
                1,
                8,
                8,
                WORTH_WAKING,
                &|_: Range<usize>| {
                    pieces.fetch_add(1, Ordering::Relaxed);
                    std::panic::panic_any(Bomb);
                },
                || (),
            );
        };
        let payload = catch_unwind(AssertUnwindSafe(all_panic)).unwrap_err();
        assert!(payload.is::<Bomb>());
        std::mem::forget(payload);
        // The region was split into all eight pieces, or stayed whole if another thread was the leader.
        assert!([1, 8].contains(&pieces.into_inner()));
        assert_eq!(counted(1, 10, 4), [1; 10]);
    }
}
