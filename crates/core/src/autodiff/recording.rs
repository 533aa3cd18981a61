//! Whether a thread records operations, and whether it makes a prediction.

use std::cell::Cell;

thread_local! {
    static RECORDING: Cell<bool> = const { Cell::new(true) };
    static EVALUATING: Cell<bool> = const { Cell::new(false) };
}

/// Whether operations on this thread are recorded.
pub fn is_recording() -> bool {
    RECORDING.get()
}

/// Whether this thread is inside [`inference`]: layers then behave as in evaluation, even if they are set to training.
pub fn is_inference() -> bool {
    EVALUATING.get()
}

/// A guard that sets a thread-local flag and restores it when dropped, even by a panic.
struct Flag(&'static std::thread::LocalKey<Cell<bool>>, bool);

impl Flag {
    fn set(key: &'static std::thread::LocalKey<Cell<bool>>, value: bool) -> Self {
        Flag(key, key.replace(value))
    }
}

impl Drop for Flag {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}

/// Runs `f` without recording operations on this thread.
pub fn no_grad<R>(f: impl FnOnce() -> R) -> R {
    let _flag = Flag::set(&RECORDING, false);
    f()
}

/// Runs `f` for prediction: nothing is recorded, and layers behave as in evaluation mode.
pub fn inference<R>(f: impl FnOnce() -> R) -> R {
    let _flag = Flag::set(&EVALUATING, true);
    no_grad(f)
}
