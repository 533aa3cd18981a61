//! Reading series from text: strict about values, lenient about what changes no value, and about more where options say so.
//!
//! Lenient: a byte order mark, any line ends, blank lines, quoted fields, spaces around fields, capitals in the header, more
//! columns than needed, and a comma, semicolon or tab as delimiter (the most frequent one of the first line). Strict: every row
//! has as many fields as the header, and each needed cell is a finite number or a time that can be read in one way. The first
//! mistake in the order of the file is reported; times that repeat come last where rows are sorted. The text is streamed; only
//! the numbers are kept.
//!
//! `source` turns bytes into UTF-8, `text` cleans line ends, `rows` cuts fields, `columns` finds them by name, `times` and
//! `numbers` read cells, `collect` brings rows into order, `read`, `panel` and `lines` put it together; `row_remedy` and
//! `time_remedy` know what to advise.

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

/// Reads a time and the named columns from a CSV file.
///
/// The time is in a column named date, datetime, timestamp, open time, time, ds, month or unix, or as
/// [`CsvOptions::time`] says. Names are compared without regard to capitals; the series has them as they are given here. Its
/// name is the path. Other columns are ignored. Rows are in the order of time, or are sorted by [`CsvOptions::sort`].
///
/// Fields are parted by commas, semicolons or tabs (whichever the first line has most of) and may be quoted. Numbers have a
/// point before their decimals. An empty cell is an error: how to fill the gap is not for a reader to choose. What else a file
/// may have is listed at [`CsvOptions`]; each error names the option that helps. A row may have 16 MiB.
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

/// Reads a time and the named columns from CSV text, as [`read_series`] does from a file.
///
/// `name` becomes the name of the series, and messages have it in place of the path of a file.
///
/// # Example
/// ```
/// let text = "time,celsius\n2020-01-01,180\n2020-01-02,181.5\n";
/// let oven = timeseriesml::data::read_series_from("oven", text.as_bytes(), &["celsius"])?;
/// assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5][..]));
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
/// # Errors
/// Those of [`read_series`] but for the path's.
pub fn read_series_from(name: &str, reader: impl Read, columns: &[&str]) -> Result<Series, DataError> {
    CsvOptions::new().read_series_from(name, reader, columns)
}
