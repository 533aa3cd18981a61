//! What can be wrong with data, one variant per mistake.
//!
//! Each message says where (file and line, or series and row), what was found, what was expected and how to mend it.
//! The line is the physical line of the file on which the row begins; the header stands on line 1 unless blank lines
//! come before it. The operating system's own reason is the `source()` of an error, not part of its text.

use std::{fmt, io};

use jiff::civil::DateTime;

use crate::data::{ScalerError, WindowError};

/// A place in data: the line of a file, or the row of a series that was built in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataLocation {
    /// A line of a file or reader, counted from 1.
    Line {
        /// The path as it was given, or the name given with a reader.
        file: String,
        /// The physical line on which the row begins.
        line: u64,
    },
    /// A row of a series, counted from 0.
    Row {
        /// The name of the series.
        series: String,
        /// The index into its time and columns.
        row: usize,
    },
}

impl DataLocation {
    /// The place within its file or series.
    fn within(&self) -> String {
        match self {
            DataLocation::Line { line, .. } => format!("line {line}"),
            DataLocation::Row { row, .. } => format!("row {row}"),
        }
    }
}

impl fmt::Display for DataLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DataLocation::Line { file, line } => write!(f, "{file}, line {line}"),
            DataLocation::Row { series, row } => write!(f, "series \"{series}\", row {row}"),
        }
    }
}

