//! All windows of a series, and their parts.

use super::builder::{Source, WindowDatasetBuilder};
use super::part::WindowPart;
use super::rows::ScaledRows;
use super::split::{CutInParts, Cuts, InParts};
use crate::data::{AsSeries, DataError};
use crate::forecaster::{OneTarget, WindowTargets};
use jiff::civil::DateTime;
use std::marker::PhantomData;
use std::sync::Arc;

/// All windows of a series, before they are split.
///
/// The last parameter says what the target is: one column by default; see [`WindowTargets`].
///
/// # Example
/// ```
/// use timeseriesml::{Column, Standard, SyntheticCandles, WindowDataset};
/// let candles = SyntheticCandles::new(1000).generate();
/// let windows = WindowDataset::<100, 24, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
/// assert_eq!(train.len(), 600 - (100 + 24) + 1);
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
pub struct WindowDataset<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget> {
    source: Source,
    kind: PhantomData<fn() -> Y>,
}

/// Without its sizes `WindowDataset::builder` would be tens of errors, one at each number that is not known. With a second `builder` it is one,
/// which has their names.
#[doc(hidden)]
pub enum SizesAreMissing {}

impl WindowDataset<0, 0, 0, SizesAreMissing> {
    #[doc(hidden)]
    pub fn builder() {}
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> WindowDataset<LOOKBACK, HORIZON, FEATURES> {
    /// Begins windows over a series: candles, or any other.
    pub fn builder(series: &impl AsSeries) -> WindowDatasetBuilder<'_, LOOKBACK, HORIZON, FEATURES> {
        WindowDatasetBuilder::new(series.as_series())
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowDatasetBuilder<'_, LOOKBACK, HORIZON, FEATURES, Y>
{
    /// The windows.
    ///
    /// # Errors
    /// [`DataError::NoTarget`], [`DataError::NoSuchColumn`], [`DataError::FeatureCount`] if the columns are not `FEATURES`,
    /// [`DataError::AskedTwice`] if one is named twice, [`DataError::NotScaled`] if fitted scalers are for other columns,
    /// [`DataError::EmptyWindow`] if `LOOKBACK` or `HORIZON` is 0, [`DataError::TooFewRows`] if the series is shorter than one window.
    pub fn build(self) -> Result<WindowDataset<LOOKBACK, HORIZON, FEATURES, Y>, DataError> {
        Ok(WindowDataset { source: self.checked()?, kind: PhantomData })
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowDataset<LOOKBACK, HORIZON, FEATURES, Y>
{
    /// Cuts the rows by time into two or three parts, and fits the scaler on the first: two fractions give training and test part, three
    /// training, validation and test part.
    ///
    /// No window crosses a cut: each part has `rows − (LOOKBACK + HORIZON) + 1` windows. With
    /// [`context`](super::WindowDatasetBuilder::context) windows of the later parts begin before their cut, and only their targets do not.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, SyntheticCandles, WindowDataset};
    /// let candles = SyntheticCandles::new(1000).generate();
    /// let windows = WindowDataset::<100, 24, 5>::builder(&candles).target(Column::Close).context(true).build()?;
    /// let (train, test) = windows.split([0.8, 0.2])?;
    /// assert_eq!((train.len(), test.len()), (800 - (100 + 24) + 1, 200 - 24 + 1));
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    /// # Errors
    /// [`DataError::Fractions`] unless all are positive and sum to 1, [`DataError::TooFewRows`] if a part is shorter than one
    /// window ([`DataError::TooFewTargetRows`] with context), [`DataError::NotScaled`] if the scaler cannot be fitted,
    /// [`DataError::TooLargeToScale`] if a scaled value does not fit `f32`.
    #[doc(alias = "train_test_split")]
    pub fn split<const PARTS: usize>(
        self,
        fractions: [f64; PARTS],
    ) -> Result<<WindowPart<LOOKBACK, HORIZON, FEATURES, Y> as InParts<PARTS>>::Parts, DataError>
    where
        WindowPart<LOOKBACK, HORIZON, FEATURES, Y>: InParts<PARTS>,
    {
        let cuts = Cuts::by_fractions(self.source.table.time.len(), &fractions)?;
        Ok(InParts::from_parts(self.parts(&cuts)?))
    }

    /// As [`split`](Self::split), by how many rows each part has. All rows of the series belong to a part.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, SyntheticCandles, WindowDataset};
    /// let candles = SyntheticCandles::new(1000).generate();
    /// let windows = WindowDataset::<100, 24, 5>::builder(&candles).target(Column::Close).build()?;
    /// let (train, val, test) = windows.split_rows([600, 200, 200])?;
    /// assert_eq!(test.len(), 200 - (100 + 24) + 1);
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    /// # Errors
    /// [`DataError::RowCounts`] unless they sum to the rows of the series, otherwise as [`split`](Self::split).
    pub fn split_rows<const PARTS: usize>(
        self,
        rows: [usize; PARTS],
    ) -> Result<<WindowPart<LOOKBACK, HORIZON, FEATURES, Y> as InParts<PARTS>>::Parts, DataError>
    where
        WindowPart<LOOKBACK, HORIZON, FEATURES, Y>: InParts<PARTS>,
    {
        let cuts = Cuts::by_rows(&self.source.table.name, self.source.table.time.len(), &rows)?;
        Ok(InParts::from_parts(self.parts(&cuts)?))
    }

    /// As [`split`](Self::split), by the times at which the second part and the third begin: one time gives training and test part, two
    /// give training, validation and test part. A row at such a time belongs to the part that begins there.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, SyntheticCandles, WindowDataset};
    /// let candles = SyntheticCandles::new(1000).generate(); // hourly, from 2020-01-01 on
    /// let windows = WindowDataset::<100, 24, 5>::builder(&candles).target(Column::Close).build()?;
    /// let (train, test) = windows.split_at(["2020-02-01".parse()?])?;
    /// assert_eq!(train.len(), 31 * 24 - (100 + 24) + 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// [`DataError::CutOrder`] unless each time is later than the one before it, [`DataError::CutOutside`] if a part has no row, otherwise
    /// as [`split`](Self::split).
    #[doc(alias = "split_before")]
    #[doc(alias = "split_after")]
    pub fn split_at<const CUTS: usize>(
        self,
        times: [DateTime; CUTS],
    ) -> Result<<WindowPart<LOOKBACK, HORIZON, FEATURES, Y> as CutInParts<CUTS>>::Parts, DataError>
    where
        WindowPart<LOOKBACK, HORIZON, FEATURES, Y>: CutInParts<CUTS>,
    {
        let cuts = Cuts::by_times(&self.source.table.name, &self.source.table.time, &times)?;
        Ok(CutInParts::from_parts(self.parts(&cuts)?))
    }

    /// All windows as one part, the scaler fitted on all rows: for a last training before a model is used, and for new rows with the
    /// [`fitted_scalers`](super::WindowDatasetBuilder::fitted_scalers) of a training part. Nothing is left to measure a model on.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, Standard, SyntheticCandles, WindowDataset};
    /// let candles = SyntheticCandles::new(1000).generate();
    /// let windows = WindowDataset::<100, 24, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
    /// let all = windows.whole()?;
    /// assert_eq!(all.len(), 1000 - (100 + 24) + 1);
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    /// # Errors
    /// [`DataError::NotScaled`] if the scaler cannot be fitted, [`DataError::TooLargeToScale`] if a scaled value does not fit `f32`.
    pub fn whole(self) -> Result<WindowPart<LOOKBACK, HORIZON, FEATURES, Y>, DataError> {
        let cuts = Cuts::none(self.source.table.time.len());
        Ok(self.parts(&cuts)?.next().expect("there is a part before the first cut"))
    }

    /// The parts between the cuts, in the order of time; the scaler is fitted on the first.
    fn parts(self, cuts: &Cuts) -> Result<impl Iterator<Item = WindowPart<LOOKBACK, HORIZON, FEATURES, Y>>, DataError> {
        let Source { table, scaler, subtract_last, context } = self.source;
        cuts.check(&table.name, LOOKBACK, HORIZON, context)?;
        let (scaler, target_scaler) = scaler.fit(&table, cuts.training())?;
        // A level beyond the range would be clipped away before the last row is subtracted.
        let scaler = if subtract_last { scaler.unclipped() } else { scaler };
        let rows = Arc::new(ScaledRows::new(table, scaler, target_scaler, subtract_last)?);
        let context = if context { LOOKBACK } else { 0 };
        // The training part has nothing before it; every later one begins behind at least one window.
        let part = move |part: std::ops::Range<usize>| {
            let first = if part.start == 0 { 0 } else { part.start - context };
            WindowPart::new(rows.clone(), first..part.end)
        };
        Ok(cuts.parts().map(part).collect::<Vec<_>>().into_iter())
    }
}
