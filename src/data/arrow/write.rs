//! Writes series, panels and forecasts as record batches.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray, TimestampNanosecondArray,
};
use arrow_schema::{Field, Schema};
use jiff::civil::DateTime;

use super::error::ArrowTableError;
use super::values::EPOCH;
use crate::data::error::twice;
use crate::data::{DataError, ForecastTable, Panel, Series};

/// The names of the id and time columns in written tables.
const ID: &str = "series_id";
const TIME: &str = "time";

impl Series {
    /// Returns the series as an Arrow record batch: the column `time`, then the columns of the series in their order.
    ///
    /// Times are timestamps without a zone, in microseconds as in pandas 3 and Polars, or in nanoseconds if a time needs them.
    /// Values are `Float64`. [`Series::from_record_batches`] reads the same series back.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::Series;
    /// let time = vec!["2020-01-01T00:00".parse()?, "2020-01-01T01:00".parse()?];
    /// let oven = Series::new("oven", time, vec![("celsius".to_owned(), vec![180.0, 181.5])])?;
    /// let batch = oven.to_record_batch()?;
    /// assert_eq!((batch.num_rows(), batch.schema().field(1).name().as_str()), (2, "celsius"));
    /// assert_eq!(Series::from_record_batches("oven", &[batch], "time", &["celsius"])?, oven);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// [`DataError::DuplicateName`] if a column is named `time`; [`ArrowTableError::NanosecondRange`] for a time with nanoseconds
    /// outside the years 1677 to 2262.
    #[doc(alias = "to_arrow")]
    #[doc(alias = "to_dataframe")]
    pub fn to_record_batch(&self) -> Result<RecordBatch, DataError> {
        let values = |name: &str| numbers(self.column(name).unwrap_or_default().iter().copied());
        let columns = self.column_names().map(|name| (name.to_owned(), values(name)));
        let time = (TIME.to_owned(), times(self.name(), self.time().iter())?);
        batch(self.name(), std::iter::once(time).chain(columns).collect())
    }
}

impl Panel {
    /// Returns the panel as an Arrow record batch in long format: `series_id`, `time`, the columns of the series, and a text column
    /// for each attribute. The rows of the first series come first.
    ///
    /// The types are the same as in [`Series::to_record_batch`]: `Float64` values, timestamps without a zone.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Series, data::Panel};
    /// let shop = |name: &str, sales: f64| {
    ///     let time = vec!["2020-01-01T00:00".parse().unwrap()];
    ///     Series::new(name, time, vec![("sales".to_owned(), vec![sales])])
    /// };
    /// let shops = Panel::new(vec![shop("north", 7.0)?, shop("south", 9.0)?])?.with_attribute("size", ["small", "large"])?;
    /// let batch = shops.to_record_batch()?;
    /// assert_eq!((batch.num_rows(), batch.num_columns()), (2, 4));
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    /// # Errors
    /// The errors of [`Series::to_record_batch`]; [`DataError::DuplicateName`] if a column or attribute is named `series_id`, or if
    /// a column and an attribute have the same name.
    #[doc(alias = "to_arrow")]
    #[doc(alias = "to_dataframe")]
    pub fn to_record_batch(&self) -> Result<RecordBatch, DataError> {
        // Repeats the text of each series over its rows.
        let texts = |of_series: &[&str]| -> ArrayRef {
            let rows = self.series().iter().zip(of_series);
            let texts = rows.flat_map(|(series, text)| std::iter::repeat_n(*text, series.len()));
            Arc::new(StringArray::from_iter_values(texts))
        };
        let ids = texts(&self.names().collect::<Vec<_>>());
        let time = times("panel", self.series().iter().flat_map(|series| series.time()))?;
        let mut columns = vec![(ID.to_owned(), ids), (TIME.to_owned(), time)];
        for name in self.series().first().map(Series::column_names).into_iter().flatten() {
            let values = self.series().iter().flat_map(|series| series.column(name).unwrap_or_default());
            columns.push((name.to_owned(), numbers(values.copied())));
        }
        for name in self.attribute_names() {
            let values = self.attribute(name).unwrap_or_default();
            columns.push((name.to_owned(), texts(&values.iter().map(String::as_str).collect::<Vec<_>>())));
        }
        batch("panel", columns)
    }
}

impl ForecastTable {
    /// Returns the forecasts as an Arrow record batch: `series_id`, `time` and the value columns.
    ///
    /// The types are the same as in [`Series::to_record_batch`]: `Float64` values, timestamps without a zone.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::data::ForecastTable;
    /// let mut table = ForecastTable::new(["q0.1", "q0.9"])?;
    /// table.push("oven", &["2020-01-01T00:00".parse()?], &[179.0, 181.0])?;
    /// assert_eq!(table.to_record_batch()?.num_columns(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// [`ArrowTableError::NanosecondRange`] for a time with nanoseconds outside the years 1677 to 2262.
    #[doc(alias = "to_arrow")]
    pub fn to_record_batch(&self) -> Result<RecordBatch, DataError> {
        let ids: ArrayRef = Arc::new(StringArray::from_iter_values(self.rows().map(|(series, ..)| series)));
        let all: Vec<DateTime> = self.rows().map(|(_, time, _)| time).collect();
        let mut columns = vec![(ID.to_owned(), ids), (TIME.to_owned(), times("forecasts", all.iter())?)];
        for (place, name) in self.columns().iter().enumerate() {
            columns.push((name.clone(), numbers(self.rows().map(|(.., values)| values[place]))));
        }
        batch("forecasts", columns)
    }
}

fn batch(name: &str, columns: Vec<(String, ArrayRef)>) -> Result<RecordBatch, DataError> {
    let names: Vec<&String> = columns.iter().map(|(name, _)| name).collect();
    if let Some(column) = twice(&names) {
        return Err(DataError::DuplicateName { series: name.to_owned(), column: (*column).clone() });
    }
    let field = |(name, array): &(String, ArrayRef)| Field::new(name, array.data_type().clone(), false);
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let refused = |source| ArrowTableError::RefusedBatch { table: name.to_owned(), source };
    Ok(RecordBatch::try_new(Arc::new(schema), arrays).map_err(refused)?)
}

fn numbers(values: impl IntoIterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(values))
}

/// Converts times to an array of microseconds, or of nanoseconds if a time needs them.
fn times<'a>(name: &str, times: impl Iterator<Item = &'a DateTime> + Clone) -> Result<ArrayRef, ArrowTableError> {
    let nanoseconds = |time: DateTime| time.duration_since(EPOCH).as_nanos();
    if times.clone().all(|time| time.subsec_nanosecond() % 1000 == 0) {
        // No overflow: the microseconds of every time in the calendar fit an `i64`.
        let values = times.map(|&time| nanoseconds(time).div_euclid(1000) as i64);
        return Ok(Arc::new(TimestampMicrosecondArray::from_iter_values(values)));
    }
    let value = |&time: &DateTime| {
        let series = name.to_owned();
        i64::try_from(nanoseconds(time)).map_err(|_| ArrowTableError::NanosecondRange { series, found: time })
    };
    let values = times.map(value).collect::<Result<Vec<i64>, _>>()?;
    Ok(Arc::new(TimestampNanosecondArray::from(values)))
}
