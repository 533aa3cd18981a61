//! Options for reading text. By default, every deviation from the expected form is an error.

use std::fmt;

use jiff::civil::DateTime;

use super::rules::{AmbiguousTime, CandleRules, Duplicates, Missing};
use crate::data::{Frequency, UnixUnit};

/// A column of a file: its name in the header, or its position, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileColumn {
    /// The name in the header; case is ignored, and `_` equals a space.
    ByName(String),
    /// The position, counted from 0.
    ByPosition(usize),
}

impl From<&str> for FileColumn {
    fn from(name: &str) -> Self {
        FileColumn::ByName(name.to_owned())
    }
}

impl From<String> for FileColumn {
    fn from(name: String) -> Self {
        FileColumn::ByName(name)
    }
}

impl From<usize> for FileColumn {
    fn from(position: usize) -> Self {
        FileColumn::ByPosition(position)
    }
}

impl fmt::Display for FileColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileColumn::ByName(name) => write!(f, "\"{name}\""),
            FileColumn::ByPosition(position) => write!(f, "{position}"),
        }
    }
}

/// Where the time of a row comes from.
#[derive(Debug, Clone, Default)]
pub(super) enum TimeFrom {
    /// From the column with one of the usual names.
    #[default]
    UsualNames,
    /// From these columns, joined by spaces.
    Columns(Vec<FileColumn>),
    /// From the number of the row, counted in steps from `start`.
    Counted { start: DateTime, step: Frequency },
}

/// Options for [`read_series`](crate::read_series) and the other readers. Each method permits one deviation from the expected file;
/// without it, the deviation is an error that names the method.
///
/// | what the file has | option |
/// |---|---|
/// | a time column with another name, or without a name | [`time`](Self::time) |
/// | date and time in several columns | [`time_columns`](Self::time_columns) |
/// | no time | [`count_rows`](Self::count_rows) |
/// | dates such as `03/04/2019` | [`day_first`](Self::day_first), [`time_format`](Self::time_format) |
/// | intervals instead of times | [`interval_start`](Self::interval_start) |
/// | Unix time in another unit | [`unix`](Self::unix) |
/// | local times | [`zone`](Self::zone), [`ambiguous`](Self::ambiguous) |
/// | columns with other names | [`column`](Self::column) |
/// | no header | [`names`](Self::names) |
/// | lines that are not part of the table | [`skip_lines`](Self::skip_lines), [`skip_after_header`](Self::skip_after_header), [`skip_footer`](Self::skip_footer), [`comment`](Self::comment), [`skip_repeated_headers`](Self::skip_repeated_headers) |
/// | another delimiter | [`delimiter`](Self::delimiter) |
/// | `1.234,5`, `1,234.5`, `$7`, `1.2M` | [`decimal_comma`](Self::decimal_comma), [`thousands`](Self::thousands), [`strip`](Self::strip), [`abbreviations`](Self::abbreviations) |
/// | missing values | [`missing`](Self::missing), [`missing_in`](Self::missing_in), [`na_values`](Self::na_values) |
/// | unsorted rows, repeated times | [`sort`](Self::sort), [`duplicates`](Self::duplicates) |
/// | an id in several columns, attributes | [`id_columns`](Self::id_columns), [`static_columns`](Self::static_columns) |
/// | another encoding, gzip | [`encoding`](Self::encoding), [`gzip`](Self::gzip) |
/// | a JSON object on each line | [`json_lines`](Self::json_lines) |
/// | candles that contradict themselves, no volume | [`inconsistent`](Self::inconsistent), [`price_tolerance`](Self::price_tolerance), [`no_volume`](Self::no_volume) |
///
/// # Example
/// This reads a German export with the newest row first and with gaps:
/// ```
/// use timeseriesml::{CsvOptions, data::Missing};
/// let text = "Zeit;Temperatur\n02.01.2020;\n01.01.2020;18,5\n";
/// let oven = CsvOptions::new()
///     .time("Zeit")
///     .day_first(true)
///     .decimal_comma(true)
///     .missing(Missing::DropRow)
///     .sort(true)
///     .read_series_from("oven", text.as_bytes(), &["Temperatur"])?;
/// assert_eq!(oven.column("Temperatur"), Some(&[18.5][..]));
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
#[doc(alias = "read_csv")]
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct CsvOptions {
    pub(super) time: TimeFrom,
    pub(super) day_first: Option<bool>,
    pub(super) time_format: Option<String>,
    pub(super) unix: Option<UnixUnit>,
    pub(super) interval_start: bool,
    pub(super) zone: Option<String>,
    pub(super) ambiguous: AmbiguousTime,
    pub(super) columns: Vec<(String, FileColumn)>,
    pub(super) names: Option<Vec<String>>,
    pub(super) skip_lines: u64,
    pub(super) skip_after_header: usize,
    pub(super) skip_footer: usize,
    pub(super) comment: Option<char>,
    pub(super) skip_repeated_headers: bool,
    pub(super) delimiter: Option<char>,
    pub(super) decimal_comma: bool,
    pub(super) thousands: Option<char>,
    pub(super) strip: String,
    pub(super) abbreviations: bool,
    pub(super) missing: Missing,
    pub(super) missing_in: Vec<(String, Missing)>,
    pub(super) na_values: Vec<String>,
    pub(super) sort: bool,
    pub(super) duplicates: Duplicates,
    pub(super) json_lines: bool,
    pub(super) static_columns: Vec<String>,
    pub(super) id_columns: Vec<String>,
    #[cfg(feature = "encodings")]
    pub(super) encoding: Option<String>,
    #[cfg(feature = "gzip")]
    pub(super) gzip: bool,
    pub(crate) candles: CandleRules,
}

