//! The bound of models that take windows of one series.

use crate::shape::{Axis, Dim};

/// A last axis of one column, required by N-BEATS.
#[diagnostic::on_unimplemented(
    message = "N-BEATS forecasts one series from one column, but the last axis is `{Self}`",
    label = "expected `Dim<1>` as the last axis, found `{Self}`",
    note = "build windows of one column: `WindowDataset<LOOKBACK, HORIZON, 1>` with `.columns(..)`; for a tensor, `slice::<-1, 0, 1>()` keeps the first column"
)]
pub trait SingleSeries {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<1>>> SingleSeries for A {}
