//! Reads panels from text in long and in wide format.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use super::collect::{AnyValues, Collected, missing_of};
use super::columns::{Wanted, folded, locate, locate_all, number_error};
use super::numbers::{Cell, Numbers};
use super::read::{first_row, read_values, skip};
use super::report::ReadReport;
use super::rows::{Rows, excerpt};
use super::rules::Missing;
use super::times::Times;
use super::{CsvOptions, source};
use crate::data::fill;
use crate::data::{DataError, DataLocation, Panel, Series};
use crate::files::shown_path;

/// The usual names of an id column, in addition to `series_id`.
pub(super) const IDS: [&str; 8] = ["unique id", "item id", "id", "series", "symbol", "ticker", "store", "meter"];

impl CsvOptions {
    /// Reads a panel in long format: each row has a series id, a time and values.
    ///
    /// The id is in a column named series_id, unique_id, item_id, id, series, symbol, ticker, store or meter, or in the columns
    /// that `.column("series_id", "…")` or [`id_columns`](Self::id_columns) name. The series keep the order of their first rows;
    /// rows of different series may be interleaved. [`static_columns`](Self::static_columns) become attributes of the panel.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "unique_id,ds,y,region\nA,2020-01-01,1,north\nB,2020-01-01,5,south\nA,2020-01-02,2,north\n";
    /// let panel = CsvOptions::new().static_columns(["region"]).read_panel_from("sales", text.as_bytes(), &["y"])?;
    /// assert_eq!(panel.get("A").unwrap().column("y"), Some(&[1.0, 2.0][..]));
    /// assert_eq!(panel.attribute("region").unwrap(), ["north", "south"]);
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    /// # Errors
    /// A [`DataError`] that names the file and the line of the first mistake.
    #[doc(alias = "from_group_dataframe")]
    pub fn read_panel(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Panel, DataError> {
        let file = shown_path(path.as_ref());
        self.read_panel_from(&file, source::open(path.as_ref(), &file)?, columns)
    }

    /// Reads a panel from a reader as [`read_panel`](Self::read_panel) does from a file.
    ///
    /// # Errors
    /// The errors of [`read_panel`](Self::read_panel).
    pub fn read_panel_from(&self, name: &str, reader: impl Read, columns: &[&str]) -> Result<Panel, DataError> {
        self.read_panel_with_report_from(name, reader, columns).map(|(panel, _)| panel)
    }

    /// Reads a panel as [`read_panel_from`](Self::read_panel_from) does, and reports what was left out, filled or sorted.
    ///
    /// # Errors
    /// The errors of [`read_panel`](Self::read_panel).
    pub fn read_panel_with_report_from(
        &self,
        name: &str,
        reader: impl Read,
        columns: &[&str],
    ) -> Result<(Panel, ReadReport), DataError> {
        let mut rows = first_row(name, reader, self)?;
        let header_line = rows.line();
        let id = match self.id_columns.as_slice() {
            [] => vec![Wanted { name: "series_id", aliases: &IDS, family: None }],
            names => names.iter().map(|name| Wanted::named(name)).collect(),
        };
        let n_ids = id.len();
        let statics = self.static_columns.iter().map(|name| Wanted::named(name));
        let values = columns.iter().map(|&name| Wanted::named(name));
        let wanted: Vec<Wanted<'_>> = id.into_iter().chain(statics).chain(values).collect();
        let layout = locate(&mut rows, self, &wanted)?;
        let (statics, values) = layout.fields[n_ids..].split_at(self.static_columns.len());
        let names: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
        let mut long = Long::new(self, names.len());
        let mut times = Times::new(self, layout.time)?;
        let (numbers, missing) = (Numbers::new(self), missing_of(self, &names));
        let (mut row_values, mut dropped) = (vec![0.0; names.len()], 0);
        skip(&mut rows, self.skip_after_header)?;
        while rows.advance()? {
            rows.check_width(layout.width)?;
            let complete = read_values(&rows, (values, &names), &numbers, &missing, &mut row_values);
            if let Ok(false) = complete {
                dropped += 1;
                continue;
            }
            let series = long.series_of(&rows, &layout.fields[..n_ids], statics)?;
            // `AmbiguousTime::InOrder` compares a time with that of the previous row, which must be of the same series.
            times.set_last(series.last);
            let Some(now) = self.time_of(&rows, &mut times)? else {
                dropped += 1;
                continue;
            };
            series.last = times.last();
            complete?;
            series.rows.push(&rows, self, now, &row_values).map_err(|error| of_series(error, &series.id))?;
        }
        if long.is_empty() {
            let at = rows.location(header_line);
            return Err(if dropped == 0 {
                DataError::HeaderOnly { at }
            } else {
                DataError::NoCompleteRow { at, rows: dropped }
            });
        }
        let is_named = !self.id_columns.is_empty() || self.columns.iter().any(|(name, _)| folded(name) == "series id");
        if !is_named && long.has_one_row_each() {
            let column = rows.names().get(layout.fields[0]).map(|name| excerpt(name)).unwrap_or_default();
            return Err(DataError::OneRowPerSeries { at: rows.location(header_line), column });
        }
        long.finish(name, &names, dropped)
    }

    /// Reads a panel in wide format: a time column, and one column for each series. Each becomes a series with a single column,
    /// `value`.
    ///
    /// Series may begin and end at different times: missing values before the first or after the last value of a series are left
    /// out. [`missing`](Self::missing) says what to do with missing values in between.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "date,north,south\n2020-01-01,1,\n2020-01-02,2,5\n";
    /// let panel = CsvOptions::new().read_panel_wide_from("sales", text.as_bytes())?;
    /// assert_eq!(panel.get("south").unwrap().column("value"), Some(&[5.0][..]));
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    /// # Errors
    /// A [`DataError`] that names the file and the line of the first mistake.
    #[doc(alias = "pivot")]
    pub fn read_panel_wide(&self, path: impl AsRef<Path>) -> Result<Panel, DataError> {
        let file = shown_path(path.as_ref());
        self.read_panel_wide_from(&file, source::open(path.as_ref(), &file)?)
    }

    /// Reads a panel from a reader as [`read_panel_wide`](Self::read_panel_wide) does from a file.
    ///
    /// # Errors
    /// The errors of [`read_panel_wide`](Self::read_panel_wide).
    pub fn read_panel_wide_from(&self, name: &str, reader: impl Read) -> Result<Panel, DataError> {
        let mut rows = first_row(name, reader, self)?;
        let (layout, names) = locate_all(&mut rows, self)?;
        let header_line = rows.line();
        let mut times = Times::new(self, layout.time)?;
        let numbers = Numbers::new(self);
        // Missing values are treated later, once the first and last value of each series are known.
        let mut table = Collected::with_lines(names.len());
        let mut values = vec![0.0; names.len()];
        skip(&mut rows, self.skip_after_header)?;
        while rows.advance()? {
            rows.check_width(layout.width)?;
            let Some(now) = self.time_of(&rows, &mut times)? else {
                continue;
            };
            for ((value, &field), name) in values.iter_mut().zip(&layout.fields).zip(&names) {
                *value = number_or_nan(&rows, field, name, &numbers)?;
            }
            table.push(&rows, self, now, &values)?;
        }
        if table.len() == 0 {
            return Err(DataError::HeaderOnly { at: rows.location(header_line) });
        }
        let Collected { time, columns, lines, .. } = table.sorted(name, self)?;
        let mut panel = Vec::new();
        for (series, values) in names.iter().zip(columns) {
            let at = |row: usize| DataLocation::Line { file: name.to_owned(), line: lines[row] };
            let header = DataLocation::Line { file: name.to_owned(), line: header_line };
            panel.extend(one_series(self, series, &time, values, at, header)?);
        }
        Panel::new(panel)
    }
}

/// The id of a row, from one column or several.
pub(super) fn joined_id(rows: &Rows<'_>, fields: &[usize]) -> Result<String, DataError> {
    let cells: Vec<&str> = fields.iter().map(|&field| rows.cell(field)).collect();
    if cells.iter().any(|cell| cell.is_empty()) {
        return Err(DataError::EmptyId { at: rows.at() });
    }
    Ok(cells.join("/"))
}

/// Names the series in an error about the order of times, since the mistake may be that another column is part of the id.
fn of_series(error: DataError, id: &str) -> DataError {
    match error {
        DataError::DuplicateTime { at, time, first } => {
            DataError::DuplicateTimeOfSeries { at, time, first, series: excerpt(id) }
        }
        DataError::DuplicateDay { at, time, first, .. } => {
            DataError::DuplicateTimeOfSeries { at, time, first, series: excerpt(id) }
        }
        DataError::Unsorted { at, found, previous } | DataError::NewestFirst { at, found, previous } => {
            DataError::UnsortedInSeries { at, found, previous, series: excerpt(id) }
        }
        _ => error,
    }
}

/// The series of a table in long format, as they grow row by row.
pub(super) struct Long<'a> {
    options: &'a CsvOptions,
    /// The number of value columns.
    columns: usize,
    ids: HashMap<String, usize>,
    series: Vec<LongSeries>,
}

