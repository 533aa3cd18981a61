//! The series from which the windows of a part (training, validation or test) are cut.

use super::error::WindowError;
use super::part::WindowPart;
use super::places::LastLookback;
use crate::data::FittedScaler;
use crate::forecaster::WindowTargets;
use std::ops::Range;

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowPart<LOOKBACK, HORIZON, FEATURES, Y>
{
    /// Returns the names of the series, in the order of the panel and without the series left out. The number of a series is its index in
    /// this list, and is the same in all parts of a split.
    pub fn series_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.rows.tables.iter().map(|table| table.name.as_str())
    }

    /// Returns the names of the series that [`skip_short`](super::WindowDatasetBuilder::skip_short) left out.
    #[must_use]
    pub fn skipped_series(&self) -> &[String] {
        &self.rows.skipped
    }

    /// Returns the name of the series of window `index`.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[must_use]
    #[track_caller]
    pub fn series_of(&self, index: usize) -> &str {
        &self.rows.tables[self.series_number_of(index)].name
    }

    /// Returns the number of the series of window `index`, in the order of [`series_names`](Self::series_names).
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[must_use]
    #[track_caller]
    pub fn series_number_of(&self, index: usize) -> usize {
        self.assert_window(index);
        self.places.place(index).0
    }

    /// Returns the index of the window from which the future of a series is forecast: its lookback ends with the last row of the series in
    /// this part. [`input`](Self::input), [`history`](Self::history), [`unscale`](Self::unscale) and [`forecast`](crate::evaluation::forecast)
    /// accept it.
    ///
    /// # Errors
    /// [`WindowError::NoSeriesOfNumber`] if there is no series with this number, [`WindowError::ShortLookback`] if the part has fewer
    /// rows of the series than a lookback, [`WindowError::GapBeforeEnd`] if the lookback would cross a gap.
    pub fn latest_of(&self, series: usize) -> Result<usize, WindowError> {
        let (Some(end), Some(table)) = (self.places.ends().get(series), self.rows.tables.get(series)) else {
            return Err(WindowError::NoSeriesOfNumber { series, found: self.rows.tables.len() });
        };
        let (name, lookback) = (table.name.clone(), LOOKBACK);
        match *end {
            LastLookback::Window(window) => Ok(window),
            LastLookback::Absent => Err(WindowError::ShortLookback { series: name, rows: 0, lookback }),
            LastLookback::Short { rows } => Err(WindowError::ShortLookback { series: name, rows, lookback }),
            LastLookback::AcrossGap { row, rows } => {
                Err(WindowError::GapBeforeEnd { series: name, row, time: table.time[row], rows, lookback })
            }
        }
    }

    /// The latest window of each series with rows in this part. These windows come after all others, so their indices are
    /// consecutive.
    pub(crate) fn latest_of_each(&self) -> Result<Range<usize>, WindowError> {
        let has_rows = |series: &usize| self.places.ends()[*series] != LastLookback::Absent;
        let series = (0..self.rows.tables.len()).filter(has_rows);
        let windows = series.map(|series| self.latest_of(series)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.places.all() - windows.len()..self.places.all())
    }

    /// Returns the scaler of a series' columns, or `None` if there is no series with this number. All series share one scaler, unless each
    /// has [its own](super::WindowDatasetBuilder::scale_per_series).
    #[must_use]
    pub fn scaler_of(&self, series: usize) -> Option<&FittedScaler> {
        (series < self.rows.tables.len()).then(|| &self.rows.scalers(series).columns)
    }

    /// Returns the scaler of a series' target columns, or `None` if there is no series with this number.
    #[must_use]
    pub fn target_scaler_of(&self, series: usize) -> Option<&FittedScaler> {
        (series < self.rows.tables.len()).then(|| &self.rows.scalers(series).targets)
    }
}
