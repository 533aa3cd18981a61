//! Windows over a series, their sizes part of their type, and the split by time that fits the scaler.
//!
//! A window is `LOOKBACK` rows of `FEATURES` columns and the `HORIZON` values of the target column that follow. Parts are cut by
//! time and no window crosses a cut, so nothing of the validation or test part is seen in training, and the scaler is fitted on the
//! training rows alone.

use super::error::{DataError, twice};
use super::loader::Dataset;
use super::scalers::{FittedScaler, NoScaler, Scaler};
use super::series::{AsSeries, Series};
use crate::forecaster::{ForecastContract, WindowInput, WindowTarget};
use crate::tensor::{ShapeError, Tensor, or_panic};
use jiff::civil::DateTime;
use std::ops::Range;
use std::sync::Arc;

/// All windows of a series, before they are split.
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
pub struct WindowDataset<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> {
    table: Table,
    scaler: Box<dyn Scaler>,
    subtract_last: bool,
}

/// The columns that windows are made of.
struct Table {
    name: String,
    time: Vec<DateTime>,
    columns: Vec<(String, Vec<f64>)>,
    target: Vec<f64>,
}

/// What [`WindowDataset::builder`] begins.
pub struct WindowDatasetBuilder<'a, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> {
    series: &'a Series,
    columns: Option<Vec<String>>,
    target: Option<String>,
    scaler: Box<dyn Scaler>,
    subtract_last: bool,
}

impl<'a, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>
    WindowDatasetBuilder<'a, LOOKBACK, HORIZON, FEATURES>
{
    /// The column to forecast. Needed.
    pub fn target(self, column: impl AsRef<str>) -> Self {
        WindowDatasetBuilder { target: Some(column.as_ref().into()), ..self }
    }

    /// The columns that the model sees, `FEATURES` of them, in this order; all columns of the series if not called.
    pub fn columns<C: AsRef<str>>(self, columns: impl IntoIterator<Item = C>) -> Self {
        WindowDatasetBuilder { columns: Some(columns.into_iter().map(|c| c.as_ref().into()).collect()), ..self }
    }

    /// How columns are scaled; not at all if not called. The split fits it on the training rows.
    pub fn scaler(self, scaler: impl Scaler + 'static) -> Self {
        WindowDatasetBuilder { scaler: Box::new(scaler), ..self }
    }

    /// Every column of a window, and its target, as differences from the window's last row: a level that drifts beyond what
    /// training saw does no harm. [`WindowPart::unscale`] adds it back. Source: NLinear (Zeng et al. 2023).
    pub fn subtract_last(self) -> Self {
        WindowDatasetBuilder { subtract_last: true, ..self }
    }

    /// The windows.
    ///
    /// # Errors
    /// [`DataError::NoTarget`], [`DataError::NoSuchColumn`], [`DataError::FeatureCount`] if the columns are not `FEATURES`,
    /// [`DataError::AskedTwice`] if one is named twice,
    /// [`DataError::EmptyWindow`] if `LOOKBACK` or `HORIZON` is 0, [`DataError::TooFewRows`] if the series is shorter than one window.
    pub fn build(self) -> Result<WindowDataset<LOOKBACK, HORIZON, FEATURES>, DataError> {
        let series = self.series;
        let name = || series.name().to_owned();
        if LOOKBACK == 0 || HORIZON == 0 {
            return Err(DataError::EmptyWindow { lookback: LOOKBACK, horizon: HORIZON });
        }
        let names = self.columns.unwrap_or_else(|| series.column_names().map(String::from).collect());
        if names.len() != FEATURES {
            return Err(DataError::FeatureCount { series: name(), expected: FEATURES, found: names });
        }
        let column = |column: &str| {
            let values = series.column(column).map(<[f64]>::to_vec);
            let found = || series.column_names().map(String::from).collect();
            values.ok_or_else(|| DataError::NoSuchColumn { series: name(), column: column.to_owned(), found: found() })
        };
        if let Some(column) = twice(&names) {
            return Err(DataError::AskedTwice { series: name(), column: column.clone() });
        }
        let target = self.target.ok_or_else(|| DataError::NoTarget { series: name() })?;
        let table = Table {
            name: name(),
            time: series.time().to_vec(),
            target: column(&target)?,
            columns: names.into_iter().map(|name| Ok((name.clone(), column(&name)?))).collect::<Result<_, _>>()?,
        };
        enough_rows::<LOOKBACK, HORIZON>(&table.name, "whole series", 0, series.len())?;
        Ok(WindowDataset { table, scaler: self.scaler, subtract_last: self.subtract_last })
    }
}

