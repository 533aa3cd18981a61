//! The builder of windows: it takes columns, targets, scaler and context, and checks them against the sizes in the type.

use super::error::WindowError;
use super::fit_by::FitBy;
use super::gaps::runs;
use super::places::Sizes;
use super::rows::Table;
use super::scale_by::ScaleBy;
use super::weights::WeightBy;
use crate::data::calendar::gap_rows;
use crate::data::error::twice;
use crate::data::{DataError, FittedScaler, NoScaler, Scaler, Series};
use crate::forecaster::{OneTarget, WindowTargets};
use jiff::civil::DateTime;
use std::marker::PhantomData;

/// Options of a window dataset. [`WindowDataset::builder`](super::WindowDataset::builder) and
/// [`WindowDataset::over`](super::WindowDataset::over) make a builder.
#[must_use]
pub struct WindowDatasetBuilder<'a, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget> {
    series: &'a [Series],
    options: Options,
    kind: PhantomData<fn() -> Y>,
}

debug_of! { ['a, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y] WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Y>, "WindowDatasetBuilder", |it| { series: it.series.len() } }

/// The options that a builder collects.
pub(super) struct Options {
    /// Whether the series are from a panel. Some series of a panel may have no window in a part.
    pub(super) panel: bool,
    columns: Option<Vec<String>>,
    targets: Vec<String>,
    pub(super) scale: ScaleBy,
    pub(super) subtract_last: bool,
    pub(super) context: bool,
    pub(super) stride: usize,
    cross_gaps: bool,
    skip_short: bool,
    pub(super) weights: Option<WeightBy>,
}

/// The data from which windows are cut, with the options.
pub(super) struct Source {
    pub(super) tables: Vec<Table>,
    pub(super) skipped: Vec<String>,
    pub(super) options: Options,
}

impl<'a, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Y>
{
    pub(super) fn new(series: &'a [Series], panel: bool) -> Self {
        let fit = FitBy::Rule(Box::new(NoScaler));
        let options = Options {
            panel,
            columns: None,
            targets: Vec::new(),
            scale: ScaleBy { fit, per_series: false, given: None },
            subtract_last: false,
            context: false,
            stride: 1,
            cross_gaps: false,
            skip_short: false,
            weights: None,
        };
        WindowDatasetBuilder { series, options, kind: PhantomData }
    }

    /// Sets the column to forecast. Required, unless there are several [`targets`](Self::targets).
    pub fn target(self, column: impl AsRef<str>) -> WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Y::Single> {
        self.with_targets(vec![column.as_ref().into()])
    }

    /// Sets several columns to forecast at once, in this order. Their number becomes part of the type: the target, and thus the
    /// model's output, is `(Batch, Dim<HORIZON>, Target<N>)`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Column, Dataset, Dim, SyntheticCandles, Target, Tensor, WindowDataset};
    /// let candles = SyntheticCandles::new(300).generate();
    /// let windows = WindowDataset::<24, 6, 5>::builder(&candles).targets([Column::High, Column::Low]).build()?;
    /// let (train, test) = windows.split([0.8, 0.2])?;
    /// let (_, y) = train.batch(&[0, 1, 2])?;
    /// let _: Tensor<(Batch, Dim<6>, Target<2>)> = y;
    /// let [high, low] = test.truth(0);
    /// assert!(high[0] >= low[0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn targets<C: AsRef<str>, const N: usize>(
        self,
        columns: [C; N],
    ) -> WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Y::Several<N>> {
        self.with_targets(columns.map(|c| c.as_ref().into()).into())
    }

    /// Uses only the last step of the horizon as the target. A model with a horizon of 1 then forecasts the value `HORIZON` steps
    /// ahead, and the target is `(Batch, Dim<1>)`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, Dataset, SyntheticCandles, WindowDataset};
    /// let candles = SyntheticCandles::new(300).generate();
    /// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).last_step().build()?;
    /// let (train, _) = windows.split([0.8, 0.2])?;
    /// assert_eq!(train.batch(&[0])?.1.sizes(), [1, 1]);
    /// assert_eq!(train.truth(0), [candles.close()[24 + 6 - 1]]); // six steps after the 24 of the lookback
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn last_step(mut self) -> WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Y::Final> {
        let targets = std::mem::take(&mut self.options.targets);
        self.with_targets(targets)
    }

    /// Sets the `FEATURES` columns that the model sees, in this order. The default is all columns of the series except the column
    /// of [`weights`](Self::weights).
    pub fn columns<C: AsRef<str>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.options.columns = Some(columns.into_iter().map(|c| c.as_ref().into()).collect());
        self
    }

    /// Sets how columns are scaled; by default they are not. The split fits the scaler on the training rows, which are the rows before
    /// the first cut. For a panel, one scaler is fitted on the training rows of all series together, unless each series gets [its
    /// own](Self::scale_per_series).
    pub fn scaler(mut self, scaler: impl Scaler + Send + Sync + 'static) -> Self {
        (self.options.scale.fit, self.options.scale.given) = (FitBy::Rule(Box::new(scaler)), None);
        self
    }

    /// Uses fitted scalers instead of fitting new ones, for a model that was trained in an earlier run. Take them from the training part
    /// of that run: [`WindowPart::scaler`](super::WindowPart::scaler) for the columns,
    /// [`target_scaler`](super::WindowPart::target_scaler) for the targets. All series of a panel share both.
    pub fn fitted_scalers(mut self, columns: FittedScaler, targets: FittedScaler) -> Self {
        (self.options.scale.fit, self.options.scale.given) = (FitBy::Done { columns, targets }, None);
        self
    }

    /// Sets whether each series gets its own scaler, fitted on its own training rows. By default, one scaler is fitted on the training
    /// rows of all series. Forecasts are [unscaled](super::WindowPart::unscale) with the scaler of their series.
    ///
    /// Use it for series of different levels, such as the sales of a kiosk and of a supermarket. Without it, scaled values show the
    /// model the level of each series.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dataset, MinMax, Series, WindowDataset, data::Panel};
    /// let shop = |name: &str, level: f64| {
    ///     let time = (0..40).map(|day| jiff::civil::date(2020, 1, 1).at(0, 0, 0, 0) + jiff::Span::new().days(day));
    ///     Series::new(name, time.collect(), vec![("sales".to_owned(), (0..40).map(|i| level * f64::from(i)).collect())])
    /// };
    /// let shops = Panel::new(vec![shop("kiosk", 1.0)?, shop("supermarket", 1000.0)?])?;
    /// let windows = WindowDataset::<4, 2, 1>::over(&shops).target("sales").scaler(MinMax).scale_per_series(true).build()?;
    /// let (train, _) = windows.split([0.5, 0.5])?;
    /// let (first, second) = (0, train.len() / 2); // the first window of each
    /// assert_eq!([train.series_of(first), train.series_of(second)], ["kiosk", "supermarket"]);
    /// assert_eq!(train.batch(&[first])?.0.to_vec(), train.batch(&[second])?.0.to_vec());
    /// assert_eq!(train.unscale(second, &[1.0]), [19_000.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn scale_per_series(mut self, per_series: bool) -> Self {
        self.options.scale.per_series = per_series;
        self
    }

    /// Uses fitted scalers for each series, for models trained with scalers [per series](Self::scale_per_series). Each item has the name of
    /// a series, the scaler of its columns, and the scaler of its targets. [`fitted_scalers`](Self::fitted_scalers) gives all series the
    /// same scalers.
    pub fn fitted_scalers_per_series<N: Into<String>>(
        mut self,
        scalers: impl IntoIterator<Item = (N, FittedScaler, FittedScaler)>,
    ) -> Self {
        let scalers = scalers.into_iter().map(|(series, columns, targets)| (series.into(), columns, targets));
        self.options.scale.given = Some(scalers.collect());
        self
    }

    /// Subtracts the window's last row from every column and from the target, so that a level that drifts away from the training rows does
    /// no harm. [`WindowPart::unscale`](super::WindowPart::unscale) adds it back. With this option, scalers do not clip. Source: NLinear
    /// (Zeng et al. 2023).
    pub fn subtract_last(mut self) -> Self {
        self.options.subtract_last = true;
        self
    }

    /// Sets whether the first windows of a validation or test part use the rows before the cut as their lookback. Off by default.
    ///
    /// With context, the first target of a part is its first row, as in the usual benchmarks, and the part has `rows − HORIZON + 1`
    /// windows. Without context, windows stay within their part, which then has `rows − (LOOKBACK + HORIZON) + 1` windows. Either way, no
    /// target is in two parts.
    pub fn context(mut self, context: bool) -> Self {
        self.options.context = context;
        self
    }

    /// Starts a window only at every `stride`th row, in all parts; 1 by default. Rows are counted from the first row of the part (with
    /// [`context`](Self::context), `LOOKBACK` rows earlier) and again from the first row after each gap. With a stride of `LOOKBACK +
    /// HORIZON`, windows do not overlap; with a stride of `HORIZON`, targets do not. [`latest`](super::WindowPart::latest) is still the
    /// window that ends with the last row.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, SyntheticCandles, WindowDataset};
    /// let candles = SyntheticCandles::new(300).generate();
    /// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).stride(6).build()?;
    /// let (_, test) = windows.split([0.5, 0.5])?;
    /// assert_eq!(test.len(), (150 - 30) / 6 + 1);
    /// assert_eq!(test.truth(1), &candles.close()[150 + 6 + 24..][..6]);
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    pub fn stride(mut self, stride: usize) -> Self {
        self.options.stride = stride;
        self
    }

    /// Sets whether windows may cross gaps in time. By default they may not: each window then lies within a run, the rows between two
    /// gaps, and windows are numbered over all runs.
    pub fn cross_gaps(mut self, cross: bool) -> Self {
        self.options.cross_gaps = cross;
        self
    }

    /// Sets whether to leave out series of a panel that are too short for a window, or whose runs between gaps are too short. By
    /// default, such a series is an error. [`WindowDataset::skipped_series`](super::WindowDataset::skipped_series) lists the series
    /// left out.
    pub fn skip_short(mut self, skip: bool) -> Self {
        self.options.skip_short = skip;
        self
    }

    /// Sets a column with the weight of each row. Training draws a window in proportion to the mean weight of its target's rows; only the
    /// ratios of weights matter. [`SampleWeights`](crate::data::SampleWeights) explains the draws. The windows of validation and test
    /// parts are not weighted.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Series, WindowDataset};
    /// let time = (1..=20).map(|day| jiff::civil::date(2020, 1, day).at(0, 0, 0, 0)).collect();
    /// let sales = (0..20).map(f64::from).collect();
    /// let closed = (0..20).map(|day| if day == 7 { 0.0 } else { 1.0 }).collect(); // a day to learn nothing from
    /// let series = Series::new("shop", time, vec![("sales".to_owned(), sales), ("open".to_owned(), closed)])?;
    /// let all = WindowDataset::<4, 1, 1>::builder(&series).target("sales").weights("open").build()?.whole()?;
    /// assert_eq!([all.weight(3), all.weight(4)], [0.0, 1.0]); // the targets are the rows 7 and 8
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "sample_weight")]
    pub fn weights(mut self, column: impl AsRef<str>) -> Self {
        self.options.weights = Some(WeightBy::Column(column.as_ref().into()));
        self
    }

    /// Sets a function that computes the weight of each window from the times of its target and the target's unscaled values.
    /// With several targets, the values are those of all targets at the first step, then at the second, and so on.
    ///
    /// # Example
    /// This makes recent windows count more:
    /// ```
    /// use timeseriesml::{Column, SyntheticCandles, WindowDataset};
    /// let candles = SyntheticCandles::new(300).generate();
    /// let last = candles.time()[299];
    /// let windows = WindowDataset::<24, 6, 5>::builder(&candles)
    ///     .target(Column::Close)
    ///     .sample_weights(move |times, _| 0.5_f64.powf(last.duration_since(times[0]).as_hours() as f64 / 100.0));
    /// let (train, _) = windows.build()?.split([0.8, 0.2])?;
    /// assert!(train.weight(100) > train.weight(0));
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    pub fn sample_weights(mut self, weight: impl Fn(&[DateTime], &[f64]) -> f64 + Send + Sync + 'static) -> Self {
        self.options.weights = Some(WeightBy::Function(Box::new(weight)));
        self
    }

    /// Returns the data and options, checked against the sizes in the type.
    pub(super) fn checked(self) -> Result<Source, DataError> {
        let options = self.options;
        if LOOKBACK == 0 || HORIZON == 0 {
            return Err(DataError::EmptyWindow { lookback: LOOKBACK, horizon: HORIZON });
        }
        if options.stride == 0 {
            return Err(WindowError::ZeroStride.into());
        }
        let first = self.series.first().ok_or(WindowError::NoSeries)?;
        let columns = options.checked_columns(first, FEATURES)?;
        let (mut tables, mut skipped) = (Vec::with_capacity(self.series.len()), Vec::new());
        for series in self.series {
            let table = options.table(series, &columns)?;
            match check_long_enough(&table, options.sizes(LOOKBACK, HORIZON), options.panel) {
                Err(_) if options.panel && options.skip_short => skipped.push(table.name),
                checked => {
                    checked?;
                    tables.push(table);
                }
            }
        }
        if tables.is_empty() {
            let (series, needed) = (skipped.len(), LOOKBACK.saturating_add(HORIZON));
            return Err(WindowError::AllShort { series, lookback: LOOKBACK, horizon: HORIZON, needed }.into());
        }
        options.scale.check(&tables)?;
        Ok(Source { tables, skipped, options })
    }

    /// Returns the same builder with a different kind of target.
    fn with_targets<Z>(self, targets: Vec<String>) -> WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Z> {
        let WindowDatasetBuilder { series, options, kind: _ } = self;
        WindowDatasetBuilder { series, options: Options { targets, ..options }, kind: PhantomData }
    }
}

