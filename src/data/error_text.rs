//! Parts of the messages of data errors that depend on what was found.

use super::location::DataLocation;
use crate::files::shown;

pub(super) fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// Writes a count with its noun, such as "1 row" or "2 rows".
pub(super) fn counted(number: usize, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}

/// A list of quoted names.
pub(super) fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{}\"", shown(name))).collect::<Vec<_>>().join(", ")
}

/// The option that chooses a column by its position, as code.
pub(super) fn by_position(column: &str, position: usize) -> String {
    if column == "date" || column == "time" {
        format!("time({position})")
    } else {
        format!("column(\"{column}\", {position})")
    }
}

/// Says how to sort rows: with the reader's option if the data comes from a reader.
pub(super) fn order_remedy(at: &DataLocation) -> &'static str {
    match at {
        DataLocation::Line { .. } => "sort the rows with `CsvOptions::new().sort(true)`",
        DataLocation::Row { .. } => "sort the rows oldest first",
        DataLocation::TableRow { .. } => "sort the rows with `ArrowOptions::new().sort(true)`",
    }
}

/// Says how to remove repeated times: with the reader's option if the data comes from a reader.
pub(super) fn duplicate_remedy(at: &DataLocation) -> &'static str {
    match at {
        DataLocation::Line { .. } => {
            "keep one with `CsvOptions::new().duplicates(Duplicates::KeepFirst)` or `KeepLast`"
        }
        DataLocation::Row { .. } => "keep one row per time",
        DataLocation::TableRow { .. } => {
            "keep one with `ArrowOptions::new().duplicates(Duplicates::KeepFirst)` or `KeepLast`"
        }
    }
}

/// Says how to treat a number that is not finite. The option needs the whole cell, so it is not offered if the message shortens the
/// cell.
pub(super) fn not_finite_remedy(at: &DataLocation, found: &str) -> String {
    match at {
        DataLocation::Line { .. } if !found.ends_with('…') => {
            format!(
                "correct the cell, or if it marks a missing value, say so with `CsvOptions::new().na_values([{found:?}])`"
            )
        }
        DataLocation::Line { .. } => "correct or remove the row".to_owned(),
        DataLocation::Row { .. } | DataLocation::TableRow { .. } => "remove the row or fill the gap".to_owned(),
    }
}

/// Adds a remedy for an empty time in the first row: the row may be another header line.
pub(super) fn second_header(after_header: Option<usize>) -> String {
    after_header.map_or_else(String::new, |rows| {
        format!(", or if this is a second header line, skip it with `.skip_after_header({rows})`")
    })
}

/// Says where the rows are: below the header in a file; a table has no header.
pub(super) fn below(at: &DataLocation) -> &'static str {
    if matches!(at, DataLocation::TableRow { .. }) { "" } else { " after the header" }
}

/// Adds a remedy for CSV files: candles can be read without volume.
pub(super) fn without_volume(at: &DataLocation) -> &'static str {
    if matches!(at, DataLocation::TableRow { .. }) { "" } else { ", or candles without volume with `.no_volume()`" }
}

/// The range of rows of a part, in parentheses; empty if the part has no rows.
pub(super) fn rows_of(first: usize, rows: usize) -> String {
    if rows == 0 { String::new() } else { format!(" (rows {first} to {})", first + rows - 1) }
}
