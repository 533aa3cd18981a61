//! The rows from which windows are cut, and the scalers of their columns.

use crate::data::{DataError, FittedScaler};
use jiff::civil::DateTime;
use std::ops::Range;
use std::sync::Arc;

/// A column with its name; the values are shared with the series.
pub(super) type NamedColumn = (String, Arc<Vec<f64>>);

/// The columns of one series that its windows use.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) time: Arc<Vec<DateTime>>,
    pub(super) columns: Vec<NamedColumn>,
    pub(super) targets: Vec<NamedColumn>,
    /// The column of weights, if the options name one.
    pub(super) weights: Option<Arc<Vec<f64>>>,
    /// The first row after each gap; windows do not cross gaps.
    pub(super) gaps: Vec<usize>,
}

/// The scalers of a series: for the columns that a model sees, and for the target columns.
#[derive(Clone)]
pub(super) struct Scalers {
    pub(super) columns: FittedScaler,
    pub(super) targets: FittedScaler,
}

/// The rows of all series, which the parts of a split share. Values are scaled only when a batch is written, so memory holds them
/// once.
pub(super) struct WindowRows {
    // Invariant: at least one table.
    pub(super) tables: Vec<Table>,
    // Invariant: one for all series, or one for each series.
    scalers: Vec<Scalers>,
    // Invariant: as many elements as `scalers`.
    plain: Vec<Option<Vec<PlainMap>>>,
    pub(super) subtract_last: bool,
    /// The names of the series that were left out as too short.
    pub(super) skipped: Vec<String>,
}

impl WindowRows {
    /// Returns an error if a value is outside a scaler's domain, or if a scaled value does not fit `f32`.
    pub(super) fn new(
        tables: Vec<Table>,
        scalers: Vec<Scalers>,
        subtract_last: bool,
        skipped: Vec<String>,
    ) -> Result<Self, DataError> {
        let plain = scalers.iter().map(|scalers| Some(PlainMap::of_columns(&scalers.columns))).collect();
        let mut rows = WindowRows { tables, scalers, plain, subtract_last, skipped };
        for series in 0..rows.tables.len() {
            let (table, Scalers { columns, targets }) = (&rows.tables[series], rows.scalers(series));
            table.check_domain(&table.columns, columns)?;
            table.check_domain(&table.targets, targets)?;
            table.check_scaled(&table.columns, columns)?;
            table.check_scaled(&table.targets, targets)?;
            let place = rows.place_of_scalers(series);
            let is_plain = rows.plain[place].as_ref().is_some_and(|maps| table.is_scaled_by(maps, columns));
            rows.plain[place].take_if(|_| !is_plain);
        }
        Ok(rows)
    }

    pub(super) fn scalers(&self, series: usize) -> &Scalers {
        &self.scalers[self.place_of_scalers(series)]
    }

    /// The index of a series' scalers: the number of the series, or 0 if all series share them.
    fn place_of_scalers(&self, series: usize) -> usize {
        series.min(self.scalers.len() - 1)
    }

    /// Writes the scaled columns of some rows of a series, row by row.
    pub(super) fn write_inputs<const FEATURES: usize>(&self, series: usize, rows: Range<usize>, out: &mut [f32]) {
        let columns = &self.tables[series].columns;
        let Some(maps) = &self.plain[self.place_of_scalers(series)] else {
            for (column, (_, values)) in columns.iter().enumerate() {
                write_scaled(&self.scalers(series).columns, column, &values[rows.clone()], FEATURES, out);
            }
            return;
        };
        let maps: [PlainMap; FEATURES] = std::array::from_fn(|column| maps[column]);
        let values: [&[f64]; FEATURES] = std::array::from_fn(|column| &columns[column].1[rows.clone()]);
        for (row, out) in out.chunks_exact_mut(FEATURES).enumerate() {
            for (out, (map, values)) in out.iter_mut().zip(maps.iter().zip(&values)) {
                *out = map.transform(values[row]) as f32;
            }
        }
    }
}

/// The formula of most scalers, z = (x − offset) / scale + zero, in a form without branches, which is fast.
#[derive(Clone, Copy)]
struct PlainMap {
    offset: f64,
    scale: f64,
    zero: f64,
}

impl PlainMap {
    fn of_columns(scaler: &FittedScaler) -> Vec<PlainMap> {
        let of_column = |column| {
            let offset = scaler.offset(column);
            PlainMap { offset, scale: scaler.scale(column), zero: scaler.transform(column, offset) }
        };
        (0..scaler.columns()).map(of_column).collect()
    }

    fn transform(self, x: f64) -> f64 {
        (x - self.offset) / self.scale + self.zero
    }
}

/// Scales a value of a column to the number that a model sees.
pub(super) fn scaled(scaler: &FittedScaler, column: usize, x: f64) -> f32 {
    scaler.transform(column, x) as f32
}

/// Writes one scaled column of some rows to `out`, whose rows have `width` values each.
pub(super) fn write_scaled(scaler: &FittedScaler, column: usize, values: &[f64], width: usize, out: &mut [f32]) {
    for (out, &x) in out.chunks_exact_mut(width).zip(values) {
        out[column] = scaled(scaler, column, x);
    }
}

impl Table {
    /// Whether these maps give the same bits as the scaler for all values of the columns. They do not if the scaler clips or a difference
    /// overflows.
    fn is_scaled_by(&self, maps: &[PlainMap], scaler: &FittedScaler) -> bool {
        self.columns.iter().zip(maps).enumerate().all(|(column, ((_, values), map))| {
            values.iter().all(|&x| map.transform(x).to_bits() == scaler.transform(column, x).to_bits())
        })
    }

    /// Returns an error for a value outside the scaler's domain. The training rows have none, but later rows may.
    fn check_domain(&self, columns: &[NamedColumn], scaler: &FittedScaler) -> Result<(), DataError> {
        for (column, (_, values)) in columns.iter().enumerate() {
            scaler.check_values(column, values)?;
        }
        Ok(())
    }

    /// Returns an error for the first row with a scaled value that does not fit `f32`.
    fn check_scaled(&self, columns: &[NamedColumn], scaler: &FittedScaler) -> Result<(), DataError> {
        let first_beyond = columns.iter().enumerate().filter_map(|(column, (_, values))| {
            let row = values.iter().position(|&x| !scaled(scaler, column, x).is_finite())?;
            Some((row, column))
        });
        let Some((row, column)) = first_beyond.min() else { return Ok(()) };
        let (name, values) = &columns[column];
        let (series, found) = (self.name.clone(), scaler.transform(column, values[row]));
        Err(DataError::TooLargeToScale { series, row, column: name.clone(), found })
    }
}