fn enough_rows<const LOOKBACK: usize, const HORIZON: usize>(
    series: &str,
    part: &'static str,
    first: usize,
    rows: usize,
) -> Result<(), DataError> {
    let needed = LOOKBACK.saturating_add(HORIZON);
    if rows < needed {
        let series = series.to_owned();
        return Err(DataError::TooFewRows { series, part, lookback: LOOKBACK, horizon: HORIZON, needed, first, rows });
    }
    Ok(())
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> WindowDataset<LOOKBACK, HORIZON, FEATURES> {
    /// Begins windows over a series: candles, or any other.
    pub fn builder(series: &impl AsSeries) -> WindowDatasetBuilder<'_, LOOKBACK, HORIZON, FEATURES> {
        let (series, scaler) = (series.as_series(), Box::new(NoScaler));
        WindowDatasetBuilder { series, columns: None, target: None, scaler, subtract_last: false }
    }

    /// Cuts the rows by time into training, validation and test part, and fits the scaler on the first.
    ///
    /// No window crosses a cut: each part has `rows − (LOOKBACK + HORIZON) + 1` windows.
    ///
    /// # Errors
    /// [`DataError::Fractions`] unless the three are positive and sum to 1, [`DataError::TooFewRows`] if a part is shorter than one
    /// window, [`DataError::TooLargeToScale`] if a scaled value does not fit `f32`.
    pub fn split(
        self,
        fractions: [f64; 3],
    ) -> Result<
        (
            WindowPart<LOOKBACK, HORIZON, FEATURES>,
            WindowPart<LOOKBACK, HORIZON, FEATURES>,
            WindowPart<LOOKBACK, HORIZON, FEATURES>,
        ),
        DataError,
    > {
        // A NaN is not above zero.
        if !fractions.iter().all(|&f| f > 0.0) || (fractions.iter().sum::<f64>() - 1.0).abs() > 1e-9 {
            return Err(DataError::Fractions { found: fractions });
        }
        let rows = self.table.time.len();
        // The tiny excess keeps 0.7 of 10 rows at 7, whatever the rounding of the product.
        let cut = |fraction: f64| ((rows as f64 * fraction + 1e-9) as usize).min(rows);
        let cuts = [0, cut(fractions[0]), cut(fractions[0] + fractions[1]), rows];
        for (part, name) in ["training part", "validation part", "test part"].into_iter().enumerate() {
            let (first, end) = (cuts[part], cuts[part + 1]);
            enough_rows::<LOOKBACK, HORIZON>(&self.table.name, name, first, end - first)?;
        }
        let training: Vec<&[f64]> = self.table.columns.iter().map(|(_, x)| &x[..cuts[1]]).collect();
        let scaler = self.scaler.fit(&training);
        let target_scaler = self.scaler.fit(&[&self.table.target[..cuts[1]]]);
        let rows = Arc::new(Rows::new(self.table, scaler, target_scaler, self.subtract_last)?);
        let part = |i: usize| WindowPart { rows: rows.clone(), first: cuts[i], count: cuts[i + 1] - cuts[i] };
        Ok((part(0), part(1), part(2)))
    }
}

/// Scaled rows, shared by the parts.
struct Rows {
    table: Table,
    target_scaler: FittedScaler,
    /// Row-major: `FEATURES` values a row.
    inputs: Vec<f32>,
    targets: Vec<f32>,
    subtract_last: bool,
}

impl Rows {
    fn new(
        table: Table,
        scaler: FittedScaler,
        target_scaler: FittedScaler,
        subtract_last: bool,
    ) -> Result<Self, DataError> {
        let mut inputs = Vec::with_capacity(table.time.len() * table.columns.len());
        let narrow = |row: usize, column: &str, z: f64| match z as f32 {
            z if z.is_finite() => Ok(z),
            _ => {
                Err(DataError::TooLargeToScale { series: table.name.clone(), row, column: column.to_owned(), found: z })
            }
        };
        let mut targets = Vec::with_capacity(table.time.len());
        for row in 0..table.time.len() {
            for (i, (name, column)) in table.columns.iter().enumerate() {
                inputs.push(narrow(row, name, scaler.transform(i, column[row]))?);
            }
            targets.push(narrow(row, "target", target_scaler.transform(0, table.target[row]))?);
        }
        Ok(Rows { table, target_scaler, inputs, targets, subtract_last })
    }
}

