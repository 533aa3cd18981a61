//! Locations in data, for messages.

use std::fmt;

/// A location in data: the line of a file, or the row of a series or table.
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
        /// The index of the row in the time and the columns of the series.
        row: usize,
    },
    /// A row of a table from record batches or a Parquet file, counted from 0, or the table itself.
    TableRow {
        /// The path as it was given, or the name given with record batches.
        table: String,
        /// The index of the row, counted over all batches; `None` for the table itself.
        row: Option<u64>,
    },
}

impl DataLocation {
    /// The number of the line, or 0 if the location is a row.
    pub(super) fn line(&self) -> u64 {
        match self {
            DataLocation::Line { line, .. } => *line,
            DataLocation::Row { .. } | DataLocation::TableRow { .. } => 0,
        }
    }

    /// The name of the options type of the reader, for remedies.
    pub(super) fn options(&self) -> &'static str {
        match self {
            DataLocation::TableRow { .. } => "ArrowOptions",
            _ => "CsvOptions",
        }
    }

    /// The word that messages use for the place of the column names.
    pub(super) fn header(&self) -> &'static str {
        match self {
            DataLocation::TableRow { .. } => "table",
            _ => "header",
        }
    }

    /// The location without the name of its file or series.
    pub(super) fn within(&self) -> String {
        match self {
            DataLocation::Line { line, .. } => format!("line {line}"),
            DataLocation::Row { row, .. } => format!("row {row}"),
            DataLocation::TableRow { row: Some(row), .. } => format!("row {row}"),
            DataLocation::TableRow { row: None, .. } => "the table".to_owned(),
        }
    }
}

impl fmt::Display for DataLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DataLocation::Line { file, line } => write!(f, "{file}, line {line}"),
            DataLocation::Row { series, row } => write!(f, "series \"{series}\", row {row}"),
            DataLocation::TableRow { table, row: Some(row) } => write!(f, "{table}, row {row}"),
            DataLocation::TableRow { table, row: None } => f.write_str(table),
        }
    }
}
