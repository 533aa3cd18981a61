//! Reads one series from text.

use std::io::Read;
use std::path::Path;

use jiff::civil::DateTime;

use super::collect::{AnyValues, Check, Collected, count, missing_of};
use super::columns::{Layout, Wanted, locate, locate_all, number_error};
use super::numbers::{Cell, Numbers};
use super::report::ReadReport;
use super::rows::Rows;
use super::rules::Missing;
use super::times::Times;
use super::{CsvOptions, source};
use crate::data::{DataError, Series};
use crate::files::shown_path;

impl CsvOptions {
    /// Reads the time and the named columns from a file, as the function [`read_series`](crate::read_series) does.
    ///
    /// # Errors
    /// The errors of [`read_series`](crate::read_series).
    pub fn read_series(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Series, DataError> {
        self.read_series_with_report(path, columns).map(|(series, _)| series)
    }

    /// Reads the time and the named columns from text, as the function [`read_series_from`](crate::data::read_series_from) does.
    ///
    /// # Errors
    /// The errors of [`read_series_from`](crate::data::read_series_from).
    pub fn read_series_from(&self, name: &str, reader: impl Read, columns: &[&str]) -> Result<Series, DataError> {
        self.read_series_with_report_from(name, reader, columns).map(|(series, _)| series)
    }

    /// Reads a series as [`read_series`](Self::read_series) does, and reports what was left out, filled or sorted.
    ///
    /// # Errors
    /// The errors of [`read_series`](crate::read_series).
    pub fn read_series_with_report(
        &self,
        path: impl AsRef<Path>,
        columns: &[&str],
    ) -> Result<(Series, ReadReport), DataError> {
        self.read_file(path.as_ref(), &wanted(columns), &AnyValues)
    }

    /// Reads a series as [`read_series_from`](Self::read_series_from) does, and reports what was left out, filled or sorted.
    ///
    /// # Errors
    /// The errors of [`read_series_from`](crate::data::read_series_from).
    pub fn read_series_with_report_from(
        &self,
        name: &str,
        reader: impl Read,
        columns: &[&str],
    ) -> Result<(Series, ReadReport), DataError> {
        self.read_columns(name, reader, &wanted(columns), &AnyValues)
    }

    /// Reads the time and all other columns of a file, which must be numeric. Unnamed columns at the end of the header are left
    /// out: a delimiter at the end of each line creates them.
    ///
    /// # Example
    /// ```no_run
    /// let etth1 = timeseriesml::CsvOptions::new().read_table("ETTh1.csv")?;
    /// println!("{:?}", etth1.column_names().collect::<Vec<_>>());
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    /// # Errors
    /// The errors of [`read_series`](crate::read_series).
    pub fn read_table(&self, path: impl AsRef<Path>) -> Result<Series, DataError> {
        let file = shown_path(path.as_ref());
        self.read_table_from(&file, source::open(path.as_ref(), &file)?)
    }

    /// Reads all columns from a reader as [`read_table`](Self::read_table) does from a file.
    ///
    /// # Errors
    /// The errors of [`read_series_from`](crate::data::read_series_from).
    pub fn read_table_from(&self, name: &str, reader: impl Read) -> Result<Series, DataError> {
        let mut rows = first_row(name, reader, self)?;
        let (layout, names) = locate_all(&mut rows, self)?;
        self.read_rows(rows, layout, names, name, &AnyValues).map(|(series, _)| series)
    }

    /// Reads the time of a row. Returns `None` for a row without a time that is to be dropped: any such row if missing values
    /// drop rows, only a blank row if missing values are filled.
    pub(super) fn time_of(&self, rows: &Rows<'_>, times: &mut Times<'_>) -> Result<Option<DateTime>, DataError> {
        let is_dropped = || match self.missing {
            Missing::Refuse => false,
            Missing::DropRow => true,
            _ => rows.is_blank(),
        };
        match times.read(rows) {
            Err(DataError::EmptyTime { .. } | DataError::MissingTime { .. }) if is_dropped() => Ok(None),
            time => time.map(Some),
        }
    }

    /// Reads the columns of a file and checks the values of each row.
    pub(crate) fn read_file<E: From<DataError>>(
        &self,
        path: &Path,
        wanted: &[Wanted<'_>],
        check: &impl Check<E>,
    ) -> Result<(Series, ReadReport), E> {
        let file = shown_path(path);
        self.read_columns(&file, source::open(path, &file)?, wanted, check)
    }

    /// Reads the columns from a reader. `name` is the path of the file, or the name that the caller gives the reader.
    pub(crate) fn read_columns<E: From<DataError>>(
        &self,
        name: &str,
        reader: impl Read,
        wanted: &[Wanted<'_>],
        check: &impl Check<E>,
    ) -> Result<(Series, ReadReport), E> {
        let mut rows = first_row(name, reader, self)?;
        let layout = locate(&mut rows, self, wanted)?;
        let names = wanted.iter().map(|column| column.name.to_owned()).collect();
        self.read_rows(rows, layout, names, name, check)
    }

    fn read_rows<E: From<DataError>>(
        &self,
        mut rows: Rows<'_>,
        layout: Layout,
        names: Vec<String>,
        name: &str,
        check: &impl Check<E>,
    ) -> Result<(Series, ReadReport), E> {
        let Layout { time, fields, width } = layout;
        let header_line = rows.line();
        let mut times = Times::new(self, time)?;
        let (numbers, missing) = (Numbers::new(self), missing_of(self, &names));
        let mut collected = Collected::new(names.len(), self);
        let mut values = vec![0.0; names.len()];
        skip(&mut rows, self.skip_after_header)?;
        while rows.advance()? {
            rows.check_width(width)?;
            let complete = read_values(&rows, (&fields, &names), &numbers, &missing, &mut values);
            if let Ok(false) = complete {
                collected.report.dropped += 1;
                continue;
            }
            let Some(now) = self.time_of(&rows, &mut times)? else {
                collected.report.dropped += 1;
                continue;
            };
            complete?;
            // A row with a value to be filled is checked later, after filling.
            if !values.iter().any(|value| value.is_nan()) {
                let text = |column: usize| Some(super::rows::excerpt(rows.cell(fields[column])));
                let verdict = check.check(&mut values, &text, &|| rows.at())?;
                if !count(&mut collected.report, verdict) {
                    continue;
                }
            }
            collected.push(&rows, self, now, &values)?;
        }
        if collected.len() == 0 {
            let (at, report) = (rows.location(header_line), &collected.report);
            return Err(match report.dropped + report.skipped {
                0 if self.skip_after_header + self.skip_footer > 0 => DataError::NothingLeft { file: name.to_owned() },
                0 if self.names.is_some() => DataError::EmptyFile { file: name.to_owned() },
                0 => DataError::HeaderOnly { at },
                rows => DataError::NoCompleteRow { at, rows },
            }
            .into());
        }
        collected.finish(name, name, &names, self, check)
    }
}

/// Opens the rows of a reader, positioned at the first row.
pub(super) fn first_row<'a>(
    name: &'a str,
    reader: impl Read + 'a,
    options: &CsvOptions,
) -> Result<Rows<'a>, DataError> {
    let mut rows = Rows::new(name, reader, options)?;
    match rows.advance()? {
        true => Ok(rows),
        false if options.skip_lines > 0 || options.skip_footer > 0 || options.comment.is_some() => {
            Err(DataError::NothingLeft { file: name.to_owned() })
        }
        false => Err(DataError::EmptyFile { file: name.to_owned() }),
    }
}

/// Skips `count` rows.
pub(super) fn skip(rows: &mut Rows<'_>, count: usize) -> Result<(), DataError> {
    for _ in 0..count {
        rows.advance()?;
    }
    Ok(())
}

/// Reads the numbers of a row, with NaN for a value to be filled; returns `false` for a row to be dropped.
pub(super) fn read_values(
    rows: &Rows<'_>,
    (fields, names): (&[usize], &[String]),
    numbers: &Numbers<'_>,
    missing: &[Missing],
    values: &mut [f64],
) -> Result<bool, DataError> {
    for (i, value) in values.iter_mut().enumerate() {
        if let Some(number) = numbers.read_short(rows.field(fields[i])) {
            *value = number;
            continue;
        }
        let text = rows.cell(fields[i]);
        *value = match (numbers.read(text), missing[i]) {
            (Cell::Number(number), _) => number,
            (Cell::Missing, Missing::DropRow) => return Ok(false),
            (Cell::Missing, missing) if missing.fill().is_some() => f64::NAN,
            (cell, _) => return Err(number_error(rows, &names[i], text, cell, numbers)),
        };
    }
    Ok(true)
}

fn wanted<'a>(columns: &[&'a str]) -> Vec<Wanted<'a>> {
    columns.iter().map(|&name| Wanted::named(name)).collect()
}
