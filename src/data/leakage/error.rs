//! Errors of leakage checks.

use crate::files::shown;
use std::error::Error;

/// Why a function did not pass a leakage check.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum LeakageError {
    /// A value after the cut affects what the function returns.
    #[error(
        "leakage: element {element} of what training sees changes from {before} to {after} {}, though training ends before row {cut}; \
         compute it from earlier rows only",
        when(series, column, *row, change)
    )]
    Leaks {
        /// The index of the first number that differs.
        element: usize,
        before: f64,
        after: f64,
        series: String,
        /// The column that leaks, or `None` if only changes of several columns at once show the leak.
        column: Option<String>,
        row: usize,
        /// The first row that training must not see.
        cut: usize,
        change: String,
    },
    /// A value after the cut affects how many numbers the function returns.
    #[error(
        "leakage: the number of elements that training sees changes from {before} to {after} {}, though training ends before row \
         {cut}; compute it from earlier rows only",
        when(series, column, *row, change)
    )]
    LeaksIntoCount {
        before: usize,
        after: usize,
        series: String,
        column: Option<String>,
        row: usize,
        cut: usize,
        change: String,
    },
    /// A later row affects the output at an earlier one.
    #[error(
        "causality: the output at row {row} changes from {before} to {after} when the rows from {later} on change ({change}); compute \
         it from this row and earlier ones"
    )]
    LooksAhead { row: usize, before: f64, after: f64, later: usize, change: String },
    /// The function does not return one output for each row.
    #[error("causality: the function returned {found} outputs for {expected} rows; return one for each")]
    OutputCount { found: usize, expected: usize },
    /// Two runs on the same series differ, so nothing can be compared.
    #[error(
        "leakage: element {element} differs between two runs on the same values ({before} and {after}); seed all random numbers, and \
         start each run afresh"
    )]
    NotRepeatable { element: usize, before: f64, after: f64 },
    /// The function returned nothing to compare.
    #[error(
        "leakage: the function returned no value; return what training sees: its inputs, its targets, or the trained weights"
    )]
    NothingReturned,
    /// There is no row before the cut, or none after it.
    #[error("leakage: the cut {cut} leaves no rows on one side: the series \"{}\" has {rows}; choose a cut from 1 to {}", shown(series), rows.saturating_sub(1))]
    NothingBeyondCut { series: String, cut: usize, rows: usize },
    /// The function failed.
    #[error(
        "leakage: the function failed{}: {source}",
        change.as_ref().map(|change| format!(
            " when values after the cut changed ({change}), which is a leak too, unless it checks that the columns of a row fit \
             together: then use `LeakageCheck::whole_rows(true)`"
        )).unwrap_or_default()
    )]
    FunctionFailed {
        /// The change of the values, or `None` if the function failed on the unchanged series.
        change: Option<String>,
        source: Box<dyn Error + Send + Sync>,
    },
}

debug_is_message! { LeakageError }

/// Describes the change that showed a leak, and where it was made.
fn when(series: &str, column: &Option<String>, row: usize, change: &str) -> String {
    let column = column.as_ref().map(|column| format!("column \"{}\" in ", shown(column))).unwrap_or_default();
    format!("when {column}row {row} of the series \"{}\" changes ({change})", shown(series))
}
