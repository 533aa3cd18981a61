//! What windows are made of: columns, targets, scaler and context, checked against the sizes in the type.

use super::fit_by::FitBy;
use super::rows::Table;
use crate::data::error::twice;
use crate::data::{DataError, FittedScaler, NoScaler, Scaler, Series};
use crate::forecaster::{OneTarget, WindowTargets};
use std::marker::PhantomData;

/// What [`WindowDataset::builder`](super::WindowDataset::builder) begins.
pub struct WindowDatasetBuilder<'a, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget> {
    series: &'a Series,
    columns: Option<Vec<String>>,
    targets: Vec<String>,
    scaler: FitBy,
    subtract_last: bool,
    context: bool,
    kind: PhantomData<fn() -> Y>,
}

/// What windows are cut from, and how.
pub(super) struct Source {
    pub(super) table: Table,
    pub(super) scaler: FitBy,
    pub(super) subtract_last: bool,
    pub(super) context: bool,
}

impl<'a, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Y>
{
    pub(super) fn new(series: &'a Series) -> Self {
        WindowDatasetBuilder {
            series,
            columns: None,
            targets: Vec::new(),
            scaler: FitBy::Rule(Box::new(NoScaler)),
            subtract_last: false,
            context: false,
            kind: PhantomData,
        }
    }

    /// The column to forecast. Needed, unless there are several [`targets`](Self::targets).
    pub fn target(self, column: impl AsRef<str>) -> WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Y::Single> {
        WindowDatasetBuilder { targets: vec![column.as_ref().into()], ..self.with_targets() }
    }

    /// Several columns to forecast at once, in this order. Their number becomes part of the type: the target is
    /// `(Batch, Dim<HORIZON>, Target<N>)`, and so is what a model has to predict.
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
        WindowDatasetBuilder { targets: columns.map(|c| c.as_ref().into()).into(), ..self.with_targets() }
    }

    /// The value at the last step of the horizon as the target, without the steps before it: a model with a horizon of 1 then forecasts
    /// `HORIZON` steps ahead. The target is `(Batch, Dim<1>)`.
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
    pub fn last_step(self) -> WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Y::Final> {
        self.with_targets()
    }

    /// The columns that the model sees, `FEATURES` of them, in this order; all columns of the series if not called.
    pub fn columns<C: AsRef<str>>(self, columns: impl IntoIterator<Item = C>) -> Self {
        WindowDatasetBuilder { columns: Some(columns.into_iter().map(|c| c.as_ref().into()).collect()), ..self }
    }

    /// How columns are scaled; not at all if not called. The split fits it on the training rows.
    pub fn scaler(self, scaler: impl Scaler + 'static) -> Self {
        WindowDatasetBuilder { scaler: FitBy::Rule(Box::new(scaler)), ..self }
    }

    /// Scalers that are fitted already, instead of a rule that the split fits: those of the training part of an earlier run, for a model
    /// that was trained then. One is for the columns, the other for the targets: see [`WindowPart::scaler`](super::WindowPart::scaler)
    /// and [`target_scaler`](super::WindowPart::target_scaler).
    pub fn fitted_scalers(self, columns: FittedScaler, targets: FittedScaler) -> Self {
        WindowDatasetBuilder { scaler: FitBy::Done { columns, targets }, ..self }
    }

    /// Every column of a window, and its target, as differences from the window's last row: a level that drifts beyond what
    /// training saw does no harm. [`WindowPart::unscale`](super::WindowPart::unscale) adds it back. A scaler that clips does not clip then. Source: NLinear
    /// (Zeng et al. 2023).
    pub fn subtract_last(self) -> Self {
        WindowDatasetBuilder { subtract_last: true, ..self }
    }

    /// Whether the first windows of a validation or test part read the rows before the cut as their lookback. Not if not called.
    ///
    /// With context the first target of a part is its first row, as in the usual benchmarks, and a part of `rows` has
    /// `rows − HORIZON + 1` windows; without, windows stay within their part, and it has `rows − (LOOKBACK + HORIZON) + 1`. No target is in
    /// two parts either way.
    pub fn context(self, context: bool) -> Self {
        WindowDatasetBuilder { context, ..self }
    }

    /// What the windows are made of, compared with the sizes in their type.
    pub(super) fn checked(self) -> Result<Source, DataError> {
        let series = self.series;
        let name = || series.name().to_owned();
        if LOOKBACK == 0 || HORIZON == 0 {
            return Err(DataError::EmptyWindow { lookback: LOOKBACK, horizon: HORIZON });
        }
        let names = self.columns.unwrap_or_else(|| series.column_names().map(String::from).collect());
        if names.len() != FEATURES {
            return Err(DataError::FeatureCount { series: name(), expected: FEATURES, found: names });
        }
        for names in [&names, &self.targets] {
            if let Some(column) = twice(names) {
                return Err(DataError::AskedTwice { series: name(), column: column.clone() });
            }
        }
        if self.targets.is_empty() {
            return Err(DataError::NoTarget { series: name() });
        }
        let values = |column: String| match series.shared_column(&column) {
            Some(values) => Ok((column, values.clone())),
            None => {
                let found = series.column_names().map(String::from).collect();
                Err(DataError::NoSuchColumn { series: name(), column, found })
            }
        };
        let table = Table {
            name: name(),
            time: series.shared_time().clone(),
            targets: self.targets.into_iter().map(values).collect::<Result<_, _>>()?,
            columns: names.into_iter().map(values).collect::<Result<_, _>>()?,
        };
        if let FitBy::Done { columns, targets } = &self.scaler {
            columns.check_names(&table.name, table.columns.iter().map(|(name, _)| name.as_str()))?;
            targets.check_names(&table.name, table.targets.iter().map(|(name, _)| name.as_str()))?;
        }
        let (needed, rows) = (LOOKBACK.saturating_add(HORIZON), series.len());
        if rows < needed {
            let (series, part, lookback, horizon) = (name(), "whole series", LOOKBACK, HORIZON);
            return Err(DataError::TooFewRows { series, part, lookback, horizon, needed, first: 0, rows });
        }
        Ok(Source { table, scaler: self.scaler, subtract_last: self.subtract_last, context: self.context })
    }

    /// The same with targets of another kind.
    fn with_targets<Z>(self) -> WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES, Z> {
        let WindowDatasetBuilder { series, columns, targets, scaler, subtract_last, context, kind: _ } = self;
        WindowDatasetBuilder { series, columns, targets, scaler, subtract_last, context, kind: PhantomData }
    }
}