impl Options {
    pub(super) fn sizes(&self, lookback: usize, horizon: usize) -> Sizes {
        Sizes { lookback, horizon, stride: self.stride }
    }

    /// Returns the columns that the model sees. Their number must match the type, and no column or target may be repeated. One series
    /// is enough to check, since all have the same columns.
    fn checked_columns(&self, series: &Series, expected: usize) -> Result<Vec<String>, DataError> {
        let name = || series.name().to_owned();
        let weights = match &self.weights {
            Some(WeightBy::Column(weights)) => Some(weights.as_str()),
            _ => None,
        };
        let all = || series.column_names().filter(|&column| Some(column) != weights).map(String::from).collect();
        let names = self.columns.clone().unwrap_or_else(all);
        if names.len() != expected {
            return Err(DataError::FeatureCount { series: name(), expected, found: names });
        }
        for names in [&names, &self.targets] {
            if let Some(column) = twice(names) {
                return Err(DataError::AskedTwice { series: name(), column: column.clone() });
            }
        }
        match self.targets.is_empty() {
            true => Err(DataError::NoTarget { series: name() }),
            false => Ok(names),
        }
    }

    fn table(&self, series: &Series, columns: &[String]) -> Result<Table, DataError> {
        let values = |column: &String| match series.shared_column(column) {
            Some(values) => Ok(values.clone()),
            None => {
                let found = series.column_names().map(String::from).collect();
                Err(DataError::NoSuchColumn { series: series.name().to_owned(), column: column.clone(), found })
            }
        };
        let named = |column: &String| values(column).map(|values| (column.clone(), values));
        Ok(Table {
            name: series.name().to_owned(),
            time: series.shared_time().clone(),
            targets: self.targets.iter().map(named).collect::<Result<_, _>>()?,
            columns: columns.iter().map(named).collect::<Result<_, _>>()?,
            weights: match &self.weights {
                Some(WeightBy::Column(column)) => Some(values(column)?),
                _ => None,
            },
            gaps: if self.cross_gaps { Vec::new() } else { gap_rows(series.time()) },
        })
    }
}

/// Refuses a series without a run of rows long enough for one window.
fn check_long_enough(table: &Table, sizes: Sizes, panel: bool) -> Result<(), DataError> {
    let (rows, needed, Sizes { lookback, horizon, .. }) = (table.time.len(), sizes.needed(), sizes);
    let series = table.name.clone();
    if rows < needed {
        return Err(match panel {
            true => WindowError::ShortSeries { series, lookback, horizon, needed, rows }.into(),
            false => {
                let part = "whole series";
                DataError::TooFewRows { series, part, lookback, horizon, needed, first: 0, rows }
            }
        });
    }
    let longest = runs(0..rows, &table.gaps).map(|run| run.len()).max().unwrap_or(0);
    if longest < needed {
        let (part, gaps) = ("whole series", table.gaps.len());
        return Err(WindowError::OnlyShortRuns { series, part, lookback, horizon, needed, gaps, longest }.into());
    }
    Ok(())
}
