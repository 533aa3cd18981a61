//! Options for reading Arrow and Parquet tables.

use arrow_array::RecordBatch;

use super::batches::BatchTable;
use crate::data::{
    AmbiguousTime, CsvOptions, DataError, DateTime, Duplicates, FileColumn, Frequency, Missing, Panel, ReadReport,
    Series, UnixUnit,
};

/// Options for reading record batches and Parquet files. Each method permits one deviation from the expected table; without it,
/// the deviation is an error that names the method. [`CsvOptions`] work the same way.
///
/// | what the table has | option |
/// |---|---|
/// | a time column with another name, or without a name | [`time`](Self::time) |
/// | date and time in several columns | [`time_columns`](Self::time_columns) |
/// | no time | [`count_rows`](Self::count_rows) |
/// | times as text such as `03/04/2019` | [`day_first`](Self::day_first), [`time_format`](Self::time_format) |
/// | Unix time as integers | [`unix`](Self::unix) |
/// | local times | [`zone`](Self::zone), [`ambiguous`](Self::ambiguous) |
/// | series ids in a column with another name | [`id`](Self::id) |
/// | columns with other names | [`column`](Self::column) |
/// | missing values: null or NaN | [`missing`](Self::missing), [`missing_in`](Self::missing_in) |
/// | unsorted rows, repeated times | [`sort`](Self::sort), [`duplicates`](Self::duplicates) |
///
/// Times may be timestamps of any unit, dates, text in the forms that the CSV reader accepts, or integers in Unix time. A timestamp
/// with a zone is converted to UTC; a timestamp without a zone is kept as it is. Values may be integers, floating-point numbers or
/// decimals. An integer that a 64-bit float cannot hold exactly is an error; a decimal is rounded. Ids and attributes may be text,
/// dictionary-encoded text, integers or booleans.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
/// use timeseriesml::data::{ArrowOptions, Missing};
/// let days: ArrayRef = Arc::new(StringArray::from(vec!["2020-01-02", "2020-01-01", "2020-01-03"]));
/// let celsius: ArrayRef = Arc::new(Float64Array::from(vec![None, Some(180.0), Some(182.0)]));
/// let batch = RecordBatch::try_from_iter([("day", days), ("celsius", celsius)])?;
/// let options = ArrowOptions::new().time("day").sort(true).missing(Missing::Interpolate);
/// let oven = options.series_from_batches("oven", &[batch], &["celsius"])?;
/// assert_eq!(oven.column("celsius"), Some(&[180.0, 181.0, 182.0][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "read_arrow")]
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct ArrowOptions {
    /// The options of the CSV reader that also apply to typed tables.
    pub(in crate::data) rules: CsvOptions,
}

impl ArrowOptions {
    /// Makes options that permit no deviation.
    pub fn new() -> Self {
        ArrowOptions::default()
    }

    fn with(self, set: impl FnOnce(CsvOptions) -> CsvOptions) -> Self {
        ArrowOptions { rules: set(self.rules) }
    }

    /// Sets the time column, by name or by position counted from 0. By default it is the column named date, datetime, timestamp,
    /// open time, time, ds, month or unix.
    #[doc(alias = "index_col")]
    pub fn time(self, column: impl Into<FileColumn>) -> Self {
        self.with(|rules| rules.time(column))
    }

    /// Sets several columns that together form the time, such as a date and an hour. Their cells are joined by spaces.
    #[doc(alias = "parse_dates")]
    pub fn time_columns<C: Into<FileColumn>>(self, columns: impl IntoIterator<Item = C>) -> Self {
        self.with(|rules| rules.time_columns(columns))
    }

    /// For a table without times: the first row is at `start`, and each following row is one `step` later. In a panel, each
    /// series begins at `start`.
    ///
    /// # Example
    /// ```
    /// use std::sync::Arc;
    /// use arrow_array::{ArrayRef, Int32Array, RecordBatch};
    /// use timeseriesml::data::{ArrowOptions, Frequency};
    /// let passengers: ArrayRef = Arc::new(Int32Array::from(vec![112, 118]));
    /// let batch = RecordBatch::try_from_iter([("passengers", passengers)])?;
    /// let options = ArrowOptions::new().count_rows("1949-01-01T00:00".parse()?, Frequency::month_start());
    /// let air = options.series_from_batches("air", &[batch], &["passengers"])?;
    /// assert_eq!(air.time()[1], "1949-02-01T00:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "date_range")]
    pub fn count_rows(self, start: DateTime, step: Frequency) -> Self {
        self.with(|rules| rules.count_rows(start, step))
    }

