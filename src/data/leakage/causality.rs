//! Checks that values computed for each row do not look ahead.

use super::change::Change;
use super::check::{LeakageCheck, first_difference};
use super::error::LeakageError;
use super::seen::SeenByTraining;
use crate::data::{AsSeries, DataError, Series};
use std::error::Error;

/// Checks that a function which returns a value for each row (an indicator, a moving average, any feature) uses no later rows.
///
/// `outputs` must return one item for each row. For each row but the first, the check calls it on copies of the series in which
/// this row and all later ones are changed, as [`leakage_check`](super::leakage_check) changes them; the items of all earlier
/// rows must be bit-identical. This takes about three calls per row, so use a few hundred rows; they suffice. A
/// [`Feature`](crate::timeseries::features::Feature) has its own check,
/// [`features::causality_check`](crate::timeseries::features::causality_check).
///
/// # Errors
/// [`LeakageError::LooksAhead`] with the row whose output changed, [`LeakageError::OutputCount`] unless there is one output for each row,
/// [`LeakageError::NotRepeatable`] if two runs on the same values differ, [`LeakageError::NothingBeyondCut`] for fewer than two rows, and
/// [`LeakageError::FunctionFailed`] with the error of `outputs`.
///
/// # Example
/// ```
/// use timeseriesml::{DataError, Series, SyntheticCandles, data::{AsSeries, causality_check}};
/// let mean_of_three = |center: usize| move |series: &Series| {
///     let close = series.column("close").unwrap();
///     let mean = |row: usize| match row + center < close.len() && row + center >= 2 {
///         true => close[row + center - 2..=row + center].iter().sum::<f64>() / 3.0,
///         false => f64::NAN,
///     };
///     Ok::<_, DataError>((0..close.len()).map(mean).collect::<Vec<_>>())
/// };
/// let candles = SyntheticCandles::new(50).generate();
/// causality_check(&candles, mean_of_three(0))?;
/// let message = causality_check(&candles, mean_of_three(1)).unwrap_err().to_string();
/// assert!(message.starts_with("causality: the output at row 1 changes from "), "{message}");
/// # Ok::<(), timeseriesml::data::LeakageError>(())
/// ```
pub fn causality_check<T: SeenByTraining, E: Into<Box<dyn Error + Send + Sync>>>(
    series: &impl AsSeries,
    outputs: impl FnMut(&Series) -> Result<Vec<T>, E>,
) -> Result<(), LeakageError> {
    LeakageCheck::new().run_causal(series, outputs)
}

impl LeakageCheck {
    /// Checks the output of each row, as [`causality_check`] does.
    ///
    /// # Errors
    /// The errors of [`causality_check`].
    pub fn run_causal<T: SeenByTraining, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        series: &impl AsSeries,
        mut outputs: impl FnMut(&Series) -> Result<Vec<T>, E>,
    ) -> Result<(), LeakageError> {
        let series = series.as_series();
        let (rows, columns) = (series.len(), 0..series.column_names().len());
        if rows < 2 {
            return Err(LeakageError::NothingBeyondCut { series: series.name().to_owned(), cut: 1, rows });
        }
        let mut run = |change: Option<Change>, series: Result<Series, DataError>| {
            let failed = |source| LeakageError::FunctionFailed { change: change.map(|c| c.to_string()), source };
            let found = series.map_err(|error| failed(error.into()))?;
            let found = outputs(&found).map_err(|error| failed(error.into()))?;
            match found.len() {
                found if found != rows => Err(LeakageError::OutputCount { found, expected: rows }),
                _ => Ok(found.iter().map(SeenByTraining::numbers).collect::<Vec<Vec<f64>>>()),
            }
        };
        let original = run(None, Ok(series.clone()))?;
        let again = run(None, Ok(series.clone()))?;
        if let Some((row, (_, before, after))) = first_row(&original, &again) {
            return Err(LeakageError::NotRepeatable { element: row, before, after });
        }
        for later in 1..rows {
            // Three runs per row: values times a factor, then one of the other changes of whole rows in turn, then random values.
            let turn = Change::OF_ROWS[1 + later % (Change::OF_ROWS.len() - 1)];
            let random = Change::OF_VALUES.into_iter().filter(|_| !self.whole_rows);
            for change in [Change::OF_ROWS[0], turn].into_iter().chain(random) {
                let changed = change.applied(series, &columns, &(later..rows), self.seed.wrapping_add(later as u64));
                let found = run(Some(change), changed)?;
                if let Some((row, (_, before, after))) = first_row(&original[..later], &found[..later]) {
                    let change = change.to_string();
                    return Err(LeakageError::LooksAhead { row, before, after, later, change });
                }
            }
        }
        Ok(())
    }
}

/// The first row whose outputs differ, with the first difference in that row.
fn first_row(before: &[Vec<f64>], after: &[Vec<f64>]) -> Option<(usize, (usize, f64, f64))> {
    before
        .iter()
        .zip(after)
        .enumerate()
        .find_map(|(row, (before, after))| Some((row, first_difference(before, after)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(rows: usize) -> Series {
        let time =
            (0..rows).map(|hour| jiff::civil::date(2020, 1, 1).at(0, 0, 0, 0) + jiff::Span::new().hours(hour as i64));
        let column = (0..rows).map(|row| (row as f64 * 0.7).sin()).collect();
        Series::new("s", time.collect(), vec![("a".to_owned(), column)]).unwrap()
    }

    #[test]
    fn one_row_that_looks_ahead_is_found() {
        for peeking in [0, 17, 38] {
            let outputs = |series: &Series| {
                let a = series.column("a").unwrap();
                Ok::<_, DataError>((0..40).map(|row| if row == peeking { a[row + 1] } else { a[row] }).collect())
            };
            let error = causality_check(&series(40), outputs).unwrap_err();
            assert!(matches!(error, LeakageError::LooksAhead { row, .. } if row == peeking), "{error}");
        }
        let honest = |series: &Series| Ok::<_, DataError>(series.column("a").unwrap().to_vec());
        causality_check(&series(40), honest).unwrap();
    }

    #[test]
    fn changes_of_whole_rows_keep_candles_consistent() {
        let low = series(40).column("a").unwrap().iter().map(|x| x + 2.0).collect::<Vec<_>>();
        let high = low.iter().map(|x| x + 0.5).collect();
        let columns = vec![("low".to_owned(), low), ("high".to_owned(), high)];
        let candles = Series::new("s", series(40).time().to_vec(), columns).unwrap();
        let consistent = |series: &Series| {
            let (low, high) = (series.column("low").unwrap(), series.column("high").unwrap());
            match low.iter().zip(high).all(|(low, high)| low <= high) {
                true => Ok(low.to_vec()),
                false => Err(std::io::Error::other("a candle is inconsistent")),
            }
        };
        LeakageCheck::new().whole_rows(true).run_causal(&candles, consistent).unwrap();
        let error = causality_check(&candles, consistent).unwrap_err();
        assert!(matches!(error, LeakageError::FunctionFailed { .. }), "{error}");
    }

    #[test]
    fn outputs_are_one_for_each_row() {
        let short = |series: &Series| Ok::<_, DataError>(series.column("a").unwrap()[1..].to_vec());
        let message = causality_check(&series(9), short).unwrap_err().to_string();
        assert_eq!(message, "causality: the function returned 8 outputs for 9 rows; return one for each");
        assert!(causality_check(&series(1), short).is_err());
    }
}
