//! The windows of one part of a split: each has a number, times, and values in the unit of the data.

use super::cut::PartOfSplit;
use super::places::Places;
use super::rows::{Table, WindowRows};
use crate::data::{FittedScaler, SampleWeights};
use crate::forecaster::{OneTarget, TargetColumns, WindowTargets};
use jiff::civil::DateTime;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

/// The values of the target columns at some steps: for one column a slice, for several columns an array of slices.
pub type PerTarget<'a, const HORIZON: usize, Y> =
    <<Y as WindowTargets<HORIZON>>::Columns as TargetColumns>::PerTarget<'a>;

/// The windows of one part of a split, with which a model is trained, validated or tested.
///
/// The windows of a single series begin at consecutive rows (or every [`stride`](super::WindowDatasetBuilder::stride) rows) from the first
/// row of the part, or with context from `LOOKBACK` rows before it. They are numbered over all runs of rows between gaps, and over all series
/// of a panel. Batches and [`input`](Self::input) are scaled; the other methods return values in the unit of the data. The last type
/// parameter is the kind of target; [`WindowTargets`] lists the kinds.
pub struct WindowPart<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget> {
    pub(super) rows: Arc<WindowRows>,
    // Invariant: at least one window has a whole horizon; all windows lie within `rows`.
    pub(super) places: Arc<Places>,
    weights: Option<SampleWeights>,
    kind: PhantomData<fn() -> Y>,
}