    /// Sets the format of times that are text, in the notation of `strptime` that [`CsvOptions::time_format`] explains.
    #[doc(alias = "strptime")]
    pub fn time_format(self, format: impl Into<String>) -> Self {
        self.with(|rules| rules.time_format(format))
    }

    /// Sets whether the day (`true`) or the month comes first in text dates with the year last.
    #[doc(alias = "dayfirst")]
    pub fn day_first(self, day_first: bool) -> Self {
        self.with(|rules| rules.day_first(day_first))
    }

    /// Reads integer times as Unix time in this unit, in UTC.
    #[doc(alias = "epoch")]
    pub fn unix(self, unit: UnixUnit) -> Self {
        self.with(|rules| rules.unix(unit))
    }

    /// Converts times without a zone from this zone's local time to UTC. Names are those of the IANA database, such as
    /// `America/New_York`.
    #[doc(alias = "tz_localize")]
    pub fn zone(self, zone: impl Into<String>) -> Self {
        self.with(|rules| rules.zone(zone))
    }

    /// Sets how to read a local time that the clock shows twice or skips. By default it is an error.
    #[doc(alias = "nonexistent")]
    pub fn ambiguous(self, ambiguous: AmbiguousTime) -> Self {
        self.with(|rules| rules.ambiguous(ambiguous))
    }

    /// Sets the column with the series ids of a panel. By default it is the column named `series_id`, `unique_id`, `item_id`, `id`,
    /// `series`, `symbol`, `ticker`, `store` or `meter`.
    #[doc(alias = "unique_id")]
    #[doc(alias = "item_id")]
    pub fn id(self, column: impl Into<FileColumn>) -> Self {
        self.column("series_id", column)
    }

    /// Reads the column `in_table` under the name `name`.
    #[doc(alias = "rename")]
    pub fn column(self, name: impl Into<String>, in_table: impl Into<FileColumn>) -> Self {
        self.with(|rules| rules.column(name, in_table))
    }

    /// Sets what to do where a needed number is null or NaN. By default it is an error.
    #[doc(alias = "fillna")]
    #[doc(alias = "dropna")]
    #[doc(alias = "fill_null")]
    pub fn missing(self, missing: Missing) -> Self {
        self.with(|rules| rules.missing(missing))
    }

    /// Sets [`missing`](Self::missing) for one column only, given by the name under which it is read.
    pub fn missing_in(self, column: impl Into<String>, missing: Missing) -> Self {
        self.with(|rules| rules.missing_in(column, missing))
    }

    /// Sets whether to sort the rows by time.
    pub fn sort(self, sort: bool) -> Self {
        self.with(|rules| rules.sort(sort))
    }

    /// Sets what to do with rows that have the same time. By default they are an error.
    #[doc(alias = "drop_duplicates")]
    pub fn duplicates(self, duplicates: Duplicates) -> Self {
        self.with(|rules| rules.duplicates(duplicates))
    }

