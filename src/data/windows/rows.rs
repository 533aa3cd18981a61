//! The rows that windows are cut from, and the same rows scaled.

use crate::data::{DataError, FittedScaler};
use jiff::civil::DateTime;
use std::sync::Arc;

/// A column with its name; the values are shared with the series.
pub(super) type NamedColumn = (String, Arc<Vec<f64>>);

/// The columns that windows are made of.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) time: Arc<Vec<DateTime>>,
    pub(super) columns: Vec<NamedColumn>,
    pub(super) targets: Vec<NamedColumn>,
}

/// Scaled rows, shared by the parts of a split.
pub(super) struct ScaledRows {
    pub(super) table: Table,
    pub(super) scaler: FittedScaler,
    pub(super) target_scaler: FittedScaler,
    /// Row-major: one value a column.
    pub(super) inputs: Vec<f32>,
    /// Row-major: one value a target.
    pub(super) targets: Vec<f32>,
    pub(super) subtract_last: bool,
}

impl ScaledRows {
    pub(super) fn new(
        table: Table,
        scaler: FittedScaler,
        target_scaler: FittedScaler,
        subtract_last: bool,
    ) -> Result<Self, DataError> {
        let inputs = table.scaled(&table.columns, &scaler)?;
        let targets = table.scaled(&table.targets, &target_scaler)?;
        Ok(ScaledRows { table, scaler, target_scaler, inputs, targets, subtract_last })
    }
}

impl Table {
    fn scaled(&self, columns: &[NamedColumn], scaler: &FittedScaler) -> Result<Vec<f32>, DataError> {
        let mut scaled = Vec::with_capacity(self.time.len() * columns.len());
        for row in 0..self.time.len() {
            for (i, (column, values)) in columns.iter().enumerate() {
                let found = scaler.transform(i, values[row]);
                let narrow = found as f32;
                if !narrow.is_finite() {
                    let (series, column) = (self.name.clone(), column.clone());
                    return Err(DataError::TooLargeToScale { series, row, column, found });
                }
                scaled.push(narrow);
            }
        }
        Ok(scaled)
    }
}
