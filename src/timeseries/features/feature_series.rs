//! The values of features over a series, and windows over them.

use super::error::FeatureError;
use crate::data::{AsSeries, Series, WindowDataset, WindowDatasetBuilder};
use crate::timeseries::{Candles, Column};
use jiff::civil::DateTime;

/// The values of `N` features, with one row for each candle at which all features have a value.
///
/// [`FeatureSet::compute`](super::FeatureSet::compute) returns it. The type of its [`windows`](Self::windows) contains `N`.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureSeries<const N: usize> {
    // Invariant: the series has the columns of `names` and those of the candles.
    series: Series,
    names: [String; N],
}

impl<const N: usize> FeatureSeries<N> {
    /// Makes the series from the rows `kept` of the candles; each of the features' `columns` has one value for each kept row.
    pub(super) fn new(
        candles: &Candles,
        kept: &[usize],
        names: [String; N],
        columns: [Vec<f64>; N],
    ) -> Result<Self, FeatureError> {
        let mut columns: Vec<(String, Vec<f64>)> = names.iter().cloned().zip(columns).collect();
        // The columns of the candles are kept, since one of them is usually the target.
        for column in Column::ALL {
            let values: Vec<f64> = kept.iter().map(|&row| candles.column(column)[row]).collect();
            match columns.iter().find(|(name, _)| name == column.as_str()) {
                Some((_, feature)) if *feature == values => {}
                Some((name, _)) => return Err(FeatureError::ColumnName { name: name.clone() }),
                None => columns.push((column.as_str().to_owned(), values)),
            }
        }
        let time = kept.iter().map(|&row| candles.time()[row]).collect();
        Ok(FeatureSeries { series: Series::new(candles.as_series().name(), time, columns)?, names })
    }

    /// Starts building windows over the features: `LOOKBACK` rows of `N` features, followed by `HORIZON` values of the target.
    ///
    /// The target is a column of the candles (`.target(Column::Close)`) or one of the features (`.target("log_return")`). The model
    /// sees a column of the candles only if it is one of the features.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, FeatureSet, SyntheticCandles, WindowDataset, timeseries::features::{LogReturn, Rsi}};
    /// let features = FeatureSet::new((LogReturn::new(), Rsi::new(14)?))?.compute(&SyntheticCandles::new(300).generate())?;
    /// let windows: WindowDataset<24, 6, 2> = features.windows().target("log_return").build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn windows<const LOOKBACK: usize, const HORIZON: usize>(
        &self,
    ) -> WindowDatasetBuilder<'_, LOOKBACK, HORIZON, N> {
        WindowDataset::<LOOKBACK, HORIZON, N>::builder(&self.series).columns(&self.names)
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// Returns `false`: [`compute`](super::FeatureSet::compute) returns an error instead of an empty series.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Returns the time of each row, which is the time of its candle.
    pub fn time(&self) -> &[DateTime] {
        self.series.time()
    }

    /// Returns the names of the features in order.
    pub fn names(&self) -> &[String; N] {
        &self.names
    }

    /// Returns the values of a feature or of a column of the candles, or `None` if neither has this name.
    pub fn column(&self, name: impl AsRef<str>) -> Option<&[f64]> {
        self.series.column(name.as_ref())
    }

    /// Returns the values row by row, oldest first.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = [f64; N]> + DoubleEndedIterator + Clone + '_ {
        let columns = self.names.each_ref().map(|name| self.series.column(name).unwrap_or_default());
        (0..self.len()).map(move |row| columns.map(|values| values[row]))
    }

    /// Returns one series with the features, followed by the columns of the candles that are not among them.
    pub fn series(&self) -> &Series {
        &self.series
    }
}
