//! Where the scalers of windows come from: a rule that is fitted on the training rows, or an earlier fit.

use super::rows::{NamedColumn, Table};
use crate::data::{DataError, FittedScaler, Scaler};

/// Where the scalers of columns and targets come from.
pub(super) enum FitBy {
    /// A rule, which the split fits on the training rows.
    Rule(Box<dyn Scaler + Send + Sync>),
    /// Scalers that were fitted earlier.
    Done { columns: FittedScaler, targets: FittedScaler },
}

impl FitBy {
    pub(super) fn fit(&self, table: &Table, training: usize) -> Result<(FittedScaler, FittedScaler), DataError> {
        match self {
            FitBy::Done { columns, targets } => Ok((columns.clone(), targets.clone())),
            FitBy::Rule(rule) => fit(&**rule, table, training),
        }
    }
}

/// Fits a rule to columns and targets together, since the rule may name a column that is only a target, or only an input.
fn fit(rule: &dyn Scaler, table: &Table, training: usize) -> Result<(FittedScaler, FittedScaler), DataError> {
    let mut all: Vec<&NamedColumn> = table.columns.iter().collect();
    let mut places = Vec::with_capacity(table.targets.len());
    for target in &table.targets {
        let place = all.iter().position(|(name, _)| *name == target.0).unwrap_or(all.len());
        if place == all.len() {
            all.push(target);
        }
        places.push(place);
    }
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let rows: Vec<&[f64]> = all.iter().map(|(_, x)| &x[..training]).collect();
    let fitted = rule.fit_named(&names, &rows)?;
    fitted.check_count(all.len())?;
    let columns: Vec<usize> = (0..table.columns.len()).collect();
    // Targets are not clipped, since that would hide errors of the forecast.
    Ok((fitted.selected(&columns), fitted.selected(&places).unclipped()))
}
