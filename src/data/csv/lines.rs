//! Reads a panel from text with one series per line.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use super::columns::{SEARCHED_ROWS, folded, header, named_width, quoted};
use super::numbers::{Cell, Numbers};
use super::options::{FileColumn, TimeFrom};
use super::panel::{joined_id, number_or_nan, one_series};
use super::read::{first_row, skip};
use super::rows::{Rows, excerpt};
use super::time_format::by_format;
use super::time_remedy::short_year_remedy;
use super::{CsvOptions, source};
use crate::data::time::{TimeMistake, parse_time};
use crate::data::{DataError, Panel};
use crate::files::shown_path;

impl CsvOptions {
    /// Reads a panel from a file with one series per line, as in the M4 competition: the id, then the values in order of time. Each
    /// line becomes a series with the column `value`.
    ///
    /// The times come from the header, or from [`count_rows`](Self::count_rows). Missing values at either end of a line are
    /// left out. The id is in the first column, or in the columns that `.column("series_id", "…")` or
    /// [`id_columns`](Self::id_columns) name; [`static_columns`](Self::static_columns) become attributes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{CsvOptions, data::Frequency};
    /// let text = "V1,V2,V3,V4\nH1,605,586,586\nH2,3124,2990,\n";
    /// let options = CsvOptions::new().count_rows("2020-01-01T00:00".parse()?, Frequency::hourly());
    /// let m4 = options.read_panel_lines_from("m4", text.as_bytes())?;
    /// assert_eq!(m4.get("H2").unwrap().len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// A [`DataError`] that names the file and the line of the first mistake.
    pub fn read_panel_lines(&self, path: impl AsRef<Path>) -> Result<Panel, DataError> {
        let file = shown_path(path.as_ref());
        self.read_panel_lines_from(&file, source::open(path.as_ref(), &file)?)
    }

    /// Reads a panel from a reader as [`read_panel_lines`](Self::read_panel_lines) does from a file.
    ///
    /// # Errors
    /// The errors of [`read_panel_lines`](Self::read_panel_lines).
    pub fn read_panel_lines_from(&self, name: &str, reader: impl Read) -> Result<Panel, DataError> {
        let mut rows = first_row(name, reader, self)?;
        let header_line = rows.line();
        let header = header(&mut rows, self)?;
        let numbers = Numbers::new(self);
        let LineColumns { ids: ids_at, statics, values: values_at } = line_columns(self, &rows, &header)?;
        if self.names.is_none()
            && !values_at.is_empty()
            && !is_count(values_at.iter().map(|&field| &*header[field]))
            && values_at.iter().all(|&field| matches!(numbers.read(&header[field]), Cell::Number(_)))
            && values_at.iter().any(|&field| header_time(self, &header[field]).is_err())
            && !values_at.iter().all(|&field| is_year(&header[field]))
        {
            let (found, fields) = (excerpt(&header[values_at[0]]), header.len());
            return Err(DataError::NoHeader { at: rows.at(), found, fields, names: "\"id\", \"…\"".to_owned() });
        }
        let mut times = line_times(self, &mut rows, &header, &values_at)?;
        let (mut series, mut ids) = (Vec::new(), HashMap::new());
        let mut attributes = vec![Vec::new(); statics.len()];
        skip(&mut rows, self.skip_after_header)?;
        while rows.advance()? {
            if self.names.is_none() {
                rows.check_width(header.len())?;
            }
            let id = joined_id(&rows, &ids_at)?;
            if let Some(&first) = ids.get(&id) {
                return Err(DataError::DuplicateId { at: rows.at(), id: excerpt(&id), first });
            }
            ids.insert(id.clone(), rows.line());
            // Without a header, a line may have more values than there are names in the options.
            let fields = values_at.iter().copied().filter(|&field| field < rows.len()).chain(header.len()..rows.len());
            let mut values = Vec::new();
            for field in fields {
                let column = header.get(field).map_or(&*id, |name| name);
                values.push(number_or_nan(&rows, field, column, &numbers).map_err(|error| match error {
                    DataError::NotANumber { at, column, found } if header_time(self, &column).is_err() => {
                        let columns = text_columns(self, &rows, &header, &values_at, &numbers);
                        DataError::TextInLine { at, column, found, columns }
                    }
                    error => error,
                })?);
            }
            if let TimeFrom::Counted { start, step } = &self.time
                && values.len() > times.len()
            {
                times = step.times(*start, values.len());
            }
            let times = &times[..values.len().min(times.len())];
            values.truncate(times.len());
            let read = one_series(self, &id, times, values, |_| rows.at(), rows.at())?;
            if read.is_some() {
                for (values, &field) in attributes.iter_mut().zip(&statics) {
                    values.push(rows.cell(field).to_owned());
                }
            }
            series.extend(read);
        }
        if ids.is_empty() {
            return Err(DataError::HeaderOnly { at: rows.location(header_line) });
        }
        let mut panel = Panel::new(series)?;
        for (name, values) in self.static_columns.iter().zip(attributes) {
            panel = panel.with_attribute(name, values)?;
        }
        Ok(panel)
    }
}

/// The static columns of the options and the columns in which a line has text, written as arguments for `static_columns`.
fn text_columns(
    options: &CsvOptions,
    rows: &Rows<'_>,
    header: &[String],
    values_at: &[usize],
    numbers: &Numbers<'_>,
) -> String {
    let texts = values_at.iter().filter(|&&field| matches!(numbers.read(rows.cell(field)), Cell::Text));
    let names = options.static_columns.iter().chain(texts.map(|&field| &header[field]));
    names.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}

