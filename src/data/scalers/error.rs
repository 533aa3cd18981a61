//! What can be wrong with a scaler: its options, the columns that it is fitted to, a stored one.

use crate::files::shown;

/// Why a scaler cannot be fitted, stored or used.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum ScalerError {
    /// A column without values.
    #[error("scaler: column {column} has no values; fit the scaler to at least one row")]
    NoValues { column: usize },
    /// NaN or an infinity among the values.
    #[error(
        "scaler: column {column}, row {row}: found {found}, expected a finite number; remove the row or fill the gap"
    )]
    NotFinite { column: usize, row: usize, found: f64 },
    /// A spread that no `f64` holds.
    #[error(
        "scaler: column {column} runs from {low:e} to {high:e}, which is too wide for 64-bit floats; choose another unit"
    )]
    TooWide { column: usize, low: f64, high: f64 },
    /// The range to scale to is empty, reversed or not finite.
    #[error("min-max scaler: the range is {low} to {high}; both must be finite, and the first below the second")]
    FeatureRange { low: f64, high: f64 },
    /// Quantiles between which nothing can lie.
    #[error(
        "robust scaler: the quantile range is {low} to {high} percent; both must be from 0 to 100, and the first below the second"
    )]
    QuantileRange { low: f64, high: f64 },
    /// A name that no scaler has.
    #[error("no scaler is named \"{}\"; choose \"standard\", \"min_max\", \"robust\" or \"none\"", shown(found))]
    UnknownName { found: String },
    /// Other columns than the scaler was fitted to.
    #[error(
        "scaler: it was fitted to the columns {}, the series \"{series}\" has {}; give it the same columns in the same order",
        names(expected),
        names(found)
    )]
    OtherColumns { series: String, expected: Vec<String>, found: Vec<String> },
    /// Another number of columns than the scaler was fitted to.
    #[error(
        "scaler: it was fitted to {found} columns, but {expected} are needed; fit it to the columns that it is for"
    )]
    ColumnCount { expected: usize, found: usize },
    /// A stored scaler that no fit can have given.
    #[error("stored scaler: {name} of column {column} is {found}, but it must be {allowed}; fit the scaler anew")]
    Damaged { name: &'static str, column: usize, found: f64, allowed: &'static str },
    /// A stored scaler whose names are not those of its columns.
    #[error("stored scaler: it has {names} names for {columns} columns; fit the scaler anew")]
    DamagedNames { names: usize, columns: usize },
}

debug_is_message! { ScalerError }

/// Names of columns for a message: a stored scaler brings them from a file.
fn names(names: &[String]) -> String {
    names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ")
}
