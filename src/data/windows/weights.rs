//! The weights of training windows.

use super::error::WindowError;
use super::places::Places;
use super::rows::Table;
use crate::data::{DataError, SampleWeightError, SampleWeights};
use jiff::civil::DateTime;
use std::ops::Range;

/// Returns a window's weight from the times and values of its target.
pub(super) type WeightFunction = dyn Fn(&[DateTime], &[f64]) -> f64 + Send + Sync;

/// Where the weights come from.
pub(super) enum WeightBy {
    /// A column of the series.
    Column(String),
    Function(Box<WeightFunction>),
}

/// Returns the weight of a window whose target is in these rows.
fn weight(by: &WeightBy, table: &Table, target: Range<usize>) -> f64 {
    match (by, &table.weights) {
        (WeightBy::Function(weight), _) => {
            let values = target.clone().flat_map(|row| table.targets.iter().map(move |(_, values)| values[row]));
            weight(&table.time[target.clone()], &values.collect::<Vec<_>>())
        }
        (WeightBy::Column(_), Some(weights)) => {
            let count = target.len() as f64;
            weights[target].iter().map(|weight| weight / count).sum()
        }
        (WeightBy::Column(_), None) => 1.0,
    }
}

/// Returns the weights of the windows with a whole horizon. The last `steps` rows of a window are its targets.
pub(super) fn weights_of(
    by: &WeightBy,
    tables: &[Table],
    places: &Places,
    window: usize,
    steps: usize,
) -> Result<SampleWeights, DataError> {
    let target = |index: usize| {
        let (series, row) = places.place(index);
        (&tables[series], row + window - steps..row + window)
    };
    let weights = (0..places.whole()).map(|index| {
        let (table, rows) = target(index);
        weight(by, table, rows)
    });
    SampleWeights::new(weights).map_err(|error| {
        let error = match error {
            SampleWeightError::BadItem { item, found } => {
                let (table, rows) = target(item);
                WindowError::BadWeight { series: table.name.clone(), time: table.time[rows.start], found }
            }
            SampleWeightError::BadSum { sum } => WindowError::WeightSum { sum },
        };
        error.into()
    })
}