impl CsvOptions {
    /// Makes the default options: every deviation from the table that [`CsvOptions`] describes is an error.
    pub fn new() -> Self {
        CsvOptions::default()
    }

    /// Sets the time column, by its name in the header or by its position, counted from 0. An empty header cell, as pandas writes
    /// above its index, has the name `""`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = ",celsius\n2020-01-01,180\n";
    /// for options in [CsvOptions::new().time(""), CsvOptions::new().time(0)] {
    ///     assert!(options.read_series_from("oven", text.as_bytes(), &["celsius"]).is_ok());
    /// }
    /// ```
    #[doc(alias = "index_col")]
    pub fn time(self, column: impl Into<FileColumn>) -> Self {
        CsvOptions { time: TimeFrom::Columns(vec![column.into()]), ..self }
    }

    /// Sets several columns that together are the time, such as date and time, or year, month, day and hour. Their cells are joined
    /// by spaces.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "year,month,day,hour,pm25\n2010,1,2,0,129\n2010,1,2,1,148\n";
    /// let options = CsvOptions::new().time_columns(["year", "month", "day", "hour"]);
    /// let air = options.read_series_from("air", text.as_bytes(), &["pm25"])?;
    /// assert_eq!(air.time()[1], "2010-01-02T01:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "parse_dates")]
    pub fn time_columns<C: Into<FileColumn>>(self, columns: impl IntoIterator<Item = C>) -> Self {
        CsvOptions { time: TimeFrom::Columns(columns.into_iter().map(C::into).collect()), ..self }
    }

    /// For a file without times: the first row is at `start`, and each following row is one `step` later.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{CsvOptions, data::Frequency};
    /// let options = CsvOptions::new().count_rows("1949-01-01T00:00".parse()?, Frequency::month_start());
    /// let air = options.read_series_from("air", &b"passengers\n112\n118\n"[..], &["passengers"])?;
    /// assert_eq!(air.time()[1], "1949-02-01T00:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "date_range")]
    pub fn count_rows(self, start: DateTime, step: Frequency) -> Self {
        CsvOptions { time: TimeFrom::Counted { start, step }, ..self }
    }

