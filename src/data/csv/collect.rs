//! Collects rows into the columns of one series: sorts them, and handles repeated times and missing values.

use jiff::civil::DateTime;

use super::CsvOptions;
use super::columns::folded;
use super::options::TimeFrom;
use super::report::ReadReport;
use super::rows::{Rows, location};
use super::rules::{Duplicates, Missing};

use crate::data::fill;
use crate::data::series::order_error;
use crate::data::{DataError, DataLocation, Series};

/// What a check decides about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    /// The row is kept, after its values were changed.
    Widened,
    /// The row is kept although its values contradict each other.
    KeptAnyway,
    SkipRow,
}

/// Checks the values of a row and may change them. It calls `text` (a cell as written) and `at` (the location) only when needed.
pub(crate) trait Check<E> {
    fn check(
        &self,
        values: &mut [f64],
        text: &dyn Fn(usize) -> Option<String>,
        at: &dyn Fn() -> DataLocation,
    ) -> Result<Verdict, E>;
}

/// A check that accepts all values.
pub(super) struct AnyValues;

impl Check<DataError> for AnyValues {
    fn check(
        &self,
        _: &mut [f64],
        _: &dyn Fn(usize) -> Option<String>,
        _: &dyn Fn() -> DataLocation,
    ) -> Result<Verdict, DataError> {
        Ok(Verdict::Keep)
    }
}

/// The rows of one series, in the order read.
pub(super) struct Collected {
    pub(super) time: Vec<DateTime>,
    pub(super) columns: Vec<Vec<f64>>,
    /// The line of each row, or only that of the last row unless `keeps_lines`.
    pub(super) lines: Vec<u64>,
    keeps_lines: bool,
    /// The indices of rows with a value that is still missing (NaN).
    incomplete: Vec<usize>,
    /// Whether the rows come from a table rather than from text.
    is_table: bool,
    pub(super) report: ReadReport,
}

impl Collected {
    pub(super) fn new(columns: usize, options: &CsvOptions) -> Self {
        let fills = std::iter::once(options.missing).chain(options.missing_in.iter().map(|&(_, missing)| missing));
        let keeps_lines = options.sort || fills.into_iter().any(|missing| missing.fill().is_some());
        Collected { keeps_lines, ..Collected::with_lines(columns) }
    }

    /// Makes an empty collection that keeps the line of each row.
    pub(super) fn with_lines(columns: usize) -> Self {
        let (time, columns, lines, incomplete) = (Vec::new(), vec![Vec::new(); columns], Vec::new(), Vec::new());
        let report = ReadReport::default();
        Collected { time, columns, lines, keeps_lines: true, incomplete, is_table: false, report }
    }

    pub(super) fn len(&self) -> usize {
        self.time.len()
    }

    /// Adds a row. NaN marks a value to be filled later.
    pub(super) fn push(
        &mut self,
        rows: &Rows<'_>,
        options: &CsvOptions,
        now: DateTime,
        values: &[f64],
    ) -> Result<(), DataError> {
        if let Some(&previous) = self.time.last()
            && now <= previous
            && !options.sort
        {
            match options.duplicates {
                Duplicates::KeepFirst if now == previous => {
                    self.report.duplicates += 1;
                    return Ok(());
                }
                Duplicates::KeepLast if now == previous => {
                    self.report.duplicates += 1;
                    self.pop();
                }
                _ => {
                    let previous_at = rows.location(*self.lines.last().unwrap_or(&0));
                    return Err(match order_error((previous_at, previous), (rows.at(), now), self.len() == 1) {
                        DataError::DuplicateTime { at, time, first } if is_day(time, options) => {
                            match time_columns(rows, options) {
                                Some(columns) => DataError::DuplicateDay { at, time, first, columns },
                                None => DataError::DuplicateTime { at, time, first },
                            }
                        }
                        error => error,
                    });
                }
            }
        }
        self.is_table = rows.is_table();
        if values.iter().any(|value| value.is_nan()) {
            self.incomplete.push(self.len());
        }
        if !self.keeps_lines {
            self.lines.clear();
        }
        self.lines.push(rows.line());
        self.time.push(now);
        for (column, &value) in self.columns.iter_mut().zip(values) {
            column.push(value);
        }
        Ok(())
    }

    fn pop(&mut self) {
        self.time.pop();
        self.lines.pop();
        for column in &mut self.columns {
            column.pop();
        }
        if self.incomplete.last() == Some(&self.len()) {
            self.incomplete.pop();
        }
    }

    /// Sorts the rows, fills missing values and checks the filled rows.
    pub(super) fn finish<E: From<DataError>>(
        self,
        file: &str,
        name: &str,
        names: &[String],
        options: &CsvOptions,
        check: &impl Check<E>,
    ) -> Result<(Series, ReadReport), E> {
        let mut rows = self.sorted(file, options)?;
        if !rows.incomplete.is_empty() {
            rows.fill(file, names, options)?;
            rows.check_filled(file, check)?;
        }
        let Collected { time, columns, mut report, .. } = rows;
        report.rows += time.len() + report.dropped + report.duplicates + report.skipped;
        let series = Series::new(name, time, names.iter().cloned().zip(columns).collect())?;
        Ok((series, report))
    }

    /// Returns the rows sorted by time, where NaN still marks a missing value.
    pub(super) fn sorted(mut self, file: &str, options: &CsvOptions) -> Result<Self, DataError> {
        if options.sort {
            self.sort(file, options.duplicates)?;
        }
        Ok(self)
    }