    /// Names columns that do not change within a series; they become attributes of the [`Panel`].
    #[doc(alias = "static_covariates")]
    pub fn static_columns<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        self.with(|rules| rules.static_columns(names))
    }

    /// Reads the time and the named columns of record batches, which together form one table. `name` becomes the name of the
    /// series.
    ///
    /// # Errors
    /// A [`DataError`] that names the row of the first mistake, counted from 0 over all batches.
    pub fn series_from_batches(
        &self,
        name: &str,
        batches: &[RecordBatch],
        columns: &[&str],
    ) -> Result<Series, DataError> {
        self.series_from_batches_with_report(name, batches, columns).map(|(series, _)| series)
    }

    /// Reads a series as [`series_from_batches`](Self::series_from_batches) does, and reports what was left out, filled or sorted.
    ///
    /// # Errors
    /// The errors of [`series_from_batches`](Self::series_from_batches).
    pub fn series_from_batches_with_report(
        &self,
        name: &str,
        batches: &[RecordBatch],
        columns: &[&str],
    ) -> Result<(Series, ReadReport), DataError> {
        self.rules.series_of_table(name, BatchTable::of_batches(name, batches)?, columns)
    }

    /// Reads a panel from record batches in long format: each row has a series id, a time and values. The series are in the order of
    /// their first rows. Error messages call the table `name`.
    ///
    /// # Example
    /// ```
    /// use std::sync::Arc;
    /// use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
    /// use timeseriesml::data::ArrowOptions;
    /// let id: ArrayRef = Arc::new(StringArray::from(vec!["A", "B", "A"]));
    /// let region: ArrayRef = Arc::new(StringArray::from(vec!["north", "south", "north"]));
    /// let ds: ArrayRef = Arc::new(Date32Array::from(vec![18262, 18262, 18263]));
    /// let y: ArrayRef = Arc::new(Int64Array::from(vec![1, 5, 2]));
    /// let batch = RecordBatch::try_from_iter([("unique_id", id), ("region", region), ("ds", ds), ("y", y)])?;
    /// let panel = ArrowOptions::new().static_columns(["region"]).panel_from_batches("sales", &[batch], &["y"])?;
    /// assert_eq!(panel.get("A").unwrap().column("y"), Some(&[1.0, 2.0][..]));
    /// assert_eq!(panel.attribute("region").unwrap(), ["north", "south"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// A [`DataError`] that names the row of the first mistake, counted from 0 over all batches.
    pub fn panel_from_batches(
        &self,
        name: &str,
        batches: &[RecordBatch],
        columns: &[&str],
    ) -> Result<Panel, DataError> {
        self.panel_from_batches_with_report(name, batches, columns).map(|(panel, _)| panel)
    }

    /// Reads a panel as [`panel_from_batches`](Self::panel_from_batches) does, and reports what was left out, filled or sorted.
    ///
    /// # Errors
    /// The errors of [`panel_from_batches`](Self::panel_from_batches).
    pub fn panel_from_batches_with_report(
        &self,
        name: &str,
        batches: &[RecordBatch],
        columns: &[&str],
    ) -> Result<(Panel, ReadReport), DataError> {
        self.rules.panel_of_table(name, BatchTable::of_batches(name, batches)?, columns)
    }
}

impl Series {
    /// Reads the time and the named columns of Arrow record batches, which together form one table. To read unsorted rows, repeated
    /// times or missing values, use [`ArrowOptions`], which also lists the types that can be read.
    ///
    /// # Example
    /// ```
    /// use std::sync::Arc;
    /// use arrow_array::{ArrayRef, Float32Array, RecordBatch, TimestampSecondArray};
    /// use timeseriesml::Series;
    /// let when: ArrayRef = Arc::new(TimestampSecondArray::from(vec![0, 3600]));
    /// let celsius: ArrayRef = Arc::new(Float32Array::from(vec![180.0, 181.5]));
    /// let batch = RecordBatch::try_from_iter([("when", when), ("celsius", celsius)])?;
    /// let oven = Series::from_record_batches("oven", &[batch], "when", &["celsius"])?;
    /// assert_eq!(oven.time()[1], "1970-01-01T01:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// A [`DataError`] that names the row of the first mistake, counted from 0 over all batches.
    #[doc(alias = "from_arrow")]
    #[doc(alias = "from_pandas")]
    #[doc(alias = "from_dataframe")]
    pub fn from_record_batches(
        name: &str,
        batches: &[RecordBatch],
        time_column: &str,
        columns: &[&str],
    ) -> Result<Self, DataError> {
        ArrowOptions::new().time(time_column).series_from_batches(name, batches, columns)
    }
}

impl Panel {
    /// Reads a panel from Arrow record batches in long format: each row has a series id, a time and values. [`ArrowOptions`] lists
    /// the types that can be read, and can also read attributes. Error messages call the table `name`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Series, data::Panel};
    /// let time = vec!["2020-01-01T00:00".parse()?];
    /// let oven = Series::new("oven", time, vec![("celsius".to_owned(), vec![180.0])])?;
    /// let batch = Panel::new(vec![oven.clone()])?.to_record_batch()?;
    /// let panel = Panel::from_record_batches("ovens", &[batch], "series_id", "time", &["celsius"])?;
    /// assert_eq!(panel.get("oven"), Some(&oven));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// A [`DataError`] that names the row of the first mistake, counted from 0 over all batches.
    #[doc(alias = "from_group_dataframe")]
    #[doc(alias = "from_arrow")]
    pub fn from_record_batches(
        name: &str,
        batches: &[RecordBatch],
        id_column: &str,
        time_column: &str,
        columns: &[&str],
    ) -> Result<Self, DataError> {
        ArrowOptions::new().id(id_column).time(time_column).panel_from_batches(name, batches, columns)
    }
}
