//! Does a model that maps whole windows meet windows of its length?

use crate::shape::{Axis, Dim};

/// A time axis of exactly `LOOKBACK` steps: what a model that maps a whole window, such as N-BEATS, asks for.
#[diagnostic::on_unimplemented(
    message = "the model looks back over {LOOKBACK} steps, but the time axis is `{Self}`",
    label = "expected `Dim<{LOOKBACK}>` as the time axis, found `{Self}`",
    note = "build windows of {LOOKBACK} steps, or a model that looks back over as many as there are"
)]
pub trait LookbackAxis<const LOOKBACK: usize>: Axis {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<LOOKBACK>>, const LOOKBACK: usize> LookbackAxis<LOOKBACK> for A {}