debug_of! { [const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y] WindowPart<LOOKBACK, HORIZON, FEATURES, Y>, "WindowPart", |it| { windows: it.places.whole(), weights: it.weights } }

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y> Clone
    for WindowPart<LOOKBACK, HORIZON, FEATURES, Y>
{
    fn clone(&self) -> Self {
        let (rows, places, weights) = (self.rows.clone(), self.places.clone(), self.weights.clone());
        WindowPart { rows, places, weights, kind: PhantomData }
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowPart<LOOKBACK, HORIZON, FEATURES, Y>
{
    const TARGETS: usize = Y::Columns::TARGETS;

    pub(super) fn new(part: PartOfSplit) -> Self {
        let PartOfSplit { rows, places, weights } = part;
        debug_assert!(places.whole() > 0);
        WindowPart { rows, places: Arc::new(places), weights, kind: PhantomData }
    }

    /// Returns the number of windows with a whole horizon.
    pub fn len(&self) -> usize {
        self.places.whole()
    }

    /// Returns `false`: the split refuses a part without a window.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the index of the window from which the future is forecast: its lookback ends with the last row of the part.
    /// [`input`](Self::input), [`history`](Self::history) and [`unscale`](Self::unscale) accept it.
    ///
    /// The last part of a split always has this window, since the split refuses a gap in the last `LOOKBACK` rows. In an earlier part with such
    /// a gap, the result is the last window with a whole horizon before the gap. In a panel, each series has its own such window
    /// ([`latest_of`](Self::latest_of)); the result is that window of the last series that has one.
    pub fn latest(&self) -> usize {
        self.places.all() - 1
    }

    /// Returns the scaler of the columns that the model sees, for scaling other rows. With scalers per series, it is the scaler of the first
    /// series; [`scaler_of`](Self::scaler_of) returns that of any series.
    pub fn scaler(&self) -> &FittedScaler {
        &self.rows.scalers(0).columns
    }

    /// Returns the scaler of the target columns. It does not undo `subtract_last`; [`unscale`](Self::unscale) does. With
    /// scalers per series, it is the scaler of the first series; [`target_scaler_of`](Self::target_scaler_of) returns that of any series.
    pub fn target_scaler(&self) -> &FittedScaler {
        &self.rows.scalers(0).targets
    }

    /// Returns the weight with which training draws window `index`, or 1 in a part without weights. [`SampleWeights`] explains the
    /// draws.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[must_use]
    #[track_caller]
    pub fn weight(&self, index: usize) -> f64 {
        self.assert_whole_window(index);
        self.weights.as_ref().and_then(|weights| weights.get(index)).unwrap_or(1.0)
    }

    pub(super) fn sample_weights(&self) -> Option<&SampleWeights> {
        self.weights.as_ref()
    }

    /// Returns the values of the target column over the lookback of window `index`, in the column's unit; for several targets,
    /// one slice for each.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn history(&self, index: usize) -> PerTarget<'_, HORIZON, Y> {
        self.assert_window(index);
        Y::Columns::per_target(|target| self.target_history(index, target))
    }

    /// Returns the true target of window `index`, in the unit of the target column: `HORIZON` values, or only the last one if the last
    /// step is the target. For several targets, one slice for each.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[track_caller]
    pub fn truth(&self, index: usize) -> PerTarget<'_, HORIZON, Y> {
        self.assert_whole_window(index);
        Y::Columns::per_target(|target| self.target_truth(index, target))
    }

    /// Returns the times of the lookback of window `index`.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn history_times(&self, index: usize) -> &[DateTime] {
        self.assert_window(index);
        let (table, row) = self.table(index);
        &table.time[row..][..LOOKBACK]
    }

    /// Returns the times of the values that [`truth`](Self::truth) returns.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[track_caller]
    pub fn truth_times(&self, index: usize) -> &[DateTime] {
        self.assert_whole_window(index);
        let (table, row) = self.table(index);
        &table.time[Self::target_rows(row)]
    }

    /// Converts a forecast for window `index` back to the unit of the target column.
    ///
    /// For several targets, the forecast must have the values of all targets at the first step, then at the second, and so on, as
    /// in a tensor `(Dim<HORIZON>, Target<N>)`. Quantiles may follow as the last axis.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest). For several targets, also if the length of the forecast is not a multiple of the
    /// target's number of values.
    #[track_caller]
    pub fn unscale(&self, index: usize, forecast: &[f32]) -> Vec<f64> {
        let mut out = vec![0.0; forecast.len()];
        self.unscale_into(index, forecast, &mut out);
        out
    }

    /// Converts a forecast as [`unscale`](Self::unscale) does, into a slice of the same length as the forecast.
    ///
    /// # Panics
    /// Where [`unscale`](Self::unscale) panics, and if the lengths differ.
    #[track_caller]
    pub fn unscale_into(&self, index: usize, forecast: &[f32], out: &mut [f64]) {
        self.assert_window(index);
        let (found, room) = (forecast.len(), out.len());
        assert!(found == room, "unscale: the forecast has {found} values, the output has room for {room}");
        let values = self.values_per_window();
        assert!(
            Self::TARGETS == 1 || found.is_multiple_of(values),
            "unscale: the forecast has {found} values, but {} steps of {} targets are {values}",
            Y::STEPS,
            Self::TARGETS,
        );
        // The number of consecutive values of the same target column: all values or, with several targets, the quantiles of one
        // value.
        let together = if Self::TARGETS == 1 { found.max(1) } else { (found / values).max(1) };
        let (series, _) = self.places.place(index);
        let scaler = &self.rows.scalers(series).targets;
        let groups = forecast.chunks(together).zip(out.chunks_mut(together));
        for (group, (forecast, out)) in groups.enumerate() {
            let target = group % Self::TARGETS;
            let last = self.target_history(index, target)[LOOKBACK - 1];
            for (out, &z) in out.iter_mut().zip(forecast) {
                *out = match self.rows.subtract_last {
                    true => scaler.inverse_transform_from(target, last, f64::from(z)),
                    false => scaler.inverse_transform(target, f64::from(z)),
                };
            }
        }
    }

    /// The number of values in the target of a window.
    pub(crate) fn values_per_window(&self) -> usize {
        Y::STEPS * Self::TARGETS
    }

    /// The step of the horizon, counted from 1, to which a value of a forecast belongs.
    pub(crate) fn step_of(&self, value: usize) -> usize {
        HORIZON - Y::STEPS + value % self.values_per_window() / Self::TARGETS + 1
    }

    /// The number of target columns.
    pub(crate) fn target_count(&self) -> usize {
        Self::TARGETS
    }

    /// The values of one target column over the lookback of a window.
    pub(crate) fn target_history(&self, index: usize, target: usize) -> &[f64] {
        let (table, row) = self.table(index);
        &table.targets[target].1[row..][..LOOKBACK]
    }

    /// The values of one target column over the target steps of a window with a whole horizon.
    fn target_truth(&self, index: usize, target: usize) -> &[f64] {
        let (table, row) = self.table(index);
        &table.targets[target].1[Self::target_rows(row)]
    }

    /// The values of a window's target, in the order of the target tensor.
    pub(crate) fn truth_values(&self, index: usize) -> impl Iterator<Item = f64> {
        let (table, row) = self.table(index);
        Self::target_rows(row).flat_map(move |row| table.targets.iter().map(move |(_, values)| values[row]))
    }

    /// The table of the series to which a window belongs, and the window's first row.
    fn table(&self, index: usize) -> (&Table, usize) {
        let (series, row) = self.places.place(index);
        (&self.rows.tables[series], row)
    }

    /// The rows of the target of a window that begins at `row`.
    pub(super) fn target_rows(row: usize) -> Range<usize> {
        let end = row + LOOKBACK + HORIZON;
        end - Y::STEPS..end
    }

    #[track_caller]
    pub(super) fn assert_window(&self, index: usize) {
        let latest = self.latest();
        assert!(index <= latest, "window {index}: the last window of this part, `latest()`, is {latest}");
    }

    #[track_caller]
    fn assert_whole_window(&self, index: usize) {
        let len = self.len();
        assert!(
            index < len,
            "window {index}: a whole horizon follows the first `len()` = {len} windows of this part only"
        );
    }
}
