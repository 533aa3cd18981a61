//! All windows of a series or panel, and how they are split into parts.

use super::builder::{Source, WindowDatasetBuilder};
use super::cut::cut;
use super::part::WindowPart;
use super::split::{CutInParts, Cuts, InParts};
use crate::data::{AsSeries, DataError, Panel};
use crate::forecaster::{OneTarget, WindowTargets};
use jiff::civil::DateTime;
use std::marker::PhantomData;

/// All windows of a series or panel, before they are split.
///
/// The last type parameter is the kind of target, by default one column. [`WindowTargets`] lists the kinds.
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
#[doc(alias = "input_chunk_length")]
#[doc(alias = "output_chunk_length")]
#[doc(alias = "input_size")]
#[doc(alias = "seq_len")]
#[doc(alias = "pred_len")]
#[doc(alias = "context_length")]
#[doc(alias = "prediction_length")]
pub struct WindowDataset<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget> {
    source: Source,
    kind: PhantomData<fn() -> Y>,
}

debug_of! { [const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y] WindowDataset<LOOKBACK, HORIZON, FEATURES, Y>, "WindowDataset", |it| { tables: it.source.tables.len(), skipped: it.source.skipped } }

/// This type exists only for a second `builder`. Because of it, `WindowDataset::builder` without sizes gives a single compiler
/// error, which names the sizes. Otherwise rustc would report dozens of errors, one for each use of an unknown size. The second
/// `over` does the same for `WindowDataset::over`.
#[doc(hidden)]
#[derive(Debug)]
pub enum SizesAreMissing {}

impl WindowDataset<0, 0, 0, SizesAreMissing> {
    #[doc(hidden)]
    pub fn builder() {}
    #[doc(hidden)]
    pub fn over() {}
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> WindowDataset<LOOKBACK, HORIZON, FEATURES> {
    /// Starts building windows over a series, such as candles.
    pub fn builder(series: &impl AsSeries) -> WindowDatasetBuilder<'_, LOOKBACK, HORIZON, FEATURES> {
        WindowDatasetBuilder::new(std::slice::from_ref(series.as_series()), false)
    }

