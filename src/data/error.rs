//! Errors in data. Each mistake has its own variant.
//!
//! Each message says where the mistake is (file and line, or series and row), what was found, what was expected, and the remedy.
//! The line is the line of the file on which the row begins; the header is on line 1 unless blank lines come before it. For an
//! error of the operating system, the message has only its kind; `source()` returns the error itself.

use std::io;

use jiff::civil::DateTime;

#[cfg(feature = "arrow")]
use crate::data::ArrowTableError;
use crate::data::{DataLocation, ScalerError, WindowError};
use crate::files::shown;

use super::error_text::{
    below, by_position, duplicate_remedy, listed, not_finite_remedy, order_remedy, plural, rows_of, second_header,
    without_volume,
};

/// A mistake in a file or series, with its location.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum DataError {
    /// The path does not exist.
    #[error("{file}: no such file; check the spelling and the folder in which the program runs")]
    NoSuchFile { file: String, source: io::Error },
    /// The path is a folder.
    #[error("{file}: is a folder, expected a CSV file; name a file in it")]
    IsFolder { file: String },
    /// The operating system could not open or read the file.
    #[error("{file}: cannot be read ({}); check that it is a readable file", source.kind())]
    Read { file: String, source: io::Error },
    /// The operating system could not write the file.
    #[error("series \"{series}\": cannot be written ({}); check the destination", source.kind())]
    Write { series: String, source: io::Error },

    /// The file is not CSV, but of another type that was recognized.
    #[error("{file}: is {found}, expected CSV text; {remedy}")]
    NotCsv { file: String, found: &'static str, remedy: &'static str },
    /// No encoding has this name.
    #[error(
        "encoding: unknown encoding \"{}\"; choose one such as \"windows-1252\", \"utf-16\" or \"shift_jis\"",
        shown(found)
    )]
    UnknownEncoding { found: String },
    /// This character cannot be a delimiter or comment mark.
    #[error("{option}: found {found:?}, expected an ASCII character other than a letter, digit or quotation mark")]
    Mark { option: &'static str, found: char },
    /// The folder has no file to read.
    #[error("{folder}: no file in it ends in csv, tsv, txt, dat, gz, jsonl or ndjson; name another folder")]
    NoFiles { folder: String },
    /// The file is empty.
    #[error("{file}, line 1: the file is empty, expected a header line, then one row per time step")]
    EmptyFile { file: String },
    /// The file has a header but no rows.
    #[error("{at}: no row follows the header, expected one row per time step; check that the export was complete")]
    HeaderOnly { at: DataLocation },
    /// No row is complete, so all rows were left out.
    #[error("{at}: no row{} is complete ({rows} dropped); read fewer columns{}", below(at), without_volume(at))]
    NoCompleteRow { at: DataLocation, rows: usize },
    /// The first line has values instead of names.
    #[error(
        "{at}: found the value \"{found}\", expected column names; name the {fields} columns with \
         `CsvOptions::new().names([{names}])`"
    )]
    NoHeader { at: DataLocation, found: String, fields: usize, names: String },
    /// The header has times, so each line is probably a series.
    #[error(
        "{at}: found the time \"{found}\" as a column name; if each line is a series, read it with \
         `CsvOptions::new().read_panel_lines(path)`"
    )]
    SeriesOnLines { at: DataLocation, found: String },
    /// The first line is not a header.
    #[error(
        "{at}: found \"{found}\", expected column names; if the header comes later, skip the lines before it with \
         `CsvOptions::new().skip_lines({lines})`"
    )]
    Headline { at: DataLocation, found: String, lines: u64 },
    /// The header comes after other lines.
    #[error(
        "{at}: found \"{found}\", expected column names, which seem to be on line {}; skip the lines before them with \
         `CsvOptions::new().skip_lines({lines})`",
        lines + 1
    )]
    HeaderBelow { at: DataLocation, found: String, lines: u64 },
    /// The whole line is one quoted field.
    #[error(
        "{at}: the whole line is one quoted field, {found:?}; remove the quotation marks around each line in a text editor"
    )]
    QuotedLine { at: DataLocation, found: String },
    /// The options skip every row.
    #[error(
        "{file}: no row is left after skipping; correct `skip_lines`, `skip_after_header`, `skip_footer` or `comment`"
    )]
    NothingLeft { file: String },
    /// A comment comes before the header.
    #[error("{at}: found \"{found}\", expected column names; skip comments with `CsvOptions::new().comment('{mark}')`")]
    CommentFirst { at: DataLocation, found: String, mark: char },
    /// The delimiter is not a comma, semicolon or tab: an option must set it.
    #[error(
        "{at}: found \"{found}\", expected column names separated by a comma, semicolon or tab; read it with \
         `CsvOptions::new().delimiter('{delimiter}')`"
    )]
    OtherDelimiter { at: DataLocation, found: String, delimiter: char },
    /// The header lacks a column that is needed.
    #[error("{at}: no {expected}; the {} has {found}; {remedy}", at.header())]
    MissingColumn { at: DataLocation, expected: String, found: String, remedy: String },
    /// An option names a column that the header does not have.
    #[error(
        "{at}: the {} has no column \"{}\" for \"{column}\", but has {found}; correct the name in the option",
        at.header(),
        shown(name)
    )]
    NoColumnOfName { at: DataLocation, column: String, name: String, found: String },
    /// An option names a position beyond the last column.
    #[error(
        "{at}: there is no column at position {position} for \"{column}\", only 0 to {}; correct the option",
        found.saturating_sub(1)
    )]
    NoSuchPosition { at: DataLocation, column: String, position: usize, found: usize },
    /// Several columns could be the needed one.
    #[error(
        "{at}: \"{column}\" could be {found}; choose one, as with `{}::new().column(\"{column}\", \"{}\")`",
        at.options(),
        shown(first)
    )]
    ColumnChoice { at: DataLocation, column: String, found: String, first: String },
    /// Two columns of a table have the same name.
    #[error(
        "{at}: two columns are named \"{}\", at positions {first} and {second}; rename one, or name all columns with \
         `CsvOptions::new().skip_lines({}).names([…])`",
        shown(column),
        at.line()
    )]
    DuplicateHeader { at: DataLocation, column: String, first: usize, second: usize },
    /// A needed column is in the header twice.
    #[error(
        "{at}: the column \"{column}\" occurs twice, at positions {first} and {second}; choose one, as with \
         `{}::new().{}`",
        at.options(),
        by_position(column, *first)
    )]
    DuplicateColumn { at: DataLocation, column: String, first: usize, second: usize },
    /// Several columns could be the time.
    #[error(
        "{at}: the time could be {}; choose one, as with `{}::new().time(\"{}\")`",
        listed(found),
        at.options(),
        found.first().map_or("…", |name| name)
    )]
    TimeChoice { at: DataLocation, found: Vec<String> },
    /// Several columns together seem to be the time.
    #[error(
        "{at}: the time seems to be in the columns {0}; join them with `{1}::new().time_columns([{0}])`, or choose one \
         with `.time(\"{2}\")`",
        listed(found),
        at.options(),
        found.first().map_or("…", |name| name)
    )]
    TimeParts { at: DataLocation, found: Vec<String> },
    /// A row has more or fewer fields than the header.
    #[error(
        "{at}: found {found} {}, expected {expected} as in the header; {remedy}",
        plural(*found, "field", "fields")
    )]
    FieldCount { at: DataLocation, found: usize, expected: usize, remedy: String },
    /// A quotation mark is never closed, so that the rest of the file is one field.
    #[error(
        "{at}: a quotation mark is never closed, so the last {lines} lines become one field; \
         close or remove it"
    )]
    QuoteNotClosed { at: DataLocation, lines: u64 },
    /// A row repeats the header.
    #[error("{at}: the header is repeated here; skip such rows with `CsvOptions::new().skip_repeated_headers(true)`")]
    RepeatedHeader { at: DataLocation },
    /// A byte is not part of UTF-8 text, or is zero.
    #[error(
        "{at}: found the byte 0x{byte:02x}, expected UTF-8 text; save the file in UTF-8, or name its encoding with \
         `CsvOptions::new().encoding(\"windows-1252\")`"
    )]
    NotText { at: DataLocation, byte: u8 },
    /// A row is larger than the limit.
    #[error("{at}: the row is longer than {} MiB; check for missing line ends and unclosed quotation marks", limit >> 20)]
    RowTooLong { at: DataLocation, limit: u64 },
    /// A line is not a JSON object.
    #[error("{at}: expected a JSON object on this line, found {reason}")]
    NotJson { at: DataLocation, reason: String },

    /// A cell is empty where a number is needed.
    #[error(
        "{at}, column \"{column}\": the cell is empty; fill it with `{}::new().missing(Missing::ForwardFill)` or \
         `Missing::Interpolate`, or drop the row with `Missing::DropRow`",
        at.options()
    )]
    EmptyCell { at: DataLocation, column: String },
    /// A cell has a marker of a missing value where a number is needed.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", a missing value; fill it with \
         `{}::new().missing(Missing::ForwardFill)` or `Missing::Interpolate`, or drop the row with `Missing::DropRow`",
        at.options()
    )]
    MissingValue { at: DataLocation, column: String, found: String },
    /// A missing value cannot be filled: no value comes before it or, for interpolation, none comes after it.
    #[error(
        "{at}, column \"{column}\": the missing value cannot be filled: no value comes {} it; drop the row with \
         `.missing_in(\"{column}\", Missing::DropRow)`",
        if *before { "before" } else { "after" }
    )]
    CannotFill { at: DataLocation, column: String, before: bool },
    /// A row has no time.
    #[error(
        "{at}, column \"{column}\": the cell is empty, expected a time; drop such rows with \
         `{}::new().missing(Missing::DropRow)`{}",
        at.options(),
        second_header(*after_header)
    )]
    EmptyTime { at: DataLocation, column: String, after_header: Option<usize> },
    /// A row has a marker of a missing value instead of a time.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", a missing value, expected a time; drop such rows with \
         `CsvOptions::new().missing(Missing::DropRow)`"
    )]
    MissingTime { at: DataLocation, column: String, found: String },
    /// A day or time of day does not exist.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", a day or time of day that does not exist; correct the cell or remove \
         the row"
    )]
    NoSuchTime { at: DataLocation, column: String, found: String },
    /// A row has no series id.
    #[error(
        "{at}: the series id is empty; complete the row, or choose another id column with \
         `{}::new().column(\"series_id\", \"…\")`",
        at.options()
    )]
    EmptyId { at: DataLocation },
    /// Two lines have the same series id.
    #[error("{at}: the series \"{id}\" is already on line {first}; give each series one line")]
    DuplicateId { at: DataLocation, id: String, first: u64 },
    /// All values of a series are missing.
    #[error(
        "{at}: the series \"{series}\" has no value; drop such series with \
         `CsvOptions::new().missing(Missing::DropRow)`"
    )]
    SeriesWithoutValues { at: DataLocation, series: String },
    /// A static attribute changes within a series.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", but {before} before; read the column \
         as values, or correct the row"
    )]
    AttributeVaries { at: DataLocation, column: String, found: String, before: String },
    /// A cell is not a number.
    #[error("{at}, column \"{column}\": found \"{found}\", expected a number; correct the cell or remove the row")]
    NotANumber { at: DataLocation, column: String, found: String },
    /// A cell is not a number; it may be an unknown marker of a missing value.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", expected a number; if it marks a missing value, say so with \
         `CsvOptions::new().na_values([{found:?}])`"
    )]
    UnknownMark { at: DataLocation, column: String, found: String },
    /// A number has separators, symbols or abbreviations, which only options allow.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", expected a plain number such as 1234.5; read it with {remedy}"
    )]
    NumberFormat { at: DataLocation, column: String, found: String, remedy: String },
    /// NaN, an infinity, or a number beyond the range of `f64`.
    #[error("{at}, column \"{column}\": found \"{found}\", expected a finite number; {}", not_finite_remedy(at, found))]
    NotFinite { at: DataLocation, column: String, found: String },
    /// A time has an unknown format.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", expected a time such as {}; {remedy}",
        crate::data::time::TIME_FORMS
    )]
    NotATime { at: DataLocation, column: String, found: String, remedy: String },
    /// The first row has text instead of a time.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", expected a time such as 2020-01-31 13:30; if this is another header \
         line, skip it with `CsvOptions::new().skip_after_header({after_header})`"
    )]
    NoFirstTime { at: DataLocation, column: String, found: String, after_header: usize },
    /// In one file, some dates have the day first and others the month.
    #[error(
        "{at}, column \"{column}\": found \"{found}\" with the {} first, but the date on line {first} has the {} first; \
         write all dates alike",
        if *day_first { "day" } else { "month" },
        if *day_first { "month" } else { "day" }
    )]
    MixedDateOrder { at: DataLocation, column: String, found: String, day_first: bool, first: u64 },
    /// Either the day or the month may come first in a date.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", where the day or the month may come first; say which does with \
         `{}::new().day_first(true)` or `.day_first(false)`",
        at.options()
    )]
    AmbiguousDate { at: DataLocation, column: String, found: String },
    /// A year has only two digits.
    #[error("{at}, column \"{column}\": found \"{found}\", whose year has two digits; {remedy}")]
    ShortYear { at: DataLocation, column: String, found: String, remedy: String },
    /// Digits may be a date or a Unix time.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", either a date or Unix time; say which with \
         `{}::new().time_format(\"{}\")` or `.unix(UnixUnit::{})`",
        at.options(),
        if found.len() > 10 { "%Y%m%d%H%M" } else { "%Y%m%d%H" },
        if found.len() > 10 { "Milliseconds" } else { "Seconds" }
    )]
    AmbiguousStamp { at: DataLocation, column: String, found: String },
    /// A time does not match the format that an option gives.
    #[error("{at}, column \"{column}\": found \"{found}\", expected a time in {format}; correct the format")]
    NotInFormat { at: DataLocation, column: String, found: String, format: String },
    /// A Unix time is not a number, or is outside the range of dates.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", expected a Unix time in {}; {remedy}",
        format!("{unit:?}").to_lowercase()
    )]
    NotUnixTime { at: DataLocation, column: String, found: String, unit: crate::data::UnixUnit, remedy: &'static str },
    /// In one file, some times have an offset from UTC and others have none.
    #[error(
        "{at}, column \"{column}\": \"{found}\" has {} offset from UTC, but the time on {} {first} has {}; write all times alike",
        if *has_offset { "an" } else { "no" },
        if matches!(at, DataLocation::TableRow { .. }) { "row" } else { "line" },
        if *has_offset { "none" } else { "one" }
    )]
    MixedOffsets { at: DataLocation, column: String, found: String, has_offset: bool, first: u64 },
    /// A zone is not in the time zone database.
    #[error("zone: unknown time zone \"{}\"; give an IANA name such as \"America/New_York\"", shown(found))]
    UnknownZone { found: String },
    /// The clock shows a local time twice.
    #[error(
        "{at}, column \"{column}\": {found} occurs twice in {zone}, since clocks go back; choose one with \
         `.ambiguous(AmbiguousTime::InOrder)`, `Earlier` or `Later`"
    )]
    AmbiguousLocalTime { at: DataLocation, column: String, found: DateTime, zone: String },
    /// The clock skips a local time.
    #[error(
        "{at}, column \"{column}\": {found} does not exist in {zone}, where clocks go forward; shift it with \
         `.ambiguous(AmbiguousTime::Later)` or `Earlier`"
    )]
    SkippedLocalTime { at: DataLocation, column: String, found: DateTime, zone: String },
    /// Rows are counted beyond the end of the calendar.
    #[error("{at}: this row falls after the year 9999; count the rows from an earlier start")]
    CalendarEnds { at: DataLocation },
    /// A file with one series per line has no times in its header.
    #[error(
        "{at}: the header has no times; count the values with `CsvOptions::new().count_rows(start, step)`, or give the format \
         of times with `.time_format(\"%Y\")`"
    )]
    NoTimes { at: DataLocation },

    /// A row is older than the previous row.
    #[error("{at}: {found} is earlier than {previous} before it; {}", order_remedy(at))]
    Unsorted { at: DataLocation, found: DateTime, previous: DateTime },
    /// The second row is already older than the first.
    #[error(
        "{at}: {found} is earlier than {previous} before it, so the newest row seems to be first; {}",
        order_remedy(at)
    )]
    NewestFirst { at: DataLocation, found: DateTime, previous: DateTime },
    /// Two rows have the same time.
    #[error("{at}: the time {time} is already on {}; {}", first.within(), duplicate_remedy(at))]
    DuplicateTime { at: DataLocation, time: DateTime, first: DataLocation },

    /// Two rows have the same day and no time of day.
    #[error(
        "{at}: the time {time} is already on {}; if another column has the time of day, join it with \
         `CsvOptions::new().time_columns([{columns}])`, otherwise keep one row with `.duplicates(Duplicates::KeepFirst)` or \
         `KeepLast`",
        first.within()
    )]
    DuplicateDay { at: DataLocation, time: DateTime, first: DataLocation, columns: String },
    /// The rows of a series in long format are not in order of time.
    #[error(
        "{at}: the series \"{series}\" goes back from {previous} to {found}; if several columns form the id, name them with \
         `CsvOptions::new().id_columns([\"…\", \"…\"])`, otherwise sort the rows with `.sort(true)`"
    )]
    UnsortedInSeries { at: DataLocation, found: DateTime, previous: DateTime, series: String },
    /// Each row of a file in long format has a different id.
    #[error(
        "{at}: each row has a different \"{column}\", so no series has two times; name the columns of the id with \
         `CsvOptions::new().id_columns([\"…\"])`"
    )]
    OneRowPerSeries { at: DataLocation, column: String },
    /// In a file with one series per line, some columns are neither times nor named as attributes.
    #[error(
        "{at}: found {found} in the header, expected times; if these are attributes of the series, say so with \
         `CsvOptions::new().static_columns([{columns}])`"
    )]
    NotTimes { at: DataLocation, found: String, columns: String },
    /// The times in a header do not increase.
    #[error("{at}: {found} follows the later {previous} in the header; sort the columns by time")]
    HeaderNotInOrder { at: DataLocation, found: DateTime, previous: DateTime },
    /// A line has text among its values.
    #[error(
        "{at}, column \"{column}\": found \"{found}\", expected a number; if it is an attribute of the series, say so with \
         `CsvOptions::new().static_columns([{columns}])`, otherwise correct the cell"
    )]
    TextInLine { at: DataLocation, column: String, found: String, columns: String },
    /// Two rows of a series in long format have the same time.
    #[error(
        "{at}: the series \"{series}\" already has the time {time} on {}; if several columns form the id, name them with \
         `CsvOptions::new().id_columns([\"…\", \"…\"])`, otherwise keep one row with `.duplicates(Duplicates::KeepFirst)` or \
         `KeepLast`",
        first.within()
    )]
    DuplicateTimeOfSeries { at: DataLocation, time: DateTime, first: DataLocation, series: String },

    /// A column has more or fewer values than there are times.
    #[error("series \"{series}\": the column \"{column}\" has {found} values for {expected} times; give one per time")]
    ColumnLength { series: String, column: String, found: usize, expected: usize },
    /// Two columns of a series have the same name.
    #[error("series \"{series}\": two columns are named \"{column}\"; rename one")]
    DuplicateName { series: String, column: String },
    /// A column is requested twice.
    #[error("series \"{series}\": the column \"{column}\" is requested twice; name each column once")]
    AskedTwice { series: String, column: String },
    /// The time is requested as a column of values.
    #[error("{at}: the column \"{column}\" holds the time, which every series has; do not list it as a column")]
    TimeAsValues { at: DataLocation, column: String },
    /// A series lacks a requested column.
    #[error("series \"{series}\": no column \"{column}\", only {}; case matters", found.join(", "))]
    NoSuchColumn { series: String, column: String, found: Vec<String> },

    /// The series does not have all rows of the range.
    #[error("series \"{series}\": no rows {start} to {end}, only {rows} rows; choose a range within 0..{rows}")]
    NoSuchRows { series: String, start: usize, end: usize, rows: usize },

    /// Two series of a panel have the same name.
    #[error("panel: two series are named \"{series}\"; give each its own name")]
    DuplicateSeries { series: String },
    /// A series of a panel has different columns from the first.
    #[error(
        "panel: the series \"{series}\" has the columns {}, but the series \"{first}\" has {}; give all the same columns in the same order",
        found.join(", "),
        expected.join(", ")
    )]
    PanelColumns { series: String, found: Vec<String>, first: String, expected: Vec<String> },
    /// A static attribute does not have one value for each series.
    #[error("panel: the static attribute \"{attribute}\" has {found} values for {expected} series; give one for each")]
    AttributeCount { attribute: String, found: usize, expected: usize },
    /// The panel already has a static attribute of this name.
    #[error("panel: there are two static attributes \"{attribute}\"; rename one")]
    DuplicateAttribute { attribute: String },

    /// No column to forecast is set for the windows.
    #[error("series \"{series}\": no target column was chosen; name it with `.target(\"…\")`")]
    NoTarget { series: String },
    /// The number of columns differs from the number of features in the type.
    #[error("series \"{series}\": the windows need {expected} features, found {} columns ({}); choose {expected} with `.columns([…])`", found.len(), found.join(", "))]
    FeatureCount { series: String, expected: usize, found: Vec<String> },
    /// A window has no steps.
    #[error("windows: lookback {lookback} and horizon {horizon} must both be at least 1")]
    EmptyWindow { lookback: usize, horizon: usize },
    /// A part of a split is shorter than one window.
    #[error("{series}: lookback {lookback} and horizon {horizon} need {needed} rows, but the {part} has {rows}{}; give it more rows, or shorten the lookback or the horizon", rows_of(*first, *rows))]
    TooFewRows {
        series: String,
        part: &'static str,
        lookback: usize,
        horizon: usize,
        needed: usize,
        first: usize,
        rows: usize,
    },
    /// A part of a split with context is shorter than the horizon.
    #[error("{series}: with context, a horizon of {horizon} needs {horizon} rows, but the {part} has {rows}{}; give it more rows, or shorten the horizon", rows_of(*first, *rows))]
    TooFewTargetRows { series: String, part: &'static str, horizon: usize, first: usize, rows: usize },
    /// The fractions of a split do not sum to 1.
    #[error("split: the fractions are {found:?}; they must be positive and sum to 1")]
    Fractions { found: Vec<f64> },
    /// The rows of the parts do not add up to the rows of the series.
    #[error(
        "split_rows: the parts {found:?} have {sum} rows in total, but series \"{series}\" has {rows}; use all rows, or select some with `series.rows(..)`"
    )]
    RowCounts { series: String, found: Vec<usize>, sum: usize, rows: usize },
    /// The times of a split do not increase.
    #[error("split_at: {later} is not later than {earlier}; give the start times of the parts in order")]
    CutOrder { earlier: DateTime, later: DateTime },
    /// A split time leaves no rows before it, or no rows at or after it.
    #[error(
        "split_at: {cut} leaves a part without rows: series \"{series}\" runs from {first} to {last}; choose a time between them"
    )]
    CutOutside { series: String, cut: DateTime, first: DateTime, last: DateTime },
    /// A scaled value is beyond the range of `f32`.
    #[error(
        "series \"{series}\", row {row}, column \"{column}\": the scaled value {found:e} does not fit a 32-bit float; choose another scaler or unit"
    )]
    TooLargeToScale { series: String, row: usize, column: String, found: f64 },
    /// Windows cannot be built; the inner error says why.
    #[error(transparent)]
    BadWindows(#[from] WindowError),
    /// A scaler cannot be fitted to these columns, or was fitted to others.
    #[error(transparent)]
    NotScaled(#[from] ScalerError),
    /// An Arrow or Parquet table cannot be read or written.
    #[cfg(feature = "arrow")]
    #[error(transparent)]
    Arrow(#[from] ArrowTableError),
}

debug_is_message! { DataError }

/// Returns the first name that repeats an earlier one.
pub(super) fn twice<N: PartialEq>(names: &[N]) -> Option<&N> {
    (1..names.len()).find(|&i| names[..i].contains(&names[i])).map(|i| &names[i])
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
