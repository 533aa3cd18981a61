//! A multivariate time series: one strictly increasing time axis and named columns of finite numbers.
//!
//! All readers return a [`Series`], and all training and plotting start from one, so only the constructors of a series check its
//! data. A series has no missing values: readers drop or fill them.

use std::collections::HashSet;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::data::{DataError, DataLocation};

/// A named multivariate time series, such as the candles of a market or the readings of several sensors.
///
/// Times have no zone; readers convert times with a zone to UTC. Steps may differ in length, and a series may be empty. A clone
/// shares the values with the original.
///
/// # Example
/// ```
/// use timeseriesml::Series;
/// let time = vec!["2020-01-01T00:00".parse().unwrap(), "2020-01-01T01:00".parse().unwrap()];
/// let series = Series::new("oven", time, vec![("celsius".to_owned(), vec![180.0, 181.5])]).unwrap();
/// assert_eq!(series.column("celsius"), Some(&[180.0, 181.5][..]));
/// ```
#[doc(alias = "DataFrame")]
#[doc(alias = "TimeSeries")]
#[doc(alias = "from_dataframe")]
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    name: String,
    // Invariant: strictly increasing.
    time: Arc<Vec<DateTime>>,
    // Invariant: names differ, each column is as long as `time`, every value is finite.
    columns: Vec<(String, Arc<Vec<f64>>)>,
}

impl Series {
    /// Builds a series from columns that share a time axis.
    ///
    /// # Errors
    /// [`DataError::ColumnLength`], [`DataError::DuplicateName`] and [`DataError::NotFinite`] for columns;
    /// [`DataError::Unsorted`], [`DataError::NewestFirst`] and [`DataError::DuplicateTime`] for times that do not increase.
    pub fn new(
        name: impl Into<String>,
        time: Vec<DateTime>,
        columns: Vec<(String, Vec<f64>)>,
    ) -> Result<Self, DataError> {
        let name = name.into();
        let at = |row| DataLocation::Row { series: name.clone(), row };
        for (row, pair) in time.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                return Err(order_error((at(row), pair[0]), (at(row + 1), pair[1]), row == 0));
            }
        }
        let mut names = HashSet::new();
        for (column, values) in &columns {
            let column = column.clone();
            if values.len() != time.len() {
                let (found, expected) = (values.len(), time.len());
                return Err(DataError::ColumnLength { series: name, column, found, expected });
            }
            if let Some(row) = values.iter().position(|value| !value.is_finite()) {
                return Err(DataError::NotFinite { at: at(row), column, found: values[row].to_string() });
            }
            if !names.insert(column.clone()) {
                return Err(DataError::DuplicateName { series: name, column });
            }
        }
        let columns = columns.into_iter().map(|(name, values)| (name, Arc::new(values))).collect();
        Ok(Series { name, time: Arc::new(time), columns })
    }

    /// Returns the number of time steps.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Returns whether there is no time step.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Returns the name; for a series read from a file, the path as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the series with another column appended.
    ///
    /// # Example
    /// ```
    /// # use timeseriesml::Series;
    /// # let time = vec!["2020-01-01T00:00".parse()?];
    /// # let oven = Series::new("oven", time, vec![("celsius".to_owned(), vec![180.0])])?;
    /// let kelvin = oven.column("celsius").unwrap().iter().map(|celsius| celsius + 273.15).collect();
    /// let oven = oven.with_column("kelvin", kelvin)?;
    /// assert!(oven.column_names().eq(["celsius", "kelvin"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// [`DataError::ColumnLength`], [`DataError::DuplicateName`] or [`DataError::NotFinite`].
    #[doc(alias = "assign")]
    pub fn with_column(&self, name: impl Into<String>, values: Vec<f64>) -> Result<Series, DataError> {
        let (column, series) = (name.into(), self.name.clone());
        if values.len() != self.len() {
            return Err(DataError::ColumnLength { series, column, found: values.len(), expected: self.len() });
        }
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            let at = DataLocation::Row { series, row };
            return Err(DataError::NotFinite { at, column, found: values[row].to_string() });
        }
        if self.column(&column).is_some() {
            return Err(DataError::DuplicateName { series, column });
        }
        let mut columns = self.columns.clone();
        columns.push((column, Arc::new(values)));
        Ok(Series { columns, ..self.clone() })
    }

    /// Returns the same series with a different name.
    pub(crate) fn renamed(self, name: &str) -> Self {
        Series { name: name.to_owned(), ..self }
    }

    /// Returns the time axis, strictly increasing.
    pub fn time(&self) -> &[DateTime] {
        &self.time
    }

    /// Returns the values of a column, or `None` if no column has exactly this name.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        self.shared_column(name).map(|values| values.as_slice())
    }

    /// The values of a column, which can be shared without a copy.
    pub(crate) fn shared_column(&self, name: &str) -> Option<&Arc<Vec<f64>>> {
        self.columns.iter().find(|(column, _)| column == name).map(|(_, values)| values)
    }

    /// The time axis, which can be shared without a copy.
    pub(crate) fn shared_time(&self) -> &Arc<Vec<DateTime>> {
        &self.time
    }

    /// Returns a range of rows, counted from 0, as a series with the same name.
    ///
    /// # Example
    /// ```
    /// # use timeseriesml::Series;
    /// # let time = vec!["2020-01-01T00:00".parse()?, "2020-01-01T01:00".parse()?];
    /// # let series = Series::new("oven", time, vec![("celsius".to_owned(), vec![180.0, 181.5])])?;
    /// let last = series.rows(1..)?;
    /// assert_eq!(last.column("celsius"), Some(&[181.5][..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// [`DataError::NoSuchRows`] if the range ends after the last row, or before it begins.
    #[doc(alias = "iloc")]
    #[doc(alias = "slice")]
    pub fn rows(&self, range: impl RangeBounds<usize>) -> Result<Series, DataError> {
        let start = match range.start_bound() {
            Bound::Included(&start) => start,
            Bound::Excluded(&start) => start.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(&end) => end.saturating_add(1),
            Bound::Excluded(&end) => end,
            Bound::Unbounded => self.len(),
        };
        let Some(time) = self.time.get(start..end) else {
            return Err(DataError::NoSuchRows { series: self.name.clone(), start, end, rows: self.len() });
        };
        let rows = |values: &[f64]| Arc::new(values[start..end].to_vec());
        let columns = self.columns.iter().map(|(name, values)| (name.clone(), rows(values))).collect();
        // Nothing is checked again, since the rows of a series are sorted and finite.
        Ok(Series { name: self.name.clone(), time: Arc::new(time.to_vec()), columns })
    }

    /// Returns the names of the columns in order.
    #[doc(alias = "columns")]
    pub fn column_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.columns.iter().map(|(column, _)| column.as_str())
    }
}

