//! The parts of messages about data that depend on what was found.

use super::location::DataLocation;
use crate::files::shown;

pub(super) fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// Names in quotation marks.
pub(super) fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{}\"", shown(name))).collect::<Vec<_>>().join(", ")
}

/// The option that chooses a column by its position.
pub(super) fn by_position(column: &str, position: usize) -> String {
    if column == "date" || column == "time" {
        format!("time({position})")
    } else {
        format!("column(\"{column}\", {position})")
    }
}

/// Rows of a file can be sorted by its reader.
pub(super) fn order_remedy(at: &DataLocation) -> &'static str {
    match at {
        DataLocation::Line { .. } => "sort the rows with `CsvOptions::new().sort(true)`",
        DataLocation::Row { .. } => "sort the rows oldest first",
        DataLocation::TableRow { .. } => "sort the rows with `ArrowOptions::new().sort(true)`",
    }
}

/// Repeated times of a file can be left out by its reader.
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

/// A cell of a file can be declared missing, unless the message had to cut it.
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

/// What an empty cell below the header can be, besides a gap.
pub(super) fn second_header(after_header: Option<usize>) -> String {
    after_header.map_or_else(String::new, |rows| {
        format!(", or if this is a further header line, with `.skip_after_header({rows})`")
    })
}

/// Where the rows of a text are; those of a table have no other place.
pub(super) fn below(at: &DataLocation) -> &'static str {
    if matches!(at, DataLocation::TableRow { .. }) { "" } else { " below the header" }
}

/// Candles of a text may be read without their volume.
pub(super) fn without_volume(at: &DataLocation) -> &'static str {
    if matches!(at, DataLocation::TableRow { .. }) { "" } else { ", or candles without their volume by `.no_volume()`" }
}

/// Which rows a part has, for a message.
pub(super) fn rows_of(first: usize, rows: usize) -> String {
    if rows == 0 { String::new() } else { format!(" (rows {first} to {})", first + rows - 1) }
}
