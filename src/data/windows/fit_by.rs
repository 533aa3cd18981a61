//! Where the scalers of windows come from: a rule that is fitted on the training rows, or an earlier fit.

use super::rows::{NamedColumn, Table};
use crate::data::{DataError, FittedScaler, Scaler};

/// Where the scalers of the columns and of the targets come from.
pub(super) enum FitBy {
    /// The split fits this rule on the training rows.
    Rule(Box<dyn Scaler>),
    /// They were fitted before.
    Done { columns: FittedScaler, targets: FittedScaler },
}

impl FitBy {
    pub(super) fn fit(&self, table: &Table, training: usize) -> Result<(FittedScaler, FittedScaler), DataError> {
        let rule = match self {
            FitBy::Done { columns, targets } => return Ok((columns.clone(), targets.clone())),
            FitBy::Rule(rule) => rule,
        };
        let fit = |columns: &[NamedColumn]| {
            let rows: Vec<&[f64]> = columns.iter().map(|(_, x)| &x[..training]).collect();
            Ok::<_, DataError>(rule.fit(&rows)?.named(columns.iter().map(|(name, _)| name)))
        };
        // A clipped target would hide an error.
        Ok((fit(&table.columns)?, fit(&table.targets)?.unclipped()))
    }
}
