//! Reads series from typed tables, such as Arrow's, with the CSV reader's rules for order, repeated times and missing values.

use std::borrow::Cow;

use super::CsvOptions;
use super::collect::{AnyValues, Collected, missing_of};
use super::columns::{Layout, Wanted, locate};
use super::panel::{IDS, Long};
use super::report::ReadReport;
use super::rows::Rows;
use super::rules::Missing;
use super::times::Times;
use crate::data::time::TimeText;
use crate::data::{ArrowTableError, DataError, DataLocation, Panel, Series};

/// A table with typed columns, read row by row.
pub(in crate::data) trait TypedTable {
    /// The names of the columns.
    fn header(&self) -> Vec<String>;

    /// Selects the columns to read: those of the time, of numbers and of text. Must be called before the first row.
    fn choose(&mut self, time: &[usize], numbers: &[usize], texts: &[usize]) -> Result<(), DataError>;

    /// Moves to the next row; returns `false` at the end.
    fn advance(&mut self) -> Result<bool, DataError>;

    /// The number in a column. `place` is the position among the columns chosen as numbers.
    fn number(&self, place: usize) -> TypedNumber;

    /// The time, if its column has a time type.
    fn time(&self) -> TypedTime;

    /// The fields that are read as text, in order: the text columns, and also the time columns unless they have a time type. A
    /// null is an empty string.
    fn texts(&self) -> impl Iterator<Item = (usize, Cow<'_, str>)>;
}

/// The content of a cell of a number column.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::data) enum TypedNumber {
    /// A number, which may be infinite.
    Number(f64),
    Null,
    Nan,
    /// An integer that `f64` cannot hold exactly.
    Inexact(String),
}

/// The content of a cell of a time column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::data) enum TypedTime {
    Time(TimeText),
    /// Nothing (a null), or a time that is to be read from the text columns.
    AsText,
    /// A time outside the range of dates, as text: its count of units since 1970.
    OutOfRange(String),
}

impl CsvOptions {
    /// Reads the time and the named columns of a table.
    pub(in crate::data) fn series_of_table(
        &self,
        name: &str,
        mut table: impl TypedTable,
        columns: &[&str],
    ) -> Result<(Series, ReadReport), DataError> {
        let mut rows = Rows::of_table(name, &table.header());
        let wanted: Vec<Wanted<'_>> = columns.iter().map(|&column| Wanted::named(column)).collect();
        let Layout { time, fields, .. } = locate(&mut rows, self, &wanted)?;
        table.choose(&time.fields, &fields, &[])?;
        let names: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
        let missing = missing_of(self, &names);
        let (time_name, mut times) = (time.name.clone(), Times::new(self, time)?);
        let mut collected = Collected::new(names.len(), self);
        let mut values = vec![0.0; names.len()];
        let mut row = 0;
        while table.advance()? {
            rows.set_row(row, table.texts());
            row += 1;
            let complete = read_numbers(&rows, &table, &names, &missing, &mut values);
            if let Ok(false) = complete {
                collected.report.dropped += 1;
                continue;
            }
            let now = match read_time(&rows, &table, &time_name, &mut times) {
                Err(DataError::EmptyTime { .. }) if self.missing == Missing::DropRow => {
                    collected.report.dropped += 1;
                    continue;
                }
                now => now?,
            };
            complete?;
            collected.push(&rows, self, now, &values)?;
        }
        if collected.len() == 0 {
            return Err(no_rows(name, collected.report.dropped));
        }
        collected.finish(name, name, &names, self, &AnyValues)
    }

