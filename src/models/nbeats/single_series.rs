//! The bound of models that take windows of one series.

use crate::shape::{Axis, Dim};

/// A last axis of one column, required by N-BEATS.
#[diagnostic::on_unimplemented(
    message = "N-BEATS forecasts one series: it takes one column, but the last axis is `{Self}`",
    label = "expected `Dim<1>` as the last axis, found `{Self}`",
    note = "windows of one column are `WindowDataset<LOOKBACK, HORIZON, 1>` whose `.columns(..)` names that one; of a tensor, `slice::<-1, 0, 1>()` takes the first column"
)]
pub trait SingleSeries {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<1>>> SingleSeries for A {}
