//! Chooses a scaler for each column, by name.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use std::fmt;

type Rule = Box<dyn Scaler + Send + Sync>;

/// Different scalers for some columns, chosen by name, and one for all other columns.
///
/// It needs the names of the columns: windows and [`fit_series`](Scaler::fit_series) know them, and
/// [`fit_named`](Scaler::fit_named) takes them as an argument. It is an error if the data has no column with a given name.
///
/// # Example
/// ```
/// use timeseriesml::{Column, Standard, SyntheticCandles, WindowDataset, data::{Log, PerColumn, Scaler}};
/// let candles = SyntheticCandles::new(300).generate();
/// let scaler = PerColumn::new(Standard).column(Column::Volume, Log::new().shift(1.0).then(Standard));
/// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(scaler).build()?;
/// let (train, _) = windows.split([0.8, 0.2])?;
/// assert_eq!((train.scaler().is_affine(3), train.scaler().is_affine(4)), (true, false));
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
#[doc(alias = "ColumnTransformer")]
pub struct PerColumn {
    others: Rule,
    columns: Vec<(String, Rule)>,
}

impl PerColumn {
    /// Uses this rule for every column that [`column`](PerColumn::column) does not name.
    pub fn new(others: impl Scaler + Send + Sync + 'static) -> Self {
        PerColumn { others: Box::new(others), columns: Vec::new() }
    }

    /// Uses this rule for the column with this name; it replaces an earlier rule for the column.
    #[must_use]
    pub fn column(mut self, name: impl AsRef<str>, rule: impl Scaler + Send + Sync + 'static) -> Self {
        let name = name.as_ref();
        self.columns.retain(|(earlier, _)| earlier != name);
        self.columns.push((name.to_owned(), Box::new(rule)));
        self
    }
}

impl fmt::Debug for PerColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("PerColumn").field("columns", &names).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for PerColumn {
    /// # Errors
    /// [`ScalerError::NoNames`] if a rule is for a named column, since `fit` gets no names.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        match self.columns.first() {
            None => self.others.fit(columns),
            Some((name, _)) => Err(ScalerError::NoNames { column: name.clone() }),
        }
    }

    /// # Errors
    /// [`ScalerError::NoSuchColumn`] if a named column is missing, and the errors of the rules.
    fn fit_named(&self, names: &[&str], columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        let rules: Vec<(&str, &dyn Scaler)> =
            self.columns.iter().map(|(name, rule)| (name.as_str(), &**rule as &dyn Scaler)).collect();
        fit_by_name(&*self.others, &rules, names, columns)
    }
}

/// Fits each column with the rule for its name, or with `others` if no rule has its name.
pub(super) fn fit_by_name(
    others: &dyn Scaler,
    rules: &[(&str, &dyn Scaler)],
    names: &[&str],
    columns: &[&[f64]],
) -> Result<FittedScaler, ScalerError> {
    if let Some((missing, _)) = rules.iter().find(|(name, _)| !names.contains(name)) {
        let found = names.iter().map(|&name| name.to_owned()).collect();
        return Err(ScalerError::NoSuchColumn { column: (*missing).to_owned(), found });
    }
    ScalerError::check_names(names, columns)?;
    let fit = |(column, (name, x)): (usize, (&&str, &&[f64]))| {
        let rule = rules.iter().find(|(of, _)| of == name).map_or(others, |&(_, rule)| rule);
        let fitted = rule.fit_named(&[name], &[x]).map_err(|error| error.of_column(column))?;
        fitted.check_count(1).map(|()| fitted)
    };
    let fitted = names.iter().zip(columns).enumerate().map(fit).collect::<Result<_, _>>()?;
    Ok(FittedScaler::joined(fitted))
}

#[cfg(test)]
mod tests {
    use super::super::{Log, MinMax, Standard};
    use super::*;

    #[test]
    fn each_column_has_its_rule() {
        let rule = PerColumn::new(Standard).column("b", Log::new()).column("b", MinMax);
        let columns: [&[f64]; 3] = [&[1.0, 3.0], &[0.0, 4.0], &[5.0, 9.0]];
        let fitted = rule.fit_named(&["a", "b", "c"], &columns).unwrap();
        let by_hand = [Standard.fit(&[columns[0]]), MinMax.fit(&[columns[1]]), Standard.fit(&[columns[2]])];
        for (column, by_hand) in by_hand.into_iter().enumerate() {
            assert_eq!(fitted.transform(column, 2.5), by_hand.unwrap().transform(0, 2.5));
        }
        assert_eq!(fitted.names(), ["a", "b", "c"]);
        assert_eq!(format!("{rule:?}"), r#"PerColumn { columns: ["b"], .. }"#);
    }

    #[test]
    fn names_that_are_missing_are_errors() {
        let rule = PerColumn::new(Standard).column("volume", Log::new());
        let message = |error: ScalerError| error.to_string();
        let columns: [&[f64]; 2] = [&[1.0, 2.0], &[1.0, 2.0]];
        assert_eq!(
            message(rule.fit_named(&["close", "open"], &columns).unwrap_err()),
            "per-column scaler: no column \"volume\" among close, open; case matters"
        );
        assert_eq!(
            message(rule.fit(&columns).unwrap_err()),
            "per-column scaler: the rule for \"volume\" needs the names of the columns; fit it with `fit_named` or `fit_series`"
        );
        let error = rule.fit_named(&["close", "volume"], &[&[1.0], &[1.0, -2.0]]).unwrap_err();
        assert_eq!(
            message(error),
            "log scaler: column \"volume\", row 1: found -2, expected a number above 0; choose a larger shift, or `YeoJohnson`, which takes every number"
        );
        let error = rule.fit_named(&["close", "volume"], &[&[1.0], &[1.0, f64::NAN]]).unwrap_err();
        assert!(matches!(error, ScalerError::NotFinite { column: 1, row: 1, .. }), "{error}");
        assert!(PerColumn::new(Standard).fit(&columns).is_ok());
    }
}
