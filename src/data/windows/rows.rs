//! The rows that windows are cut from, and the scalers of their columns.

use crate::data::{DataError, FittedScaler};
use jiff::civil::DateTime;
use std::sync::Arc;

/// A column with its name; the values are shared with the series.
pub(super) type NamedColumn = (String, Arc<Vec<f64>>);

/// The columns of one series that windows are made of.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) time: Arc<Vec<DateTime>>,
    pub(super) columns: Vec<NamedColumn>,
    pub(super) targets: Vec<NamedColumn>,
    /// The column of the windows' weights, if one was named.
    pub(super) weights: Option<Arc<Vec<f64>>>,
    /// The rows after a gap that windows do not cross.
    pub(super) gaps: Vec<usize>,
}

/// The scalers of a series: of the columns that a model sees, and of the targets.
#[derive(Clone)]
pub(super) struct Scalers {
    pub(super) columns: FittedScaler,
    pub(super) targets: FittedScaler,
}

/// The rows of all series, shared by the parts of a split. Values are scaled when a batch is written, so a table is in memory once.
pub(super) struct WindowRows {
    // Invariant: at least one.
    pub(super) tables: Vec<Table>,
    // Invariant: one for all series, or one for each.
    scalers: Vec<Scalers>,
    pub(super) subtract_last: bool,
    /// The names of the series that were too short.
    pub(super) skipped: Vec<String>,
}

impl WindowRows {
    /// An error if a scaled value does not fit a 32-bit float.
    pub(super) fn new(
        tables: Vec<Table>,
        scalers: Vec<Scalers>,
        subtract_last: bool,
        skipped: Vec<String>,
    ) -> Result<Self, DataError> {
        let rows = WindowRows { tables, scalers, subtract_last, skipped };
        for (series, table) in rows.tables.iter().enumerate() {
            let Scalers { columns, targets } = rows.scalers(series);
            table.check_scaled(&table.columns, columns)?;
            table.check_scaled(&table.targets, targets)?;
        }
        Ok(rows)
    }

    pub(super) fn scalers(&self, series: usize) -> &Scalers {
        // One for all series is the last one too.
        &self.scalers[series.min(self.scalers.len() - 1)]
    }
}

/// A value of a column, as a model sees it.
pub(super) fn scaled(scaler: &FittedScaler, column: usize, x: f64) -> f32 {
    scaler.transform(column, x) as f32
}

/// Writes one column of some rows, scaled, to rows of `width` values.
pub(super) fn write_scaled(scaler: &FittedScaler, column: usize, values: &[f64], width: usize, out: &mut [f32]) {
    for (out, &x) in out.chunks_exact_mut(width).zip(values) {
        out[column] = scaled(scaler, column, x);
    }
}

impl Table {
    /// An error for the first row with a scaled value that does not fit a 32-bit float.
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
