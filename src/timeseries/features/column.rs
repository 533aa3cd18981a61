//! The raw columns as features, and how a column changes the name of a feature that is computed from it.

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

/// What separates the name of a feature from that of the column it is computed from.
pub(super) const OF: &str = "_of_";

/// The name of a feature that is computed from a column: the close goes without saying.
pub(super) fn of(name: String, column: Column) -> String {
    if column == Column::Close { name } else { name + OF + column.as_str() }
}