/// Data that contains a [`Series`], so that windows and scalers accept it directly.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a series",
    label = "expected a `Series` or `Candles`",
    note = "`Series::new` makes one from times and named columns; `read_series` and `read_ohlcv` read a file",
    note = "a `FeatureSeries` has its own method: `features.windows::<24, 6>()`"
)]
pub trait AsSeries {
    /// Borrows the series.
    fn as_series(&self) -> &Series;
}

#[diagnostic::do_not_recommend]
impl AsSeries for Series {
    fn as_series(&self) -> &Series {
        self
    }
}

/// Returns the error for a row that is not later than the previous one. `second_row` says whether the row is the second.
pub(crate) fn order_error(
    (previous_at, previous): (DataLocation, DateTime),
    (at, found): (DataLocation, DateTime),
    second_row: bool,
) -> DataError {
    if found == previous {
        DataError::DuplicateTime { at, time: found, first: previous_at }
    } else if second_row {
        DataError::NewestFirst { at, found, previous }
    } else {
        DataError::Unsorted { at, found, previous }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn check(days: &[i8], columns: &[(&str, &[f64])], expected: Result<(), &str>) {
        let time = days.iter().map(|&day| date(2020, 1, day).at(0, 0, 0, 0)).collect();
        let columns = columns.iter().map(|(name, values)| (name.to_string(), values.to_vec())).collect();
        let found = Series::new("s", time, columns).map(drop).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned));
    }

    #[test]
    fn consistent_parts_make_a_series() {
        check(&[], &[], Ok(()));
        check(&[1], &[], Ok(()));
        check(&[1, 2, 9], &[("a", &[1.0, -2.0, 0.0]), ("b", &[0.0; 3])], Ok(()));
    }

    #[test]
    fn inconsistent_parts_are_refused() {
        let newest = "series \"s\", row 1: 2020-01-01T00:00:00 is earlier than 2020-01-02T00:00:00 before it, so the newest \
                      row seems to be first; sort the rows oldest first";
        check(&[2, 1], &[], Err(newest));
        let unsorted = "series \"s\", row 2: 2020-01-02T00:00:00 is earlier than 2020-01-03T00:00:00 before it; sort the \
                        rows oldest first";
        check(&[1, 3, 2], &[], Err(unsorted));
        let twice = "series \"s\", row 1: the time 2020-01-01T00:00:00 is already on row 0; keep one row per time";
        check(&[1, 1], &[], Err(twice));
        let short = "series \"s\": the column \"a\" has 1 values for 2 times; give one per time";
        check(&[1, 2], &[("a", &[1.0])], Err(short));
        let nan = "series \"s\", row 1, column \"a\": found \"NaN\", expected a finite number; remove the row \
                   or fill the gap";
        check(&[1, 2], &[("a", &[1.0, f64::NAN])], Err(nan));
        check(&[1], &[("a", &[1.0]), ("a", &[1.0])], Err("series \"s\": two columns are named \"a\"; rename one"));
    }

    #[test]
    fn columns_are_found_by_name_and_keep_their_order() {
        let columns = vec![("b".to_owned(), vec![1.0]), ("a".to_owned(), vec![2.0])];
        let series = Series::new("s", vec![date(2020, 1, 1).at(0, 0, 0, 0)], columns).unwrap();
        assert!(series.column_names().eq(["b", "a"]));
        assert_eq!((series.column("a"), series.column("A")), (Some(&[2.0][..]), None));
        assert_eq!(series.as_series().len(), 1);
    }

    #[test]
    #[expect(clippy::reversed_empty_ranges, reason = "it is the mistake")]
    fn rows_are_a_range_of_the_series_or_an_error() {
        let time = (1..=4).map(|day| date(2020, 1, day).at(0, 0, 0, 0)).collect();
        let series = Series::new("s", time, vec![("a".to_owned(), vec![1.0, 2.0, 3.0, 4.0])]).unwrap();
        assert_eq!(series.rows(1..=2).unwrap().column("a"), Some(&[2.0, 3.0][..]));
        assert_eq!(series.rows(..).unwrap(), series);
        assert!(series.rows(4..).unwrap().is_empty());
        let message = series.rows(2..5).unwrap_err().to_string();
        assert_eq!(message, "series \"s\": no rows 2 to 5, only 4 rows; choose a range within 0..4");
        assert!(series.rows(3..2).is_err() && series.rows(0..=usize::MAX).is_err());
    }
}
