//! Errors of scalers: in their options, in the columns, in stored scalers.

use crate::files::shown;

/// Why a scaler cannot be fitted, stored or used.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum ScalerError {
    /// A column has no values.
    #[error("scaler: column {column} has no values; fit the scaler to at least one row")]
    NoValues { column: usize },
    /// A value is NaN or infinite.
    #[error(
        "scaler: column {column}, row {row}: found {found}, expected a finite number; remove the row or fill the gap"
    )]
    NotFinite { column: usize, row: usize, found: f64 },
    /// The range of a column's values overflows `f64`.
    #[error(
        "scaler: column {column} ranges from {low:e} to {high:e}, which is too wide for 64-bit floats; choose another unit"
    )]
    TooWide { column: usize, low: f64, high: f64 },
    /// The range to scale to is empty, reversed or not finite.
    #[error("min-max scaler: the range is {low} to {high}; both must be finite, and the first below the second")]
    FeatureRange { low: f64, high: f64 },
    /// The quantile range is empty, reversed or not within 0 to 100.
    #[error(
        "robust scaler: the quantile range is {low} to {high} percent; both must be from 0 to 100, and the first below the second"
    )]
    QuantileRange { low: f64, high: f64 },
    /// The number of quantiles is 0.
    #[error("quantile scaler: the number of quantiles is 0; choose at least 1")]
    NoQuantiles,
    /// The shift is not finite.
    #[error("log scaler: the shift is {found}, but it must be finite")]
    ShiftNotFinite { found: f64 },
    /// The given λ is not finite.
    #[error("{rule} scaler: lambda is {found}, but it must be finite; omit it to have it fitted")]
    LambdaNotFinite { rule: &'static str, found: f64 },
    /// A value is outside the domain of a logarithm or power.
    #[error(
        "{rule} scaler: column {}{}: found {found}, expected a number above {above}; {remedy}",
        place(*column, name.as_deref()),
        row.map_or(String::new(), |row| format!(", row {row}"))
    )]
    OutsideDomain {
        rule: &'static str,
        column: usize,
        name: Option<String>,
        row: Option<usize>,
        found: f64,
        above: f64,
        remedy: &'static str,
    },
    /// A scaled value overflows `f64`.
    #[error(
        "scaler: column {column}, row {row}: the scaled value of {found:e} is too large for 64-bit floats; choose another unit or another scaler"
    )]
    ScaledTooLarge { column: usize, row: usize, found: f64 },
    /// Rules are chosen by the names of columns, but the columns have no names.
    #[error(
        "per-column scaler: the rule for \"{}\" needs the names of the columns; fit it with `fit_named` or `fit_series`",
        shown(column)
    )]
    NoNames { column: String },
    /// A rule is for a column that does not exist.
    #[error("per-column scaler: no column \"{}\" among {}; case matters", shown(column), names(found))]
    NoSuchColumn { column: String, found: Vec<String> },
    /// The number of names differs from the number of columns.
    #[error("scaler: there are {names} names for {columns} columns; give one for each")]
    NameCount { names: usize, columns: usize },
    /// The lag is 0.
    #[error("differencer: the lag is 0; it must be at least 1")]
    LagOfZero,
    /// There are too few rows for a difference or its inverse.
    #[error(
        "differencer: a lag of {lag} needs {lag} rows before the first difference, found {rows}; give it more rows"
    )]
    TooFewForLag { lag: usize, rows: usize },
    /// No scaler has this name.
    #[error(
        "unknown scaler \"{}\"; choose \"standard\", \"min_max\", \"robust\", \"max_abs\", \"quantile\", \"log\", \"box_cox\", \"yeo_johnson\" or \"none\"",
        shown(found)
    )]
    UnknownName { found: String },
    /// The columns differ from those that the scaler was fitted to.
    #[error(
        "scaler: fitted to the columns {}, but the series \"{series}\" has {}; give it the same columns in the same order",
        names(expected),
        names(found)
    )]
    OtherColumns { series: String, expected: Vec<String>, found: Vec<String> },
    /// The number of columns differs from the number that the scaler was fitted to.
    #[error(
        "scaler: it was fitted to {found} columns, but {expected} are needed; fit it to the columns that it scales"
    )]
    ColumnCount { expected: usize, found: usize },
    /// A stored scaler has an invalid number.
    #[error("stored scaler: {name} of column {column} is {found}, but it must be {allowed}; fit the scaler again")]
    Damaged { name: &'static str, column: usize, found: f64, allowed: &'static str },
    /// A stored scaler has names that do not match its columns.
    #[error("stored scaler: it has {names} names for {columns} columns; fit the scaler again")]
    DamagedNames { names: usize, columns: usize },
}

debug_is_message! { ScalerError }

impl ScalerError {
    /// Returns the same error with `place` as the column index.
    pub(super) fn of_column(mut self, place: usize) -> Self {
        if let ScalerError::NoValues { column }
        | ScalerError::NotFinite { column, .. }
        | ScalerError::TooWide { column, .. }
        | ScalerError::OutsideDomain { column, .. }
        | ScalerError::ScaledTooLarge { column, .. } = &mut self
        {
            *column = place;
        }
        self
    }

    /// Returns the same error with the name of its column, if the columns have names.
    pub(super) fn with_names<N: AsRef<str>>(mut self, names: &[N]) -> Self {
        if let ScalerError::OutsideDomain { column, name, .. } = &mut self {
            *name = names.get(*column).map(|name| name.as_ref().to_owned());
        }
        self
    }

    /// Requires one name for each column.
    pub(super) fn check_names(names: &[&str], columns: &[&[f64]]) -> Result<(), ScalerError> {
        match (names.len(), columns.len()) {
            (names, columns) if names == columns => Ok(()),
            (names, columns) => Err(ScalerError::NameCount { names, columns }),
        }
    }
}

/// Returns how a message shows a column: by its name if it has one, else by its index.
fn place(column: usize, name: Option<&str>) -> String {
    name.map_or_else(|| column.to_string(), |name| format!("\"{}\"", shown(name)))
}

/// Formats a list of column names for a message. The names may come from a file that stores a scaler, so they are shortened.
fn names(names: &[String]) -> String {
    names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ")
}
