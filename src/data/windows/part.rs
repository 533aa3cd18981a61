//! The windows of one part of a split, by number: their sizes, times and values in the unit of the data.

use super::cut::PartOfSplit;
use super::places::Places;
use super::rows::{Table, WindowRows};
use crate::data::{FittedScaler, SampleWeights};
use crate::forecaster::{OneTarget, TargetColumns, WindowTargets};
use jiff::civil::DateTime;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

/// The values of each target column of some steps: a slice for one column, an array with one slice per column for several.
pub type PerTarget<'a, const HORIZON: usize, Y> =
    <<Y as WindowTargets<HORIZON>>::Columns as TargetColumns>::PerTarget<'a>;

/// The windows of one part of a split, scaled: what a model is trained, validated or tested on.
///
/// Windows of a single series begin at consecutive rows (or every [`stride`](super::WindowDatasetBuilder::stride) rows): the first of the part, or with
/// context `LOOKBACK` rows before it. They are numbered over the runs of rows between gaps, and over all series of a panel. Methods give a window in the
/// unit of the data. The last parameter says what the target is, see [`WindowTargets`].
pub struct WindowPart<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget> {
    pub(super) rows: Arc<WindowRows>,
    // Invariant: has a whole window; its windows lie within `rows`.
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

    /// The number of windows that are followed by a whole horizon.
    pub fn len(&self) -> usize {
        self.places.whole()
    }

    /// Never: a part shorter than one window is refused by the split.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The window whose lookback ends with the last row of the part: what a forecast of the future starts from. Its
    /// index may be given to [`input`](Self::input), [`history`](Self::history) and [`unscale`](Self::unscale).
    ///
    /// The last part of a split always has it: one whose last `LOOKBACK` rows have a gap is refused by the split. In an earlier part whose last rows
    /// come after a gap, it is the last window. Many series have one each, see [`latest_of`](Self::latest_of); this then is that of the last series
    /// which has one.
    pub fn latest(&self) -> usize {
        self.places.all() - 1
    }

    /// The scaler of the columns that the model sees, for rows from elsewhere. Of scalers per series it is that of the first series, see
    /// [`scaler_of`](Self::scaler_of).
    pub fn scaler(&self) -> &FittedScaler {
        &self.rows.scalers(0).columns
    }

    /// The scaler of the target columns. [`unscale`](Self::unscale) also adds what `subtract_last` took away. Of scalers per series it is that of the
    /// first series, see [`target_scaler_of`](Self::target_scaler_of).
    pub fn target_scaler(&self) -> &FittedScaler {
        &self.rows.scalers(0).targets
    }

    /// The weight of window `index`, by which training draws it: see [`SampleWeights`]. 1 in a part without weights.
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

    /// The target column over the lookback of window `index`, in its unit; for several targets one slice for each.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn history(&self, index: usize) -> PerTarget<'_, HORIZON, Y> {
        self.assert_window(index);
        Y::Columns::per_target(|target| self.target_history(index, target))
    }

    /// What followed window `index`, in the unit of the target column: `HORIZON` values, or the last of them where the final step is the
    /// target; for several targets one slice for each.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[track_caller]
    pub fn truth(&self, index: usize) -> PerTarget<'_, HORIZON, Y> {
        self.assert_whole_window(index);
        Y::Columns::per_target(|target| self.target_truth(index, target))
    }

    /// The times of the lookback of window `index`.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn history_times(&self, index: usize) -> &[DateTime] {
        self.assert_window(index);
        let (table, row) = self.table(index);
        &table.time[row..][..LOOKBACK]
    }

    /// The times of [`truth`](Self::truth).
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[track_caller]
    pub fn truth_times(&self, index: usize) -> &[DateTime] {
        self.assert_whole_window(index);
        let (table, row) = self.table(index);
        &table.time[Self::target_rows(row)]
    }

    /// A forecast for window `index`, back in the unit of the target column.
    ///
    /// Of several targets it has the values of all targets for the first step, then those for the second, as a tensor
    /// `(Dim<HORIZON>, Target<N>)` holds them. Quantiles of a forecast may come last.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest). For several targets, if the forecast does not have whole steps: a multiple of the
    /// target's values.
    #[track_caller]
    pub fn unscale(&self, index: usize, forecast: &[f32]) -> Vec<f64> {
        let mut out = vec![0.0; forecast.len()];
        self.unscale_into(index, forecast, &mut out);
        out
    }

    /// As [`unscale`](Self::unscale), into memory of the caller, as long as the forecast.
    ///
    /// # Panics
    /// As [`unscale`](Self::unscale), and if the lengths differ.
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
        // How many adjacent values belong to one target: its quantiles.
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

    /// How many values the target of a window has.
    pub(crate) fn values_per_window(&self) -> usize {
        Y::STEPS * Self::TARGETS
    }

    /// The step of the horizon, from 1, that a value of a forecast is of.
    pub(crate) fn step_of(&self, value: usize) -> usize {
        HORIZON - Y::STEPS + value % self.values_per_window() / Self::TARGETS + 1
    }

    /// How many columns are targets.
    pub(crate) fn target_count(&self) -> usize {
        Self::TARGETS
    }

    /// One target column over the lookback of a window up to the latest.
    pub(crate) fn target_history(&self, index: usize, target: usize) -> &[f64] {
        let (table, row) = self.table(index);
        &table.targets[target].1[row..][..LOOKBACK]
    }

    /// One target column over the target steps of a window that has a whole horizon.
    fn target_truth(&self, index: usize, target: usize) -> &[f64] {
        let (table, row) = self.table(index);
        &table.targets[target].1[Self::target_rows(row)]
    }

    /// The target of a window, in the order of the target tensor.
    pub(crate) fn truth_values(&self, index: usize) -> impl Iterator<Item = f64> {
        let (table, row) = self.table(index);
        Self::target_rows(row).flat_map(move |row| table.targets.iter().map(move |(_, values)| values[row]))
    }

    /// The rows of the series of a window, and its first row.
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