    /// Sorts the rows by time and handles repeated times.
    fn sort(&mut self, file: &str, duplicates: Duplicates) -> Result<(), DataError> {
        let is_increasing = self.time.windows(2).all(|pair| pair[0] < pair[1]);
        if is_increasing {
            return Ok(());
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        // The sort is stable, so rows of the same time keep their order in the file.
        order.sort_by_key(|&row| self.time[row]);
        self.report.sorted = !order.is_sorted();
        let same = |a: usize, b: usize| self.time[a] == self.time[b];
        let before = order.len();
        match duplicates {
            Duplicates::Refuse => {
                let twice = order.windows(2).filter(|pair| same(pair[0], pair[1])).min_by_key(|pair| pair[1]);
                if let Some(pair) = twice {
                    let at = |row: usize| location(file, self.lines[row], self.is_table);
                    let time = self.time[pair[1]];
                    return Err(DataError::DuplicateTime { at: at(pair[1]), time, first: at(pair[0]) });
                }
            }
            Duplicates::KeepFirst => order.dedup_by(|later, earlier| same(*later, *earlier)),
            Duplicates::KeepLast => order.dedup_by(|later, earlier| {
                let twice = same(*later, *earlier);
                if twice {
                    *earlier = *later;
                }
                twice
            }),
        }
        self.report.duplicates += before - order.len();
        self.keep(&order);
        Ok(())
    }

    /// Keeps only these rows, in this order.
    fn keep(&mut self, order: &[usize]) {
        self.time = order.iter().map(|&row| self.time[row]).collect();
        self.lines = order.iter().map(|&row| self.lines[row]).collect();
        for column in &mut self.columns {
            *column = order.iter().map(|&row| column[row]).collect();
        }
        if !self.incomplete.is_empty() {
            let is_incomplete = |row: &usize| self.columns.iter().any(|column| column[*row].is_nan());
            self.incomplete = (0..order.len()).filter(is_incomplete).collect();
        }
    }

    fn fill(&mut self, file: &str, names: &[String], options: &CsvOptions) -> Result<(), DataError> {
        for (name, column) in names.iter().zip(&mut self.columns) {
            let Some(method) = options.missing_of(name).fill() else { continue };
            match fill(column, &self.time, method) {
                Ok(0) => {}
                Ok(count) => self.report.count_filled(name, count),
                Err(row) => {
                    let at = location(file, self.lines[row], self.is_table);
                    let (column, before) = (name.clone(), row == 0);
                    return Err(DataError::CannotFill { at, column, before });
                }
            }
        }
        Ok(())
    }

    /// Checks the rows that could not be checked until their values were filled.
    fn check_filled<E>(&mut self, file: &str, check: &impl Check<E>) -> Result<(), E> {
        let mut skipped = Vec::new();
        let mut values = vec![0.0; self.columns.len()];
        for row in std::mem::take(&mut self.incomplete) {
            for (value, column) in values.iter_mut().zip(&self.columns) {
                *value = column[row];
            }
            let at = || location(file, self.lines[row], self.is_table);
            let verdict = check.check(&mut values, &|_| None, &at)?;
            if count(&mut self.report, verdict) {
                for (&value, column) in values.iter().zip(&mut self.columns) {
                    column[row] = value;
                }
            } else {
                skipped.push(row);
            }
        }
        if !skipped.is_empty() {
            let order: Vec<usize> = (0..self.len()).filter(|row| skipped.binary_search(row).is_err()).collect();
            self.keep(&order);
        }
        Ok(())
    }
}

/// Whether a time may be only a day, with the hour in another column.
fn is_day(time: DateTime, options: &CsvOptions) -> bool {
    time.time() == jiff::civil::Time::midnight()
        && match &options.time {
            TimeFrom::Columns(columns) => columns.len() == 1,
            TimeFrom::UsualNames => true,
            TimeFrom::Counted { .. } => false,
        }
}

/// The names of the day and hour columns, written as arguments for an option; `None` if no column seems to be the hour.
fn time_columns(rows: &Rows<'_>, options: &CsvOptions) -> Option<String> {
    const HOURS: [&str; 11] =
        ["time", "hour", "hr", "start time", "time of day", "anfang", "uhrzeit", "stunde", "heure", "hora", "he"];
    let hour = rows.names().iter().find(|name| HOURS.contains(&&*folded(name)))?;
    let day = match &options.time {
        TimeFrom::Columns(columns) => columns.first().map(ToString::to_string),
        _ => None,
    };
    let usual = || rows.names().iter().find(|name| folded(name).starts_with("date")).map(|name| format!("{name:?}"));
    let day = day.or_else(usual).unwrap_or_else(|| "\"…\"".to_owned());
    Some(format!("{day}, {hour:?}"))
}

/// Adds the verdict on a row to the report; returns whether the row is kept.
pub(super) fn count(report: &mut ReadReport, verdict: Verdict) -> bool {
    match verdict {
        Verdict::Keep => {}
        Verdict::Widened => report.widened += 1,
        Verdict::KeptAnyway => report.kept += 1,
        Verdict::SkipRow => report.skipped += 1,
    }
    verdict != Verdict::SkipRow
}

/// Returns what to do with missing values in each column.
pub(super) fn missing_of(options: &CsvOptions, names: &[String]) -> Vec<Missing> {
    names.iter().map(|name| options.missing_of(name)).collect()
}