/// A mistake in a file or series, with the place where it stands.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum DataError {
    /// The path leads nowhere.
    #[error("{file}: no such file; check the spelling and the folder in which the program runs")]
    NoSuchFile { file: String, source: io::Error },
    /// The path leads to a folder.
    #[error("{file}: is a folder, expected a CSV file; name a file in it")]
    IsFolder { file: String },
    /// The operating system refused to open or read the file.
    #[error("{file}: cannot be read ({}); check that it is a readable file", source.kind())]
    Read { file: String, source: io::Error },
    /// The operating system refused to take what was written.
    #[error("series \"{series}\": cannot be written ({}); check the destination", source.kind())]
    Write { series: String, source: io::Error },

    /// The file has no header.
    #[error("{file}, line 1: the file is empty, expected a header line and below it one row per time step")]
    EmptyFile { file: String },
    /// A header, but nothing below it.
    #[error("{at}: no row follows the header, expected one row per time step; check that the export ran to its end")]
    HeaderOnly { at: DataLocation },
    /// Rows without one of their numbers were left out, and no other was there.
    #[error(
        "{at}: all {rows} rows below the header lack a number in one of the columns asked for; ask for fewer columns"
    )]
    NoCompleteRow { at: DataLocation, rows: usize },
    /// The first line holds values instead of names.
    #[error("{at}: found the value \"{found}\", expected column names; add a header line such as {expected}")]
    NoHeader { at: DataLocation, found: String, expected: String },
    /// A needed column is not in the header.
    #[error("{at}: no column {expected}, the header has {found}; rename or add the column")]
    MissingColumn { at: DataLocation, expected: String, found: String },
    /// A needed column stands twice in the header.
    #[error("{at}: the column \"{column}\" stands twice, as field {first} and field {second}; rename or remove one")]
    DuplicateColumn { at: DataLocation, column: String, first: usize, second: usize },
    /// A row has more or fewer fields than the header.
    #[error("{at}: found {found} {}, expected {expected} as in the header; {}", plural(*found), field_remedy(*lines))]
    FieldCount { at: DataLocation, found: usize, expected: usize, lines: u64 },
    /// A byte that no UTF-8 text has.
    #[error("{at}: found the byte 0x{byte:02x}, expected UTF-8 text; save the file as CSV in UTF-8")]
    NotText { at: DataLocation, byte: u8 },

    /// A cell that needs a number holds nothing.
    #[error(
        "{at}, column \"{column}\": the cell is empty, expected a number; remove the row, fill the gap, or leave such \
         rows out with `CsvOptions::new().drop_incomplete(true)`"
    )]
    EmptyCell { at: DataLocation, column: String },
    /// A row has no time.
    #[error("{at}, column \"{column}\": the cell is empty, expected a time; remove the row or fill the gap")]
    EmptyTime { at: DataLocation, column: String },
    /// A cell that is no number.
    #[error("{at}, column \"{column}\": found \"{found}\", expected a number; correct the cell or remove the row")]
    NotANumber { at: DataLocation, column: String, found: String },
    /// A number with a decimal comma or grouped digits, which could be read in two ways.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", expected a plain number such as 1234.5; write no separators \
         between digits and a point before the decimals"
    )]
    NumberFormat { at: DataLocation, column: String, found: String },
    /// NaN, an infinity, or a number beyond the range of `f64`.
    #[error("{at}, column \"{column}\": found \"{found}\", expected a finite number; remove the row or fill the gap")]
    NotFinite { at: DataLocation, column: String, found: String },
    /// A time in none of the forms that are read.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", expected a time such as {}",
        crate::data::time_index::TIME_FORMS
    )]
    NotATime { at: DataLocation, column: String, found: String },
    /// A date whose day and month could be exchanged.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", in which day and month could be exchanged; expected a time \
         such as {}",
        crate::data::time_index::TIME_FORMS
    )]
    AmbiguousDate { at: DataLocation, column: String, found: String },

    /// A row is older than the row before it.
    #[error("{at}: {found} comes after the later {previous}; {}", order_remedy(at))]
    Unsorted { at: DataLocation, found: DateTime, previous: DateTime },
    /// The second row is already older than the first.
    #[error(
        "{at}: {found} comes after the later {previous}, so the rows seem to stand newest first; {}",
        order_remedy(at)
    )]
    NewestFirst { at: DataLocation, found: DateTime, previous: DateTime },
    /// Two rows have the same time.
    #[error("{at}: the time {time} stands on {} already; keep one row per time", first.within())]
    DuplicateTime { at: DataLocation, time: DateTime, first: DataLocation },

    /// A column is not as long as the time.
    #[error("series \"{series}\": the column \"{column}\" has {found} values, the time {expected}; they must be equal")]
    ColumnLength { series: String, column: String, found: usize, expected: usize },
    /// Two columns of a series share a name.
    #[error("series \"{series}\": two columns are named \"{column}\"; rename one")]
    DuplicateName { series: String, column: String },
    /// A list of columns to take names one twice.
    #[error("series \"{series}\": the column \"{column}\" is asked for twice; name each column once")]
    AskedTwice { series: String, column: String },
    /// The time is asked for as a column of values.
    #[error(
        "{at}: the column \"{column}\" holds the time, which every series has; leave it out of the columns asked for"
    )]
    TimeAsValues { at: DataLocation, column: String },
    /// A series lacks a column that was asked for.
    #[error("series \"{series}\": no column \"{column}\", it has {}; capitals count", found.join(", "))]
    NoSuchColumn { series: String, column: String, found: Vec<String> },

    /// A range of rows that the series does not have.
    #[error("series \"{series}\": there are no rows {start} to {end}, it has {rows}; choose a range within 0..{rows}")]
    NoSuchRows { series: String, start: usize, end: usize, rows: usize },

    /// Two series of a panel share a name.
    #[error("panel: two series are named \"{series}\"; give each its own name")]
    DuplicateSeries { series: String },
    /// A series of a panel has other columns than the first.
    #[error(
        "panel: the series \"{series}\" has the columns {}, the series \"{first}\" has {}; give all the same columns in the same order",
        found.join(", "),
        expected.join(", ")
    )]
    PanelColumns { series: String, found: Vec<String>, first: String, expected: Vec<String> },
    /// A static attribute does not have one value for each series.
    #[error("panel: the static attribute \"{attribute}\" has {found} values for {expected} series; give one for each")]
    AttributeCount { attribute: String, found: usize, expected: usize },
    /// A static attribute that the panel has already.
    #[error("panel: there are two static attributes \"{attribute}\"; rename one")]
    DuplicateAttribute { attribute: String },

    /// Windows were asked for without a column to forecast.
    #[error("series \"{series}\": no target column was chosen; name it with .target(\"…\")")]
    NoTarget { series: String },
    /// Other columns than the model's features.
    #[error("series \"{series}\": the windows have {expected} features, the columns are {} ({}); choose {expected} with .columns([…])", found.len(), found.join(", "))]
    FeatureCount { series: String, expected: usize, found: Vec<String> },
    /// A window without steps.
    #[error("windows: lookback {lookback} and horizon {horizon} must both be at least 1")]
    EmptyWindow { lookback: usize, horizon: usize },
    /// A part shorter than one window.
    #[error("{series}: lookback {lookback} and horizon {horizon} need {needed} rows, the {part} has {rows}{}; give it more rows, or shorten the lookback or the horizon", rows_of(*first, *rows))]
    TooFewRows {
        series: String,
        part: &'static str,
        lookback: usize,
        horizon: usize,
        needed: usize,
        first: usize,
        rows: usize,
    },
    /// A part with context that is shorter than one horizon.
    #[error("{series}: with context a horizon of {horizon} needs {horizon} rows, the {part} has {rows}{}; give it more rows, or shorten the horizon", rows_of(*first, *rows))]
    TooFewTargetRows { series: String, part: &'static str, horizon: usize, first: usize, rows: usize },
    /// Fractions of a split that do not make a whole.
    #[error("split: the fractions are {found:?}; they must be positive and sum to 1")]
    Fractions { found: Vec<f64> },
    /// Counts of rows that are not those of the series.
    #[error(
        "split_rows: the parts {found:?} have {sum} rows together, series \"{series}\" has {rows}; they must be equal: rows are left out by `series.rows(..)`"
    )]
    RowCounts { series: String, found: Vec<usize>, sum: usize, rows: usize },
    /// Times of a split that do not increase.
    #[error("split_at: {later} is not later than {earlier}; give the times at which parts begin in their order")]
    CutOrder { earlier: DateTime, later: DateTime },
    /// A time of a split with no row before it, or none after.
    #[error(
        "split_at: {cut} leaves a part without rows, series \"{series}\" runs from {first} to {last}; choose a time between them"
    )]
    CutOutside { series: String, cut: DateTime, first: DateTime, last: DateTime },
    /// A scaled value beyond single precision.
    #[error(
        "series \"{series}\", row {row}, column \"{column}\": the scaled value {found:e} does not fit a 32-bit float; choose a scaler, or another unit"
    )]
    TooLargeToScale { series: String, row: usize, column: String, found: f64 },
    /// Windows over many series, between gaps or with weights cannot be made.
    #[error(transparent)]
    BadWindows(#[from] WindowError),
    /// A scaler cannot be fitted to these columns, or was fitted to others.
    #[error(transparent)]
    NotScaled(#[from] ScalerError),
}

debug_is_message! { DataError }

/// The first of these names that stands among those before it.
pub(super) fn twice<N: PartialEq>(names: &[N]) -> Option<&N> {
    (1..names.len()).find(|&i| names[..i].contains(&names[i])).map(|i| &names[i])
}

fn plural(fields: usize) -> &'static str {
    if fields == 1 { "field" } else { "fields" }
}