    /// Sets the format of the times in the notation of [`jiff::fmt::strtime`], like `strptime`: `%d/%m/%Y %H:%M`, `%Y%m%d`,
    /// `%m/%d/%y %I:%M %p`, `%b-%d-%Y`. If the format has no month, day or time of day, these are January, the first and midnight.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "time,celsius\n3/4/19 1:30 PM,180\n";
    /// let options = CsvOptions::new().time_format("%d/%m/%y %I:%M %p");
    /// let oven = options.read_series_from("oven", text.as_bytes(), &["celsius"])?;
    /// assert_eq!(oven.time()[0], "2019-04-03T13:30".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "to_datetime")]
    #[doc(alias = "date_format")]
    #[doc(alias = "strptime")]
    pub fn time_format(self, format: impl Into<String>) -> Self {
        CsvOptions { time_format: Some(format.into()), ..self }
    }

    /// Sets whether dates with the year last have the day first (`true`: `03/04/2019` is in April) or the month first (`false`: it
    /// is in March). Years of two digits are then read too: 69 to 99 are 1969 to 1999, the others 2000 to 2068.
    #[doc(alias = "dayfirst")]
    pub fn day_first(self, day_first: bool) -> Self {
        CsvOptions { day_first: Some(day_first), ..self }
    }

    /// Reads the times as numbers that count this unit since 1970, in UTC. The numbers may have decimals.
    #[doc(alias = "epoch")]
    pub fn unix(self, unit: UnixUnit) -> Self {
        CsvOptions { unix: Some(unit), ..self }
    }