/// The windows of one part of a split, scaled: what a model is trained, validated or tested on.
///
/// Window `i` begins at row `i` of the part. Its methods give the same window in the unit of the data.
#[derive(Clone)]
pub struct WindowPart<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> {
    rows: Arc<Rows>,
    first: usize,
    count: usize,
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> WindowPart<LOOKBACK, HORIZON, FEATURES> {
    /// The number of windows that are followed by a whole horizon.
    pub fn len(&self) -> usize {
        self.count + 1 - (LOOKBACK + HORIZON)
    }

    /// Never: a part shorter than one window is refused by the split.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The window whose lookback ends with the last row of the part: what a forecast of the future starts from. Its
    /// index may be given to [`input`](Self::input), [`history`](Self::history) and [`unscale`](Self::unscale).
    pub fn latest(&self) -> usize {
        self.count - LOOKBACK
    }

    /// Window `index` as a batch of one.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn input(&self, index: usize) -> WindowInput<LOOKBACK, FEATURES> {
        self.assert_window(index);
        or_panic(self.inputs(index..index + 1))
    }

    /// The target column over the lookback of window `index`, in its unit.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn history(&self, index: usize) -> &[f64] {
        self.assert_window(index);
        &self.rows.table.target[self.first + index..][..LOOKBACK]
    }

    /// What followed window `index`, in the unit of the target column.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[track_caller]
    pub fn truth(&self, index: usize) -> &[f64] {
        self.assert_whole_window(index);
        &self.rows.table.target[self.first + index + LOOKBACK..][..HORIZON]
    }

    /// The times of the lookback of window `index`.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn history_times(&self, index: usize) -> &[DateTime] {
        self.assert_window(index);
        &self.rows.table.time[self.first + index..][..LOOKBACK]
    }

    /// The times of what followed window `index`.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[track_caller]
    pub fn truth_times(&self, index: usize) -> &[DateTime] {
        self.assert_whole_window(index);
        &self.rows.table.time[self.first + index + LOOKBACK..][..HORIZON]
    }

    /// A forecast for window `index`, back in the unit of the target column.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn unscale(&self, index: usize, forecast: &[f32]) -> Vec<f64> {
        let mut out = vec![0.0; forecast.len()];
        self.unscale_into(index, forecast, &mut out);
        out
    }

    /// As [`unscale`](Self::unscale), into memory of the caller.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn unscale_into(&self, index: usize, forecast: &[f32], out: &mut [f64]) {
        let last = self.history(index)[LOOKBACK - 1];
        let scaler = &self.rows.target_scaler;
        for (out, &z) in out.iter_mut().zip(forecast) {
            *out = match self.rows.subtract_last {
                true => last + f64::from(z) * scaler.scale(0),
                false => scaler.inverse_transform(0, f64::from(z)),
            };
        }
    }

    #[track_caller]
    fn assert_window(&self, index: usize) {
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

    /// The inputs of some windows, none beyond [`latest`](Self::latest), as one batch.
    pub(crate) fn inputs(&self, windows: Range<usize>) -> Result<WindowInput<LOOKBACK, FEATURES>, ShapeError> {
        self.write_inputs(windows.len(), windows)
    }

    fn write_inputs(
        &self,
        count: usize,
        windows: impl Iterator<Item = usize>,
    ) -> Result<WindowInput<LOOKBACK, FEATURES>, ShapeError> {
        Tensor::written([count, LOOKBACK, FEATURES], |out: &mut [f32]| {
            if FEATURES > 0 {
                let inputs = windows.zip(out.chunks_exact_mut(LOOKBACK * FEATURES));
                inputs.for_each(|(window, out)| self.write_input(window, out));
            }
        })
    }

    fn write_input(&self, index: usize, out: &mut [f32]) {
        let start = (self.first + index) * FEATURES;
        out.copy_from_slice(&self.rows.inputs[start..][..LOOKBACK * FEATURES]);
        if self.rows.subtract_last {
            let (rest, last) = out.split_at_mut((LOOKBACK - 1) * FEATURES);
            for row in rest.chunks_exact_mut(FEATURES.max(1)) {
                row.iter_mut().zip(&*last).for_each(|(x, last)| *x -= last);
            }
            last.fill(0.0);
        }
    }

    fn write_target(&self, index: usize, out: &mut [f32]) {
        let start = self.first + index + LOOKBACK;
        out.copy_from_slice(&self.rows.targets[start..][..HORIZON]);
        if self.rows.subtract_last {
            let last = self.rows.targets[start - 1];
            out.iter_mut().for_each(|y| *y -= last);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> Dataset
    for WindowPart<LOOKBACK, HORIZON, FEATURES>
{
    type Input = WindowInput<LOOKBACK, FEATURES>;
    type Target = WindowTarget<HORIZON>;
    type Contract = ForecastContract<LOOKBACK, HORIZON, FEATURES>;

    fn len(&self) -> usize {
        WindowPart::len(self)
    }

    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        let inputs = self.write_inputs(indices.len(), indices.iter().copied())?;
        let targets = Tensor::written([indices.len(), HORIZON], |out: &mut [f32]| {
            indices.iter().zip(out.chunks_exact_mut(HORIZON)).for_each(|(&index, out)| self.write_target(index, out));
        })?;
        Ok((inputs, targets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{MinMax, Standard};

    /// Row i holds i, 10·i and 100 − i.
    fn series(rows: usize) -> Series {
        let time = (0..rows).map(|i| format!("2020-01-01T{:02}:{:02}", i / 60, i % 60).parse().unwrap()).collect();
        let column = |f: fn(f64) -> f64| (0..rows).map(|i| f(i as f64)).collect();
        let columns = [("a", column(|i| i)), ("b", column(|i| 10.0 * i)), ("c", column(|i| 100.0 - i))];
        Series::new("test", time, columns.map(|(name, values)| (name.to_owned(), values)).into()).unwrap()
    }

    #[test]
    fn windows_hold_the_rows_before_and_the_target_after() {
        let windows = WindowDataset::<3, 2, 2>::builder(&series(40)).columns(["b", "c"]).target("a").build().unwrap();
        let (train, val, test) = windows.split([0.5, 0.25, 0.25]).unwrap();
        assert_eq!((train.len(), val.len(), test.len()), (16, 6, 6));
        let (x, y) = val.batch(&[0, 5]).unwrap();
        assert_eq!(x.to_vec(), [200.0, 80.0, 210.0, 79.0, 220.0, 78.0, 250.0, 75.0, 260.0, 74.0, 270.0, 73.0]);
        assert_eq!(y.to_vec(), [23.0, 24.0, 28.0, 29.0]);
        assert_eq!((val.history(0), val.truth(0)), (&[20.0, 21.0, 22.0][..], &[23.0, 24.0][..]));
        assert_eq!(val.history(val.latest()), [27.0, 28.0, 29.0]);
    }

    #[test]
    fn the_scaler_sees_training_rows_only() {
        let windows = WindowDataset::<3, 2, 3>::builder(&series(40)).target("a").scaler(MinMax).build().unwrap();
        let (train, _, test) = windows.split([0.5, 0.25, 0.25]).unwrap();
        assert_eq!(train.batch(&[0]).unwrap().1.to_vec(), [3.0 / 19.0, 4.0 / 19.0]);
        // Beyond the training range: above one.
        assert!(test.batch(&[0]).unwrap().1.to_vec()[0] > 1.0);
    }

    #[test]
    fn a_forecast_comes_back_in_the_unit_of_the_target() {
        let series = series(40);
        for subtract_last in [false, true] {
            let builder = WindowDataset::<3, 2, 3>::builder(&series).target("b").scaler(Standard);
            let windows = if subtract_last { builder.subtract_last() } else { builder }.build().unwrap();
            let (_, _, test) = windows.split([0.5, 0.25, 0.25]).unwrap();
            let scaled = test.batch(&[4]).unwrap().1.to_vec();
            for (found, expected) in test.unscale(4, &scaled).iter().zip(test.truth(4)) {
                // f32 keeps seven digits of numbers up to 400.
                assert!((found - expected).abs() < 1e-3, "{found} for {expected}");
            }
        }
    }

    #[test]
    fn mistakes_are_named() {
        let message = |result: Result<WindowDataset<3, 2, 3>, DataError>| result.err().unwrap().to_string();
        let series = series(40);
        let builder = || WindowDataset::<3, 2, 3>::builder(&series);
        assert!(message(builder().build()).contains("no target"), "{}", message(builder().build()));
        assert!(message(builder().target("z").build()).contains("\"z\""));
        assert!(message(builder().target("a").columns(["a", "b"]).build()).contains("3"));
        let twice = message(builder().target("a").columns(["a", "b", "a"]).build());
        assert_eq!(twice, "series \"test\": the column \"a\" is asked for twice; name each column once");
        let split = builder().target("a").build().unwrap().split([0.9, 0.05, 0.05]).err().unwrap().to_string();
        assert!(split.contains("the validation part has 2 (rows 36 to 37)"), "{split}");
        for fractions in [[0.5, 0.5, 0.5], [1.0, 0.0, 0.0], [f64::NAN, 0.5, 0.5]] {
            assert!(matches!(
                builder().target("a").build().unwrap().split(fractions),
                Err(DataError::Fractions { .. })
            ));
        }
    }
}
