//! Threads that help with one region of work at a time.
//!
//! The thread that has the work leads: it publishes the region, claims pieces of it as everybody does, and returns when all
//! are done. Pieces are claimed from one atomic word, so a helper that comes late costs its help and nothing else. There is
//! one crew; a thread that finds it busy does its work alone.
//!
//! Waking a thread that sleeps costs 50 µs, on a virtual machine 400, as much as a layer of a model. Helpers therefore wait
//! awake between the regions of a step, and are woken once the work they missed is worth it.

use super::scratch;
use std::any::Any;
use std::cell::Cell;
use std::hint::spin_loop;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// The most helpers there are.
const MOST: usize = 255;

/// How long a helper waits awake: longer than what a training loop does between two regions.
const AWAKE: Duration = Duration::from_millis(2);

/// The work done without sleeping helpers after which they are woken: it takes about as long as waking them.
const WORTH_WAKING: usize = 16_000_000;

thread_local! {
    static IN_PIECE: Cell<bool> = const { Cell::new(false) };
}

/// What is left of the region: see [`word`].
static PIECES: AtomicU64 = AtomicU64::new(0);
/// The region; it lives as long as a claimed piece of it is not done.
static REGION: AtomicPtr<Region<'static>> = AtomicPtr::new(std::ptr::null_mut());
/// Whether a thread leads.
static LEADING: AtomicBool = AtomicBool::new(false);
/// The helpers there are, the first in front.
static HELPERS: Mutex<Vec<Thread>> = Mutex::new(Vec::new());
static STARTED: AtomicUsize = AtomicUsize::new(0);
static ASLEEP: [AtomicBool; MOST] = [const { AtomicBool::new(false) }; MOST];
/// Work done while a helper slept.
static MISSED: AtomicUsize = AtomicUsize::new(0);

/// What a region does with a run of its units. Not a `dyn Fn`, whose table holds each function a second time, for `FnOnce`.
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
    fn run(&self, piece: usize) {
        IN_PIECE.set(true);
        let range = self.units * piece / self.pieces..self.units * (piece + 1) / self.pieces;
        let result = catch_unwind(AssertUnwindSafe(|| self.f.run(range)));
        IN_PIECE.set(false);
        if let Err(panic) = result {
            *self.panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic);
        }
    }
}

/// Whether this thread is inside a piece: regions within it are not cut.
#[inline(always)]
pub fn is_in_piece() -> bool {
    IN_PIECE.get()
}

/// Cuts `0..units` into `pieces` runs and works on them together with up to `helpers` others; alone if they are busy.
///
/// # Panics
/// If a piece panics, with what it panicked with, once all pieces are done.
pub fn run(helpers: usize, units: usize, pieces: usize, work: usize, f: &dyn Work) {
    let helpers = started(helpers.min(MOST));
    if helpers == 0 || LEADING.swap(true, Ordering::Acquire) {
        return f.run(0..units);
    }
    let pieces = pieces.min(units).min(u16::MAX.into());
    let region = Region { f, units, pieces, done: AtomicUsize::new(0), panic: Mutex::new(None) };
    REGION.store(std::ptr::from_ref(&region).cast_mut().cast(), Ordering::Relaxed);
    // Sequentially consistent, as in `sleep`: a helper that falls asleep now sees the region, or is seen asleep below.
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

/// The pieces of a region of which none is claimed: how many helpers may claim some, and how many pieces there are. Then, 16 bits each,
/// how many helpers have claimed, and how many the leader.
fn word(pieces: usize, helpers: usize) -> u64 {
    (helpers as u64) << 48 | (pieces as u64) << 32
}

/// The next piece, if there is one for this helper; the leader is number 0. It takes the first that is left, helpers the last: so
/// neighbouring pieces stay with one thread, as those of the next region do, which reads what this one writes.
fn claim(me: u64) -> Option<usize> {
    let one = if me == 0 { 1 } else { 1 << 16 };
    let next = |word| has_piece_for(me, word).then_some(word + one);
    let word = PIECES.fetch_update(Ordering::AcqRel, Ordering::Acquire, next).ok()?;
    let [front, back, pieces, _] = counts(word);
    Some(if me == 0 { front } else { pieces - 1 - back } as usize)
}

/// The numbers of a [`word`], from its last bits on.
fn counts(word: u64) -> [u64; 4] {
    [0, 16, 32, 48].map(|shift| word >> shift & 0xffff)
}

/// Whether this helper may claim a piece of what a [`word`] says.
fn has_piece_for(me: u64, word: u64) -> bool {
    let [front, back, pieces, helpers] = counts(word);
    front + back < pieces && me <= helpers
}

/// How many helpers there are.
pub fn helpers() -> usize {
    STARTED.load(Ordering::Relaxed)
}

/// Starts as many helpers as are asked for, once; says how many of these there are.
fn started(helpers: usize) -> usize {
    if STARTED.load(Ordering::Relaxed) < helpers {
        let mut all = HELPERS.lock().unwrap_or_else(PoisonError::into_inner);
        while all.len() < helpers {
            let me = all.len() + 1;
            let begun = Arc::new(Barrier::new(2));
            let life = {
                let begun = begun.clone();
                move || {
                    scratch::prepare();
                    begun.wait();
                    drop(begun);
                    help(me)
                }
            };
            // A system that gives no more threads leaves the work to those there are.
            let Ok(thread) = thread::Builder::new().name(format!("timeseriesml-{me}")).spawn(life) else {
                break;
            };
            // A thread allocates while it begins; after this it has.
            begun.wait();
            all.push(thread.thread().clone());
        }
        STARTED.store(all.len(), Ordering::Relaxed);
    }
    STARTED.load(Ordering::Relaxed).min(helpers)
}

/// Wakes helpers that sleep, if they have missed enough.
fn wake(helpers: usize, work: usize) {
    if ASLEEP[..helpers].iter().all(|asleep| !asleep.load(Ordering::SeqCst)) {
        return;
    }
    // Only a leader is here, so nobody adds between the two.
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

/// What a helper does all its life.
fn help(me: usize) {
    let (mut since, mut looks) = (Instant::now(), 0);
    loop {
        if let Some(piece) = claim(me as u64) {
            let region = REGION.load(Ordering::Relaxed);
            // SAFETY: the claim happened after the leader stored the region, which lives until all pieces are done, and this
            // one is not before the addition, the last access.
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

/// Sleeps until a leader wants this helper.
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

/// Waits a moment between two looks; now and then the processor goes to whoever else wants it.
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
        run(helpers, units, pieces, WORTH_WAKING, &|range: Range<usize>| {
            for count in &counts[range] {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
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
            // Others may lead at this moment; then this thread works alone.
            while !helped.load(Ordering::Relaxed) {
                run(1, 4, 4, WORTH_WAKING, &|_| {
                    thread::sleep(Duration::from_millis(1));
                    helped.fetch_or(thread::current().id() != here, Ordering::Relaxed);
                });
            }
        }
    }

    #[test]
    fn a_panic_reaches_the_leader_and_leaves_the_crew_whole() {
        for bad in 0..4 {
            let panics =
                || run(1, 4, 4, WORTH_WAKING, &|range: Range<usize>| assert!(!range.contains(&bad), "on purpose"));
            assert!(catch_unwind(panics).is_err());
            assert!(!is_in_piece());
            assert_eq!(counted(1, 10, 4), [1; 10]);
        }
    }
}
