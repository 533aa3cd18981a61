//! The raw columns as features, and the names of features computed from a column.

use super::feature::Feature;
use crate::timeseries::{Candle, Column};

impl Feature for Column {
    fn name(&self) -> String {
        self.as_str().to_owned()
    }

    fn warm_up(&self) -> usize {
        0
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        Some(candle.value(*self))
    }

    fn reset(&mut self) {}
}

/// The text between the name of a feature and the name of its column.
pub(super) const OF: &str = "_of_";

/// Appends the column to the name of a feature, unless the column is the close, the default.
pub(super) fn of(name: String, column: Column) -> String {
    if column == Column::Close { name } else { name + OF + column.as_str() }
}
