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

/// The separator between the name of a feature and that of its column.
pub(super) const OF: &str = "_of_";

/// The name of a feature computed from a column; the close is the default and not named.
pub(super) fn of(name: String, column: Column) -> String {
    if column == Column::Close { name } else { name + OF + column.as_str() }
}
