//! Checks options that must be at least 0.

/// Returns `x` if it is finite and at least 0.
///
/// # Panics
/// If it is negative or not finite.
#[track_caller]
pub(super) fn amount(what: &str, x: f64) -> f64 {
    assert!(x >= 0.0 && x.is_finite(), "{what} is {x}, expected a finite number of at least 0");
    x
}
