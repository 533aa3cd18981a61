//! Reads series from text. Values are read strictly; differences of form that change no value are accepted; options permit more.
//!
//! The reader accepts a byte order mark, any line ends, blank lines, quoted fields, spaces around fields, upper or lower case in
//! the header, unused columns, and a comma, semicolon or tab as delimiter (whichever is most frequent on the first line). Every
//! row must have as many fields as the header, and each needed cell must be a finite number or an unambiguous time. The first
//! mistake in file order is reported; only mistakes found while sorting or filling are reported last. The text is streamed, so
//! memory holds only the numbers.
//!
//! `source` turns bytes into UTF-8, `text` cleans line ends, `rows` splits fields, `columns` finds columns by name, `times` and
//! `numbers` read cells, `collect` sorts and fills rows, and `read`, `panel` and `lines` build series. `row_remedy` and
//! `time_remedy` find remedies for messages.

mod collect;
mod columns;
mod folder;
mod lines;
mod numbers;
mod options;
#[cfg(test)]
mod options_test;
mod panel;
mod read;
mod report;
mod row_remedy;
mod rows;
mod rules;
mod source;
#[cfg(feature = "arrow")]
mod table;
#[cfg(test)]
mod tests;
mod text;
mod time_format;
mod time_remedy;
mod times;

use std::io::Read;
use std::path::Path;

use crate::data::{DataError, Series};

pub use options::{CsvOptions, FileColumn};
pub use report::ReadReport;
pub use rules::{AmbiguousTime, Duplicates, Inconsistent, Missing};

pub(crate) use collect::{Check, Verdict};
pub(crate) use columns::Wanted;
#[cfg(feature = "arrow")]
pub(in crate::data) use table::{TypedNumber, TypedTable, TypedTime};

/// Reads the time and the named columns from a CSV file.
///
/// The time is in a column named date, datetime, timestamp, open time, time, ds, month or unix, or in the one that
/// [`CsvOptions::time`] names. Names are compared ignoring case. The columns of the series are named as in `columns`; the series
/// itself is named after the path. Other columns are ignored. Rows must be in order of time, unless [`CsvOptions::sort`] sorts
/// them.
///
/// Commas, semicolons or tabs separate the fields (whichever is most frequent on the first line); fields may be quoted. Numbers
/// have a decimal point. An empty cell is an error, since filling a gap is the caller's decision. [`CsvOptions`] lists what else
/// a file may contain; each error names the option that helps. A row may have up to 16 MiB.
///
/// # Example
/// ```no_run
/// let oven = timeseriesml::read_series("readings/oven.csv", &["celsius", "watts"])?;
/// assert_eq!(oven.name(), "readings/oven.csv");
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
/// # Errors
/// A [`DataError`] that names the file and the line of the first mistake, from a missing file to unsorted times.
#[doc(alias = "from_csv")]
pub fn read_series(path: impl AsRef<Path>, columns: &[&str]) -> Result<Series, DataError> {
    CsvOptions::new().read_series(path, columns)
}

/// Reads the time and the named columns from CSV text, as [`read_series`] does from a file.
///
/// `name` becomes the name of the series; messages use it instead of a path.
///
/// # Example
/// ```
/// let text = "time,celsius\n2020-01-01,180\n2020-01-02,181.5\n";
/// let oven = timeseriesml::data::read_series_from("oven", text.as_bytes(), &["celsius"])?;
/// assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5][..]));
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
/// # Errors
/// The errors of [`read_series`], except errors of the path.
pub fn read_series_from(name: &str, reader: impl Read, columns: &[&str]) -> Result<Series, DataError> {
    CsvOptions::new().read_series_from(name, reader, columns)
}