    /// Starts building windows over all series of a panel. All rows of a window are from the same series.
    ///
    /// A part has the windows of the first series, then the windows of the second, and so on. [`series_of`](WindowPart::series_of) returns
    /// the series of a window, and [`latest_of`](WindowPart::latest_of) the window from which a series is forecast. [`split`](Self::split)
    /// cuts each series at the same fraction of its own rows, [`split_at`](Self::split_at) cuts all series at the same time.
    /// [`forecast_each`](crate::evaluation::forecast_each) forecasts all series.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, Naive, Standard, SyntheticCandles, WindowDataset, data::{AsSeries, Panel, Series}, evaluate};
    /// let coin = |name: &str, rows, seed| {
    ///     let candles = SyntheticCandles::new(rows).seed(seed).generate();
    ///     let columns = Column::ALL.map(|column| (column.as_str().to_owned(), candles.column(column).to_vec()));
    ///     Series::new(name, candles.time().to_vec(), columns.into())
    /// };
    /// let coins = Panel::new(vec![coin("btc", 300, 1)?, coin("eth", 200, 2)?])?;
    /// let windows = WindowDataset::<24, 6, 5>::over(&coins).target(Column::Close).scaler(Standard).scale_per_series(true).build()?;
    /// let (train, test) = windows.split([0.8, 0.2])?;
    /// assert_eq!(train.len(), (240 - 30 + 1) + (160 - 30 + 1));
    /// assert_eq!([train.series_of(0), train.series_of(train.len() - 1)], ["btc", "eth"]);
    /// println!("{}", evaluate(&Naive, &test)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "from_group_dataframe")]
    pub fn over(panel: &Panel) -> WindowDatasetBuilder<'_, LOOKBACK, HORIZON, FEATURES> {
        WindowDatasetBuilder::new(panel.series(), true)
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowDatasetBuilder<'_, LOOKBACK, HORIZON, FEATURES, Y>
{
    /// Builds the windows.
    ///
    /// # Errors
    /// [`DataError::NoTarget`], [`DataError::NoSuchColumn`], [`DataError::FeatureCount`] if the number of columns is not `FEATURES`,
    /// [`DataError::AskedTwice`] if a column is named twice, [`DataError::NotScaled`] if fitted scalers are for other columns,
    /// [`DataError::EmptyWindow`] if `LOOKBACK` or `HORIZON` is 0, [`DataError::TooFewRows`] if the series is shorter than one window.
    ///
    /// Wrapped in [`DataError::BadWindows`]: [`WindowError::OnlyShortRuns`](crate::data::WindowError::OnlyShortRuns) if no run of rows between gaps
    /// is as long as a window, [`ZeroStride`](crate::data::WindowError::ZeroStride), and for a panel
    /// [`ShortSeries`](crate::data::WindowError::ShortSeries) if a series is shorter than one window,
    /// [`AllShort`](crate::data::WindowError::AllShort) if all series were left out as too short,
    /// [`NoSeries`](crate::data::WindowError::NoSeries) if the panel is empty, and
    /// [`NoScalerOfSeries`](crate::data::WindowError::NoScalerOfSeries) if a series has no fitted scaler.
    pub fn build(self) -> Result<WindowDataset<LOOKBACK, HORIZON, FEATURES, Y>, DataError> {
        Ok(WindowDataset { source: self.checked()?, kind: PhantomData })
    }
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowDataset<LOOKBACK, HORIZON, FEATURES, Y>
{
    /// Returns the names of the series that [`skip_short`](super::WindowDatasetBuilder::skip_short) left out.
    #[must_use]
    pub fn skipped_series(&self) -> &[String] {
        &self.source.skipped
    }

    /// Splits the rows by time into two or three parts and fits the scaler on the first part. Two fractions give a training and a test part;
    /// three give a training, a validation and a test part.
    ///
    /// No window crosses a cut: each part has `rows − (LOOKBACK + HORIZON) + 1` windows, or fewer with gaps or a stride. With
    /// [`context`](super::WindowDatasetBuilder::context), windows of later parts may begin before the cut, but their targets do
    /// not.
    ///
    /// Each series of a panel is cut at the fractions of its own rows. If series cover different times, training rows of one series may then
    /// be later than test rows of another; to cut all series at the same time, use [`split_at`](Self::split_at). A series may have no window
    /// in a part, but at least one series must have one.
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
    ///
    /// Wrapped in [`DataError::BadWindows`]: [`WindowError::OnlyShortRuns`](crate::data::WindowError::OnlyShortRuns) if a part has no window between
    /// its gaps, [`GapBeforeEnd`](crate::data::WindowError::GapBeforeEnd) if the last `LOOKBACK` rows of the series have a gap, so that
    /// [`latest`](WindowPart::latest) could not be the window that ends with the last row,
    /// [`PartWithoutWindow`](crate::data::WindowError::PartWithoutWindow) if no series of a panel has a window in a part,
    /// [`NoTrainingRow`](crate::data::WindowError::NoTrainingRow) if a series has no row to fit its own scaler to,
    /// [`BadWeight`](crate::data::WindowError::BadWeight) and [`WeightSum`](crate::data::WindowError::WeightSum).
    #[doc(alias = "random_split")]
    #[doc(alias = "Subset")]
    #[doc(alias = "train_test_split")]
    pub fn split<const PARTS: usize>(
        self,
        fractions: [f64; PARTS],
    ) -> Result<<WindowPart<LOOKBACK, HORIZON, FEATURES, Y> as InParts<PARTS>>::Parts, DataError>
    where
        WindowPart<LOOKBACK, HORIZON, FEATURES, Y>: InParts<PARTS>,
    {
        let cuts = self.cuts(|_, time| Cuts::by_fractions(time.len(), &fractions))?;
        Ok(InParts::from_parts(self.parts(&cuts)?))
    }

    /// Splits as [`split`](Self::split) does, but by the number of rows in each part. The numbers must sum to the number of rows
    /// of the series, so all series of a panel must be equally long.
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
    /// [`DataError::RowCounts`] unless the numbers sum to the number of rows of the series, otherwise the errors of
    /// [`split`](Self::split).
    pub fn split_rows<const PARTS: usize>(
        self,
        rows: [usize; PARTS],
    ) -> Result<<WindowPart<LOOKBACK, HORIZON, FEATURES, Y> as InParts<PARTS>>::Parts, DataError>
    where
        WindowPart<LOOKBACK, HORIZON, FEATURES, Y>: InParts<PARTS>,
    {
        let cuts = self.cuts(|name, time| Cuts::by_rows(name, time.len(), &rows))?;
        Ok(InParts::from_parts(self.parts(&cuts)?))
    }

    /// Splits as [`split`](Self::split) does, but at the times at which the later parts begin. One time gives a training and a test
    /// part; two give a training, a validation and a test part. A row at such a time belongs to the part that begins there.
    ///
    /// All series of a panel are cut at the same times. A series that lies entirely before or after a cut has no windows in some parts.
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
    /// [`DataError::CutOrder`] unless each time is later than the previous one, [`DataError::CutOutside`] if a part of a single series has no
    /// row, otherwise the errors of [`split`](Self::split).
    #[doc(alias = "split_before")]
    #[doc(alias = "split_after")]
    pub fn split_at<const CUTS: usize>(
        self,
        times: [DateTime; CUTS],
    ) -> Result<<WindowPart<LOOKBACK, HORIZON, FEATURES, Y> as CutInParts<CUTS>>::Parts, DataError>
    where
        WindowPart<LOOKBACK, HORIZON, FEATURES, Y>: CutInParts<CUTS>,
    {
        let panel = self.source.options.panel;
        let cuts = self.cuts(|name, time| Cuts::by_times(name, time, &times, panel))?;
        Ok(CutInParts::from_parts(self.parts(&cuts)?))
    }

    /// Makes all windows one part, with the scaler fitted on all rows. Use it for the final training run before a model is used,
    /// or for new rows with the [`fitted_scalers`](super::WindowDatasetBuilder::fitted_scalers) of a training part. No rows are
    /// left for evaluation.
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
    /// [`DataError::NotScaled`] if the scaler cannot be fitted, [`DataError::TooLargeToScale`] if a scaled value does not fit `f32`, and the
    /// errors of [`split`](Self::split) about gaps and weights.
    pub fn whole(self) -> Result<WindowPart<LOOKBACK, HORIZON, FEATURES, Y>, DataError> {
        let cuts = self.cuts(|_, time| Ok(Cuts::none(time.len())))?;
        Ok(self.parts(&cuts)?.next().expect("there is a part before the first cut"))
    }

    fn cuts(&self, cut: impl Fn(&str, &[DateTime]) -> Result<Cuts, DataError>) -> Result<Vec<Cuts>, DataError> {
        self.source.tables.iter().map(|table| cut(&table.name, &table.time)).collect()
    }

    /// Returns the parts between the cuts, in order of time. The scaler is fitted on the first part.
    fn parts(
        self,
        cuts: &[Cuts],
    ) -> Result<impl Iterator<Item = WindowPart<LOOKBACK, HORIZON, FEATURES, Y>>, DataError> {
        let parts = cut(self.source, cuts, LOOKBACK, HORIZON, Y::STEPS)?;
        Ok(parts.into_iter().map(WindowPart::new))
    }
}