pub(super) struct LongSeries {
    id: String,
    pub(super) rows: Collected,
    attributes: Vec<String>,
    /// The time of the series' last row.
    pub(super) last: Option<jiff::civil::DateTime>,
}

impl<'a> Long<'a> {
    pub(super) fn new(options: &'a CsvOptions, columns: usize) -> Self {
        Long { options, columns, ids: HashMap::new(), series: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Whether there are several series and each has one row: then the id column is probably not an id.
    pub(super) fn has_one_row_each(&self) -> bool {
        self.series.len() > 1 && self.series.iter().all(|series| series.rows.len() == 1)
    }

    /// Returns the panel and a report on its rows; `dropped` is the number of rows left out before they were assigned to a series.
    pub(super) fn finish(self, name: &str, names: &[String], dropped: usize) -> Result<(Panel, ReadReport), DataError> {
        let options = self.options;
        let mut report = ReadReport { dropped, rows: dropped, ..ReadReport::default() };
        let (mut series, mut attributes) = (Vec::new(), vec![Vec::new(); options.static_columns.len()]);
        for one in self.series {
            let read = one.rows.finish(name, &one.id, names, options, &AnyValues);
            let (read, of_one) = read.map_err(|error| of_series(error, &one.id))?;
            report.add(&of_one);
            series.push(read);
            for (values, value) in attributes.iter_mut().zip(one.attributes) {
                values.push(value);
            }
        }
        let mut panel = Panel::new(series)?;
        for (name, values) in options.static_columns.iter().zip(attributes) {
            panel = panel.with_attribute(name, values)?;
        }
        Ok((panel, report))
    }

    /// The series to which a row belongs. The static columns of the row must equal those of the series' earlier rows.
    pub(super) fn series_of(
        &mut self,
        rows: &Rows<'_>,
        fields: &[usize],
        statics: &[usize],
    ) -> Result<&mut LongSeries, DataError> {
        let id = match *fields {
            [field] if !rows.id(field).is_empty() => Cow::Borrowed(rows.id(field)),
            _ => Cow::Owned(joined_id(rows, fields)?),
        };
        let id = &*id;
        let attribute = |&field: &usize| rows.id(field).to_owned();
        let place = match self.ids.get(id) {
            Some(&place) => place,
            None => {
                let rows = Collected::new(self.columns, self.options);
                let attributes = statics.iter().map(attribute).collect();
                self.series.push(LongSeries { id: id.to_owned(), rows, attributes, last: None });
                self.ids.insert(id.to_owned(), self.series.len() - 1);
                self.series.len() - 1
            }
        };
        let series = &mut self.series[place];
        for ((field, expected), column) in statics.iter().zip(&series.attributes).zip(&self.options.static_columns) {
            let found = rows.id(*field);
            if found != expected {
                let before = format!("the series \"{}\" had \"{}\"", excerpt(&series.id), excerpt(expected));
                let (at, column, found) = (rows.at(), column.clone(), excerpt(found));
                return Err(DataError::AttributeVaries { at, column, found, before });
            }
        }
        Ok(series)
    }
}

/// The number in a field, or NaN if it is missing.
pub(super) fn number_or_nan(
    rows: &Rows<'_>,
    field: usize,
    column: &str,
    numbers: &Numbers<'_>,
) -> Result<f64, DataError> {
    let text = rows.cell(field);
    match numbers.read(text) {
        Cell::Number(number) => Ok(number),
        Cell::Missing => Ok(f64::NAN),
        cell => Err(number_error(rows, column, text, cell, numbers)),
    }
}

/// Makes a series with the column `value`, from its first value to its last; returns `None` if it has no value and the options
/// leave such series out.
pub(super) fn one_series(
    options: &CsvOptions,
    name: &str,
    time: &[jiff::civil::DateTime],
    mut values: Vec<f64>,
    at: impl Fn(usize) -> DataLocation,
    of_series: DataLocation,
) -> Result<Option<Series>, DataError> {
    let first = values.iter().position(|value| !value.is_nan()).unwrap_or(values.len());
    let end = values.iter().rposition(|value| !value.is_nan()).map_or(first, |last| last + 1);
    let mut time = time[first..end].to_vec();
    values.truncate(end);
    values.drain(..first);
    let missing = options.missing_of("value");
    if values.is_empty() {
        return match missing {
            Missing::DropRow => Ok(None),
            _ => Err(DataError::SeriesWithoutValues { at: of_series, series: excerpt(name) }),
        };
    }
    match (values.iter().position(|value| value.is_nan()), missing.fill()) {
        (None, _) => {}
        (Some(row), None) if missing == Missing::Refuse => {
            return Err(DataError::EmptyCell { at: at(first + row), column: name.to_owned() });
        }
        (Some(_), None) => {
            let is_there: Vec<bool> = values.iter().map(|value| !value.is_nan()).collect();
            let mut there = is_there.iter();
            time.retain(|_| *there.next().unwrap_or(&false));
            values.retain(|value| !value.is_nan());
        }
        // The first and the last value are not missing, so every gap can be filled.
        (Some(row), Some(method)) => {
            let error = |_| DataError::CannotFill { at: at(first + row), column: name.to_owned(), before: true };
            fill(&mut values, &time, method).map_err(error)?;
        }
    }
    Series::new(name, time, vec![("value".to_owned(), values)]).map(Some)
}