    /// Reads the id, the time and the named columns of a table in long format.
    pub(in crate::data) fn panel_of_table(
        &self,
        name: &str,
        mut table: impl TypedTable,
        columns: &[&str],
    ) -> Result<(Panel, ReadReport), DataError> {
        let mut rows = Rows::of_table(name, &table.header());
        let id = Wanted { name: "series_id", aliases: &IDS, family: None };
        let statics = self.static_columns.iter().map(|name| Wanted::named(name));
        let values = columns.iter().map(|&name| Wanted::named(name));
        let wanted: Vec<Wanted<'_>> = std::iter::once(id).chain(statics).chain(values).collect();
        let Layout { time, fields, .. } = locate(&mut rows, self, &wanted)?;
        let (texts, fields) = fields.split_at(1 + self.static_columns.len());
        table.choose(&time.fields, fields, texts)?;
        let names: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
        let missing = missing_of(self, &names);
        let (time_name, mut times) = (time.name.clone(), Times::new(self, time)?);
        let mut long = Long::new(self, names.len());
        let (mut values, mut row, mut dropped) = (vec![0.0; names.len()], 0, 0);
        while table.advance()? {
            rows.set_row(row, table.texts());
            row += 1;
            let complete = read_numbers(&rows, &table, &names, &missing, &mut values);
            if let Ok(false) = complete {
                dropped += 1;
                continue;
            }
            let series = long.series_of(&rows, &texts[..1], &texts[1..])?;
            // `AmbiguousTime::InOrder` compares a time with that of the previous row, which must be of the same series.
            times.set_last(series.last);
            let now = match read_time(&rows, &table, &time_name, &mut times) {
                Err(DataError::EmptyTime { .. }) if self.missing == Missing::DropRow => {
                    dropped += 1;
                    continue;
                }
                now => now?,
            };
            series.last = times.last();
            complete?;
            series.rows.push(&rows, self, now, &values)?;
        }
        if long.is_empty() {
            return Err(no_rows(name, dropped));
        }
        long.finish(name, &names, dropped)
    }
}

/// Reads the numbers of a row, with NaN for a value to be filled; returns `false` for a row to be dropped.
fn read_numbers(
    rows: &Rows<'_>,
    table: &impl TypedTable,
    names: &[String],
    missing: &[Missing],
    values: &mut [f64],
) -> Result<bool, DataError> {
    for (place, value) in values.iter_mut().enumerate() {
        let column = || names[place].clone();
        *value = match (table.number(place), missing[place]) {
            (TypedNumber::Number(number), _) if number.is_finite() => number,
            (TypedNumber::Number(number), _) => {
                return Err(DataError::NotFinite { at: rows.at(), column: column(), found: number.to_string() });
            }
            (TypedNumber::Inexact(found), _) => {
                let (table, row) = (rows.file.to_owned(), rows.row());
                return Err(ArrowTableError::Inexact { table, row, column: column(), found }.into());
            }
            (TypedNumber::Null | TypedNumber::Nan, Missing::DropRow) => return Ok(false),
            (TypedNumber::Null | TypedNumber::Nan, missing) if missing.fill().is_some() => f64::NAN,
            (TypedNumber::Null, _) => return Err(DataError::EmptyCell { at: rows.at(), column: column() }),
            (TypedNumber::Nan, _) => {
                return Err(DataError::MissingValue { at: rows.at(), column: column(), found: "NaN".to_owned() });
            }
        }
    }
    Ok(true)
}

fn read_time(
    rows: &Rows<'_>,
    table: &impl TypedTable,
    column: &str,
    times: &mut Times<'_>,
) -> Result<jiff::civil::DateTime, DataError> {
    let out_of_range = |found| {
        let (table, row, column) = (rows.file.to_owned(), rows.row(), column.to_owned());
        DataError::from(ArrowTableError::TimeRange { table, row, column, found })
    };
    match table.time() {
        // Years before 0 are refused, since times written as text cannot have them.
        TypedTime::Time(time) if time.shown.year() < 0 => Err(out_of_range(time.shown.to_string())),
        TypedTime::Time(time) => times.in_utc(rows, time),
        TypedTime::AsText => times.read(rows),
        TypedTime::OutOfRange(found) => Err(out_of_range(found)),
    }
}

fn no_rows(name: &str, dropped: usize) -> DataError {
    match dropped {
        0 => ArrowTableError::NoRows { table: name.to_owned() }.into(),
        rows => DataError::NoCompleteRow { at: DataLocation::TableRow { table: name.to_owned(), row: None }, rows },
    }
}