/// The positions of ids, attributes and values in a file with one series per line.
struct LineColumns {
    ids: Vec<usize>,
    statics: Vec<usize>,
    values: Vec<usize>,
}

fn line_columns(options: &CsvOptions, rows: &Rows<'_>, header: &[String]) -> Result<LineColumns, DataError> {
    let field = |name: &str, column: &str| {
        let found = header.iter().position(|found| folded(found) == folded(name));
        found.ok_or_else(|| DataError::NoColumnOfName {
            at: rows.at(),
            column: column.to_owned(),
            name: name.to_owned(),
            found: quoted(header),
        })
    };
    let statics: Vec<usize> =
        options.static_columns.iter().map(|name| field(name, name)).collect::<Result<_, DataError>>()?;
    let chosen = options.columns.iter().rev().find(|(name, _)| folded(name) == "series id");
    let ids = match chosen {
        _ if !options.id_columns.is_empty() => {
            options.id_columns.iter().map(|name| field(name, "series_id")).collect::<Result<_, DataError>>()?
        }
        Some((_, FileColumn::ByName(name))) => vec![field(name, "series_id")?],
        Some((_, FileColumn::ByPosition(position))) if *position < header.len() => vec![*position],
        Some((_, FileColumn::ByPosition(position))) => {
            let (column, position, found) = ("series_id".to_owned(), *position, header.len());
            return Err(DataError::NoSuchPosition { at: rows.at(), column, position, found });
        }
        None => vec![0],
    };
    let values = (0..named_width(header)).filter(|field| !ids.contains(field) && !statics.contains(field)).collect();
    Ok(LineColumns { ids, statics, values })
}

/// Returns the times in the header, or counted times if the options count rows.
fn line_times(
    options: &CsvOptions,
    rows: &mut Rows<'_>,
    header: &[String],
    values_at: &[usize],
) -> Result<Vec<jiff::civil::DateTime>, DataError> {
    if let TimeFrom::Counted { start, step } = &options.time {
        return Ok(step.times(*start, values_at.len()));
    }
    let at = rows.at();
    let mut times = Vec::new();
    let mut others = Vec::new();
    for &field in values_at {
        match header_time(options, &header[field]) {
            Ok(time) => times.push(time),
            Err(TimeMistake::Ambiguous) => {
                let found = excerpt(&header[field]);
                return Err(DataError::AmbiguousDate { at, column: found.clone(), found });
            }
            Err(TimeMistake::ShortYear) => {
                let (found, remedy) = (excerpt(&header[field]), short_year_remedy(&header[field]));
                return Err(DataError::ShortYear { at, column: found.clone(), found, remedy });
            }
            Err(_) => others.push(&header[field]),
        }
    }
    if let Some(pair) = times.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(DataError::HeaderNotInOrder { at, found: pair[1], previous: pair[0] });
    }
    if others.is_empty() && options.names.is_none() {
        return Ok(times);
    }
    let is_time = |cell: &str| header_time(options, cell).is_ok() || is_year(cell);
    let no_times: Vec<&str> = others.iter().map(|name| name.as_str()).filter(|name| !is_time(name)).collect();
    if no_times.len() < values_at.len() && !no_times.is_empty() {
        let known = options.static_columns.iter().map(String::as_str);
        let known = known.filter(|name| !values_at.iter().any(|&field| header[field] == *name));
        let all: Vec<String> = known.chain(no_times.iter().copied()).map(|name| format!("{name:?}")).collect();
        let (found, columns) = (quoted(&no_times), all.join(", "));
        return Err(DataError::NotTimes { at, found, columns });
    }
    if options.names.is_none() && no_times.len() == values_at.len() {
        for _ in 0..SEARCHED_ROWS {
            let Ok(true) = rows.advance() else { break };
            let count = (1..rows.len()).filter(|&field| is_time(rows.cell(field))).count();
            if rows.len() > header.len() && count > 1 {
                let lines = rows.line() - 1;
                return Err(DataError::HeaderBelow { at, found: excerpt(&header[0]), lines });
            }
        }
    }
    Err(DataError::NoTimes { at })
}

/// Reads a header name as a time, in UTC if the name has an offset.
fn header_time(options: &CsvOptions, cell: &str) -> Result<jiff::civil::DateTime, TimeMistake> {
    let time = match (&options.time_format, options.unix) {
        (Some(format), _) => by_format(format, cell).map_err(|_| TimeMistake::Unknown)?,
        (None, Some(unit)) => return unit.parse(cell).ok_or(TimeMistake::Unknown),
        (None, None) => parse_time(cell, options.day_first)?,
    };
    time.utc().ok_or(TimeMistake::Unknown)
}

/// Whether names are consecutive integers, which count the steps. Other numbers are more likely values.
fn is_count<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let numbers: Option<Vec<i64>> = names.map(|name| name.parse().ok()).collect();
    numbers
        .is_some_and(|numbers| numbers.len() > 1 && numbers.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)))
}

/// Whether a header name is a year.
fn is_year(cell: &str) -> bool {
    cell.len() == 4 && cell.parse::<u16>().is_ok_and(|year| (1700..2200).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_integers_are_a_count() {
        let is = |names: &[&str]| is_count(names.iter().copied());
        assert!(is(&["1", "2"]) && is(&["-1", "0", "1", "2"]));
        assert!(!is(&["1"]) && !is(&[]));
        assert!(!is(&["1", "3"]) && !is(&["2", "1"]) && !is(&["1", "2.0"]) && !is(&["1", "V2"]));
    }
}
