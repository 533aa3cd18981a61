//! The source of the windows' scalers: a rule to fit on the training rows, or an earlier fit.

use super::rows::{NamedColumn, Table};
use crate::data::{DataError, FittedScaler, Scaler};

/// The source of the scalers of columns and targets.
pub(super) enum FitBy {
    /// A rule that the split fits on the training rows.
    Rule(Box<dyn Scaler + Send + Sync>),
    /// Scalers fitted earlier.
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

/// Fits a rule to columns and targets together, since the rule may name a column that is not a target, or a target that is not a column.
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
    // A clipped target would hide errors of the forecast.
    Ok((fitted.selected(&columns), fitted.selected(&places).unclipped()))
}
