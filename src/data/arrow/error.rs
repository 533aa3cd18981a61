//! Errors of Arrow and Parquet tables, other than errors of single cells.

use std::fmt;

use crate::files::shown;

/// Why an Arrow or Parquet table cannot be read or written.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum ArrowTableError {
    /// The table has no rows.
    #[error("{table}: the table has no rows, expected one row per time step; check the query or export that made it")]
    NoRows { table: String },
    /// The type of a column cannot be read as numbers, text or times.
    #[error("{table}: the column \"{}\" has the type {found}, expected {expected}; {remedy}", shown(column))]
    ColumnType { table: String, column: String, found: String, expected: &'static str, remedy: &'static str },
    /// Record batches of one table have different columns.
    #[error(
        "{table}: record batch {batch} has the columns {}, but the first has {}; give all batches the same schema",
        shown(found),
        shown(expected)
    )]
    Schema { table: String, batch: usize, found: String, expected: String },
    /// An integer is beyond 2^53, and an `f64` cannot hold it exactly.
    #[error(
        "{table}, row {row}, column \"{}\": found {found}, which a 64-bit float cannot hold exactly; cast the column to Float64 if the \
         rounded value will do",
        shown(column)
    )]
    Inexact { table: String, row: u64, column: String, found: String },
    /// A time is not in the years 0 to 9999.
    #[error(
        "{table}, row {row}, column \"{}\": found {found}, expected a time in the years 0 to 9999; check the unit of the column",
        shown(column)
    )]
    TimeRange { table: String, row: u64, column: String, found: String },
    /// A time has nanoseconds and is too far from 1970 for Arrow to hold them.
    #[error(
        "series \"{}\": found {found}, but Arrow's nanosecond times cover only the years 1677 to 2262; round the times to \
         microseconds",
        shown(series)
    )]
    NanosecondRange { series: String, found: jiff::civil::DateTime },
    /// Arrow refused a record batch.
    #[error("{table}: Arrow refused the record batch ({source}); check its columns")]
    RefusedBatch { table: String, source: arrow_schema::ArrowError },
    /// The file is not a Parquet file, or is damaged.
    #[error("{file}: not a Parquet file, or a damaged one ({}); write the file again", Reason(source.as_ref()))]
    NotParquet { file: String, source: Box<dyn std::error::Error + Send + Sync> },
    /// A Parquet file uses a compression other than Snappy or gzip.
    #[error(
        "{file}: compressed with {found}, expected Snappy, gzip or no compression; write it again, as with \
         `df.write_parquet(path, compression=\"snappy\")` in Polars"
    )]
    Compression { file: String, found: String },
    /// The folder has no Parquet files.
    #[error("{folder}: no file in it ends in .parquet; give a file, or the folder with the part files")]
    NoFiles { folder: String },
}

debug_is_message! { ArrowTableError }

/// Another library's message, on one line and shortened.
struct Reason<'a>(&'a (dyn std::error::Error + Send + Sync));

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.0.to_string()))
    }
}