/// Rows of a file can be sorted by its reader.
fn order_remedy(at: &DataLocation) -> &'static str {
    match at {
        DataLocation::Line { .. } => "sort the rows oldest first, or read them with `CsvOptions::new().sort(true)`",
        DataLocation::Row { .. } => "sort the rows oldest first",
    }
}

/// A row over several lines is nearly always one with a quotation mark that nobody closed.
fn field_remedy(lines: u64) -> String {
    if lines > 1 {
        format!("a quotation mark joins {lines} lines into this row: close or remove it")
    } else {
        "complete the row, and quote fields that hold the delimiter".to_owned()
    }
}

/// Which rows a part has, for a message.
fn rows_of(first: usize, rows: usize) -> String {
    if rows == 0 { String::new() } else { format!(" (rows {first} to {})", first + rows - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_names_place_finding_and_remedy() {
        let at = DataLocation::Line { file: "btc.csv".to_owned(), line: 1842 };
        let error = DataError::NotANumber { at, column: "high".to_owned(), found: "n/a".to_owned() };
        let expected =
            "btc.csv, line 1842, column \"high\": found \"n/a\", expected a number; correct the cell or remove the row";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn reason_of_the_system_is_the_source() {
        let source = io::Error::from(io::ErrorKind::PermissionDenied);
        let error = DataError::Read { file: "btc.csv".to_owned(), source };
        assert!(std::error::Error::source(&error).is_some());
    }
}