    /// Sets whether to read a time interval as its start time, for example `01.01.2020 00:00 - 01.01.2020 01:00`,
    /// `2020-01-01/2020-01-02`, `2020-01-01 to 2020-01-02`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "time,load\n31.01.2020 00:00 - 31.01.2020 01:00,42083\n";
    /// let load = CsvOptions::new().interval_start(true).read_series_from("load", text.as_bytes(), &["load"])?;
    /// assert_eq!(load.time()[0], "2020-01-31T00:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn interval_start(self, interval_start: bool) -> Self {
        CsvOptions { interval_start, ..self }
    }

    /// Converts times without an offset from this zone's local time to UTC. Names are those of the IANA database, such as
    /// `America/New_York`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let options = CsvOptions::new().zone("America/New_York");
    /// let oven = options.read_series_from("oven", &b"time,celsius\n2020-07-01 09:30,180\n"[..], &["celsius"])?;
    /// assert_eq!(oven.time()[0], "2020-07-01T13:30".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "tz_localize")]
    pub fn zone(self, zone: impl Into<String>) -> Self {
        CsvOptions { zone: Some(zone.into()), ..self }
    }

    /// Sets how to read a local time that the clock shows twice or skips when it changes. By default it is an error.
    #[doc(alias = "nonexistent")]
    pub fn ambiguous(self, ambiguous: AmbiguousTime) -> Self {
        CsvOptions { ambiguous, ..self }
    }

    /// Reads the column `in_file` of the file under the name `name`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "Date,AAPL.Open,AAPL.High,AAPL.Low,Adj Close,Volume\n2020-01-02,74,75,73,72,100\n";
    /// let apple = CsvOptions::new()
    ///     .column("open", "AAPL.Open")
    ///     .column("high", "AAPL.High")
    ///     .column("low", "AAPL.Low")
    ///     .column("close", 4)
    ///     .inconsistent(timeseriesml::data::Inconsistent::KeepRow) // the adjusted close is below the low
    ///     .read_ohlcv_from("apple", text.as_bytes())?;
    /// assert_eq!(apple.close(), [72.0]);
    /// # Ok::<(), timeseriesml::timeseries::CandleError>(())
    /// ```
    #[doc(alias = "usecols")]
    #[doc(alias = "rename")]
    pub fn column(mut self, name: impl Into<String>, in_file: impl Into<FileColumn>) -> Self {
        self.columns.push((name.into(), in_file.into()));
        self
    }

    /// Names the columns of a file without a header.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let options = CsvOptions::new().names(["time", "celsius"]);
    /// let oven = options.read_series_from("oven", &b"2020-01-01,180\n"[..], &["celsius"])?;
    /// assert_eq!(oven.len(), 1);
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    #[doc(alias = "header")]
    pub fn names<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        CsvOptions { names: Some(names.into_iter().map(N::into).collect()), ..self }
    }

    /// Sets how many lines to skip before the header.
    #[doc(alias = "skiprows")]
    pub fn skip_lines(self, lines: u64) -> Self {
        CsvOptions { skip_lines: lines, ..self }
    }

    /// Sets how many rows to skip after the header, such as further header lines or units.
    pub fn skip_after_header(self, rows: usize) -> Self {
        CsvOptions { skip_after_header: rows, ..self }
    }

    /// Sets how many rows to skip at the end, such as a source note or totals. Blank lines do not count as rows.
    #[doc(alias = "skipfooter")]
    pub fn skip_footer(self, rows: usize) -> Self {
        CsvOptions { skip_footer: rows, ..self }
    }

    /// Skips lines that begin with this character.
    pub fn comment(self, mark: char) -> Self {
        CsvOptions { comment: Some(mark), ..self }
    }

    /// Sets whether to skip rows that repeat the header, as in concatenated files.
    pub fn skip_repeated_headers(self, skip: bool) -> Self {
        CsvOptions { skip_repeated_headers: skip, ..self }
    }

    /// Sets the delimiter, such as `|`. A space means runs of spaces and tabs. By default the delimiter is the most frequent of
    /// comma, semicolon and tab on the first line.
    #[doc(alias = "sep")]
    pub fn delimiter(self, delimiter: char) -> Self {
        CsvOptions { delimiter: Some(delimiter), ..self }
    }

    /// Sets whether numbers have a decimal comma.
    #[doc(alias = "decimal")]
    pub fn decimal_comma(self, decimal_comma: bool) -> Self {
        CsvOptions { decimal_comma, ..self }
    }

    /// Sets the thousands separator: `,` as in `1,234.5`, `.`, `'` or a space. A space includes non-breaking spaces.
    pub fn thousands(self, separator: char) -> Self {
        CsvOptions { thousands: Some(separator), ..self }
    }

    /// Sets characters to remove from numbers, such as `$` and `%`. The value is not scaled: `5%` is 5.
    pub fn strip(self, characters: impl Into<String>) -> Self {
        CsvOptions { strip: characters.into(), ..self }
    }

    /// Sets whether numbers may end in K, M, B or T, for thousand, million, billion and trillion: `1.2M`.
    pub fn abbreviations(self, abbreviations: bool) -> Self {
        CsvOptions { abbreviations, ..self }
    }

    /// Sets what to do where a needed number is missing: an empty cell, or NaN, NA, N/A, null or none in upper or lower case. By
    /// default it is an error. [`Missing::DropRow`] also drops rows without a time.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{CsvOptions, data::Missing};
    /// let text = "time,celsius\n2020-01-01,180\n2020-01-02,\n2020-01-03,181\n";
    /// let read = |missing| {
    ///     CsvOptions::new().missing(missing).read_series_with_report_from("oven", text.as_bytes(), &["celsius"])
    /// };
    /// let (oven, report) = read(Missing::Interpolate)?;
    /// assert_eq!(oven.column("celsius"), Some(&[180.0, 180.5, 181.0][..]));
    /// assert_eq!(report.to_string(), "3 rows read, 1 value of \"celsius\" filled");
    /// assert_eq!(read(Missing::DropRow)?.0.len(), 2);
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    #[doc(alias = "fillna")]
    #[doc(alias = "dropna")]
    pub fn missing(self, missing: Missing) -> Self {
        CsvOptions { missing, ..self }
    }

    /// Sets [`missing`](Self::missing) for one column only, given by the name under which it is read.
    pub fn missing_in(mut self, column: impl Into<String>, missing: Missing) -> Self {
        self.missing_in.push((column.into(), missing));
        self
    }

    /// Sets further markers of a missing value, such as `-`, `.`, `?`, `#N/A`, `<NA>` or `-9999`. A marker that is a number also
    /// matches other spellings of that number, such as `-9999.0`.
    pub fn na_values<V: Into<String>>(self, marks: impl IntoIterator<Item = V>) -> Self {
        CsvOptions { na_values: marks.into_iter().map(V::into).collect(), ..self }
    }

    /// Sets whether to sort the rows by time.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let newest_first = "time,celsius\n2020-01-02,181.5\n2020-01-01,180\n";
    /// let oven = CsvOptions::new().sort(true).read_series_from("oven", newest_first.as_bytes(), &["celsius"])?;
    /// assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5][..]));
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    pub fn sort(self, sort: bool) -> Self {
        CsvOptions { sort, ..self }
    }

    /// Sets what to do with rows that have the same time. By default they are an error.
    #[doc(alias = "drop_duplicates")]
    pub fn duplicates(self, duplicates: Duplicates) -> Self {
        CsvOptions { duplicates, ..self }
    }

    /// Sets whether the file has a JSON object on each line instead of CSV. The keys of the first object are the column names; a
    /// key that a later object lacks is a missing value.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "{\"time\": \"2020-01-01\", \"celsius\": 180}\n{\"time\": \"2020-01-02\", \"celsius\": 181.5}\n";
    /// let oven = CsvOptions::new().json_lines(true).read_series_from("oven", text.as_bytes(), &["celsius"])?;
    /// assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5][..]));
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    #[doc(alias = "jsonl")]
    #[doc(alias = "ndjson")]
    #[doc(alias = "read_json")]
    pub fn json_lines(self, json_lines: bool) -> Self {
        CsvOptions { json_lines, ..self }
    }

    /// Names columns of a file in long format that do not change within a series; they become attributes of the
    /// [`Panel`](crate::data::Panel). [`read_panel`](Self::read_panel) explains the long format.
    #[doc(alias = "static_covariates")]
    pub fn static_columns<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        CsvOptions { static_columns: names.into_iter().map(N::into).collect(), ..self }
    }

    /// Sets several columns that together are the series id of a file in long format, such as store and item. Their cells are joined
    /// by slashes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "store,item,date,sales\n1,1,2013-01-01,13\n1,2,2013-01-01,33\n";
    /// let options = CsvOptions::new().id_columns(["store", "item"]);
    /// let panel = options.read_panel_from("sales", text.as_bytes(), &["sales"])?;
    /// assert_eq!(panel.get("1/2").unwrap().column("sales"), Some(&[33.0][..]));
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    #[doc(alias = "group_ids")]
    #[doc(alias = "group_cols")]
    pub fn id_columns<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        CsvOptions { id_columns: names.into_iter().map(N::into).collect(), ..self }
    }

    /// Sets the encoding of the file, by its WHATWG label such as `windows-1252`, `latin1`, `utf-16` or `shift_jis`. UTF-8 by
    /// default.
    #[cfg(feature = "encodings")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encodings")))]
    pub fn encoding(self, name: impl Into<String>) -> Self {
        CsvOptions { encoding: Some(name.into()), ..self }
    }

    /// Sets whether the file is gzip-compressed.
    #[cfg(feature = "gzip")]
    #[cfg_attr(docsrs, doc(cfg(feature = "gzip")))]
    #[doc(alias = "compression")]
    pub fn gzip(self, gzip: bool) -> Self {
        CsvOptions { gzip, ..self }
    }

    /// Returns what to do with missing values in the column `name`.
    pub(super) fn missing_of(&self, name: &str) -> Missing {
        let own = self.missing_in.iter().rev().find(|(column, _)| column == name);
        own.map_or(self.missing, |&(_, missing)| missing)
    }
}
