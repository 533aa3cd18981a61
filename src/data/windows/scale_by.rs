//! Gives each of several series a scaler: a shared one, or one of its own.

use super::error::WindowError;
use super::fit_by::FitBy;
use super::rows::{NamedColumn, Scalers, Table};
use crate::data::{DataError, FittedScaler};
use std::sync::Arc;

/// How the scalers of all series are obtained.
pub(super) struct ScaleBy {
    pub(super) fit: FitBy,
    pub(super) per_series: bool,
    /// Scalers fitted earlier: for each series its name, the scaler of its columns and that of its targets.
    pub(super) given: Option<Vec<(String, FittedScaler, FittedScaler)>>,
}

impl ScaleBy {
    /// Checks that scalers fitted earlier match the columns of the series.
    pub(super) fn check(&self, tables: &[Table]) -> Result<(), DataError> {
        let check = |table: &Table, columns: &FittedScaler, targets: &FittedScaler| {
            columns.check_names(&table.name, table.columns.iter().map(|(name, _)| name.as_str()))?;
            targets.check_names(&table.name, table.targets.iter().map(|(name, _)| name.as_str()))
        };
        for table in tables {
            match (&self.given, &self.fit) {
                (Some(given), _) => {
                    let Scalers { columns, targets } = named(given, table)?;
                    check(table, &columns, &targets)?;
                }
                (None, FitBy::Done { columns, targets }) => check(table, columns, targets)?,
                (None, FitBy::Rule(_)) => {}
            }
        }
        Ok(())
    }

    /// Returns one scaler for all series together or one for each, fitted on the first `training` rows of each series.
    pub(super) fn scalers(&self, tables: &[Table], training: &[usize]) -> Result<Vec<Scalers>, DataError> {
        let fit = |table: &Table, training: usize| {
            let (columns, targets) = self.fit.fit(table, training)?;
            Ok::<_, DataError>(Scalers { columns, targets })
        };
        if let Some(given) = &self.given {
            return tables.iter().map(|table| Ok(named(given, table)?)).collect();
        }
        if self.per_series {
            let fit_one = |(table, &training): (&Table, &usize)| match training {
                0 if matches!(self.fit, FitBy::Rule(_)) => {
                    Err(WindowError::NoTrainingRow { series: table.name.clone() }.into())
                }
                _ => fit(table, training),
            };
            return tables.iter().zip(training).map(fit_one).collect();
        }
        let scalers = match (tables, &self.fit) {
            ([table], _) => fit(table, training[0])?,
            (_, FitBy::Done { .. }) => fit(&tables[0], 0)?,
            _ => fit(&joined(tables, training), training.iter().sum())?,
        };
        Ok(vec![scalers])
    }
}

fn named(given: &[(String, FittedScaler, FittedScaler)], table: &Table) -> Result<Scalers, WindowError> {
    let of_series = given.iter().find(|(name, ..)| *name == table.name);
    let (_, columns, targets) =
        of_series.ok_or_else(|| WindowError::NoScalerOfSeries { series: table.name.clone() })?;
    Ok(Scalers { columns: columns.clone(), targets: targets.clone() })
}

/// Joins the training rows of all series into one table, since a scaler is fitted to whole columns.
fn joined(tables: &[Table], training: &[usize]) -> Table {
    let rows = |of: &dyn Fn(&Table) -> Arc<Vec<f64>>| -> Arc<Vec<f64>> {
        let parts = tables.iter().zip(training).map(|(table, &training)| (of(table), training));
        let mut values = Vec::with_capacity(training.iter().sum());
        parts.for_each(|(column, training)| values.extend_from_slice(&column[..training]));
        Arc::new(values)
    };
    let first = &tables[0];
    let columns: Vec<NamedColumn> = first
        .columns
        .iter()
        .enumerate()
        .map(|(i, (name, _))| (name.clone(), rows(&|table| table.columns[i].1.clone())))
        .collect();
    let target = |(i, (name, _)): (usize, &NamedColumn)| {
        let known = columns.iter().find(|(column, _)| column == name);
        (name.clone(), known.map_or_else(|| rows(&|table| table.targets[i].1.clone()), |(_, values)| values.clone()))
    };
    let targets = first.targets.iter().enumerate().map(target).collect();
    Table { name: "panel".to_owned(), time: Arc::new(Vec::new()), columns, targets, weights: None, gaps: Vec::new() }
}
