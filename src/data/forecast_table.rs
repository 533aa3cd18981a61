//! Forecasts of one or several series as one table: an id, a time, and a column for each quantile or value.

use std::io::{self, Write};
use std::path::Path;

use jiff::civil::DateTime;

use crate::data::DataError;
use crate::data::error::twice;
use crate::files::{shown_path, write_whole};

/// Forecasts with their series ids and times: a table in long format, which can be written as CSV or Parquet.
///
/// The columns are `series_id`, `time` and the value columns that [`new`](Self::new) names.
///
/// # Example
/// ```
/// use timeseriesml::data::ForecastTable;
/// let mut table = ForecastTable::new(["q0.1", "q0.5", "q0.9"])?;
/// let times = ["2020-01-01T00:00".parse()?, "2020-01-01T01:00".parse()?];
/// table.push("oven", &times, &[179.0, 180.0, 181.0, 179.5, 181.0, 183.0])?;
/// let mut text = Vec::new();
/// table.write_csv_to(&mut text)?;
/// let expected = "series_id,time,q0.1,q0.5,q0.9\n\
///                 oven,2020-01-01T00:00:00,179,180,181\n\
///                 oven,2020-01-01T01:00:00,179.5,181,183\n";
/// assert_eq!(String::from_utf8(text)?, expected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastTable {
    // Invariant: names differ.
    columns: Vec<String>,
    series: Vec<String>,
    time: Vec<DateTime>,
    // Invariant: one value for each row and column, in row-major order.
    values: Vec<f64>,
}

impl ForecastTable {
    /// Makes an empty table with these value columns, such as `forecast`, or one name for each quantile.
    ///
    /// # Errors
    /// [`DataError::DuplicateName`] if two columns have the same name, or one is named `series_id` or `time`.
    pub fn new<N: Into<String>>(columns: impl IntoIterator<Item = N>) -> Result<Self, DataError> {
        let columns: Vec<String> = columns.into_iter().map(N::into).collect();
        let names: Vec<&str> = ["series_id", "time"].into_iter().chain(columns.iter().map(String::as_str)).collect();
        if let Some(column) = twice(&names) {
            let (series, column) = ("forecasts".to_owned(), (*column).to_owned());
            return Err(DataError::DuplicateName { series, column });
        }
        Ok(ForecastTable { columns, series: Vec::new(), time: Vec::new(), values: Vec::new() })
    }

    /// Adds the forecast of a series. `values` has the values of all columns at the first time, then all at the second time, and so
    /// on; a model with quantiles returns them in this order.
    ///
    /// # Errors
    /// [`DataError::ColumnLength`] unless `values` has one value for each time and column, [`DataError::NotFinite`] for NaN and
    /// infinity.
    pub fn push(&mut self, series: &str, times: &[DateTime], values: &[f64]) -> Result<(), DataError> {
        let expected = times.len() * self.columns.len();
        if values.len() != expected {
            let (series, column, found) = (series.to_owned(), self.columns.join(", "), values.len());
            return Err(DataError::ColumnLength { series, column, found, expected });
        }
        if let Some(place) = values.iter().position(|value| !value.is_finite()) {
            let column = self.columns[place % self.columns.len()].clone();
            let at = crate::data::DataLocation::Row { series: series.to_owned(), row: place / self.columns.len() };
            return Err(DataError::NotFinite { at, column, found: values[place].to_string() });
        }
        self.series.extend(times.iter().map(|_| series.to_owned()));
        self.time.extend_from_slice(times);
        self.values.extend_from_slice(values);
        Ok(())
    }

    /// Returns the number of rows: one for each series and time.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Returns whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Returns the names of the value columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Returns each row: the series id, the time and the values.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (&str, DateTime, &[f64])> {
        let width = self.columns.len();
        let row = move |row: usize| (&*self.series[row], self.time[row], &self.values[row * width..][..width]);
        (0..self.len()).map(row)
    }

    /// Writes the table as CSV: times in ISO 8601, numbers as the shortest text that reads back as the same `f64`. The file is
    /// replaced completely or not at all.
    ///
    /// # Errors
    /// [`DataError::Write`] with the operating system's error as its source.
    #[doc(alias = "to_csv")]
    pub fn write_csv(&self, path: impl AsRef<Path>) -> Result<(), DataError> {
        let written = write_whole(path.as_ref(), |file| self.write(file));
        written.map_err(|source| DataError::Write { series: shown_path(path.as_ref()), source })
    }

    /// Writes the table as CSV to any writer, as [`write_csv`](Self::write_csv) does to a file.
    ///
    /// # Errors
    /// [`DataError::Write`] with the writer's error as its source.
    pub fn write_csv_to(&self, writer: impl Write) -> Result<(), DataError> {
        self.write(writer).map_err(|source| DataError::Write { series: "forecasts".to_owned(), source })
    }

    fn write(&self, writer: impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(writer);
        let header = ["series_id", "time"].into_iter().chain(self.columns.iter().map(String::as_str));
        writer.write_record(header)?;
        for (series, time, values) in self.rows() {
            writer.write_field(series)?;
            writer.write_field(time.to_string())?;
            for value in values {
                writer.write_field(value.to_string())?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::CsvOptions;

    fn times() -> [DateTime; 2] {
        ["2020-01-01T00:00", "2020-01-02T00:00"].map(|time| time.parse().unwrap())
    }

    #[test]
    fn a_table_is_read_back_as_it_was_written() {
        let mut table = ForecastTable::new(["forecast"]).unwrap();
        table.push("a, \"b\"", &times(), &[1.5, 1e300]).unwrap();
        table.push("c", &times()[..1], &[-0.1]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("forecast.csv");
        table.write_csv(&path).unwrap();
        let panel = CsvOptions::new().read_panel(&path, &["forecast"]).unwrap();
        assert_eq!(panel.get("a, \"b\"").unwrap().column("forecast"), Some(&[1.5, 1e300][..]));
        assert_eq!(panel.get("c").unwrap().time(), &times()[..1]);
    }

    #[test]
    fn values_must_fit_the_table() {
        let mut table = ForecastTable::new(["low", "high"]).unwrap();
        let message = table.push("a", &times(), &[1.0, 2.0, 3.0]).unwrap_err().to_string();
        assert_eq!(message, "series \"a\": the column \"low, high\" has 3 values for 4 times; give one per time");
        let message = table.push("a", &times(), &[1.0, 2.0, 3.0, f64::NAN]).unwrap_err().to_string();
        assert!(message.starts_with("series \"a\", row 1, column \"high\": found \"NaN\""), "{message}");
        assert!(table.is_empty());
        assert!(ForecastTable::new(["time"]).is_err());
        let missing = table.write_csv("no/such/folder/forecast.csv").unwrap_err();
        assert!(std::error::Error::source(&missing).is_some(), "{missing}");
    }
}
