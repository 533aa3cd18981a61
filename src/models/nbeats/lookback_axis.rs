//! The bounds on the length of windows that N-BEATS and its blocks take.

use crate::shape::{Axis, Dim};

/// A time axis of exactly `LOOKBACK` steps, required by models with a fixed lookback, such as N-BEATS.
#[diagnostic::on_unimplemented(
    message = "the model has a lookback of {LOOKBACK} steps, but the time axis is `{Self}`",
    label = "expected `Dim<{LOOKBACK}>` as the time axis, found `{Self}`",
    note = "use windows of {LOOKBACK} steps, or give the model the windows' lookback"
)]
pub trait LookbackAxis<const LOOKBACK: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<LOOKBACK>>, const LOOKBACK: usize> LookbackAxis<LOOKBACK> for A {}

/// A last axis of exactly `LOOKBACK` steps, required by a block of N-BEATS.
#[diagnostic::on_unimplemented(
    message = "the block expects {LOOKBACK} steps on the last axis, but that axis is `{Self}`",
    label = "expected `Dim<{LOOKBACK}>` as the last axis, found `{Self}`",
    note = "use windows of {LOOKBACK} steps, or give the block the windows' lookback; if time is not last, swap `(.., time, features)` with `transpose::<-1, -2>()`",
    note = "make a run-time size static with `try_into_shape::<S>()`"
)]
pub trait WindowAxis<const LOOKBACK: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<LOOKBACK>>, const LOOKBACK: usize> WindowAxis<LOOKBACK> for A {}
