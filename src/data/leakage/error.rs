//! What a check for leakage finds.

use crate::files::shown;
use std::error::Error;

/// Why a function did not pass a check for leakage.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum LeakageError {
    /// A value after the cut reaches what the function returns.
    #[error(
        "leakage: element {element} of what training sees is {before}, and {after} after {}row {row} of the series \"{}\" was changed \
         ({change}), though training ends before row {cut}; compute it from earlier rows alone",
        column.as_ref().map(|column| format!("column \"{}\" in ", shown(column))).unwrap_or_default(),
        shown(series)
    )]
    Leaks {
        /// The place in what the function returned.
        element: usize,
        before: f64,
        after: f64,
        series: String,
        /// The column, or `None` if only changes of several columns at once show the leak.
        column: Option<String>,
        row: usize,
        /// The first row that training must not see.
        cut: usize,
        change: String,
    },
    /// The function returns another number of elements if values after the cut change.
    #[error(
        "leakage: what training sees has {before} elements, and {after} after {}row {row} of the series \"{}\" was changed ({change}), \
         though training ends before row {cut}; compute it from earlier rows alone",
        column.as_ref().map(|column| format!("column \"{}\" in ", shown(column))).unwrap_or_default(),
        shown(series)
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
    /// A later row changes the output at an earlier one.
    #[error(
        "causality: the output at row {row} is {before}, and {after} after the rows from {later} on were changed ({change}); compute it from \
         this row and earlier ones"
    )]
    LooksAhead { row: usize, before: f64, after: f64, later: usize, change: String },
    /// The function does not return one output for each row.
    #[error("causality: the function returned {found} outputs for {expected} rows; return one for each")]
    OutputCount { found: usize, expected: usize },
    /// Two runs on the same series differ, so nothing can be compared.
    #[error(
        "leakage: element {element} differs between two runs on the same values ({before} and {after}); seed every random number, and make \
         each run start anew"
    )]
    NotRepeatable { element: usize, before: f64, after: f64 },
    /// The function returned nothing to compare.
    #[error(
        "leakage: the function returned no value; return what training sees: its inputs, its targets, or the trained weights"
    )]
    NothingReturned,
    /// There is no row before the cut, or none after.
    #[error("leakage: the cut {cut} leaves no rows before it or none after, the series \"{}\" has {rows}; choose one from 1 to {}", shown(series), rows.saturating_sub(1))]
    NothingBeyondCut { series: String, cut: usize, rows: usize },
    /// The function failed.
    #[error(
        "leakage: the function failed{}: {source}",
        change.as_ref().map(|change| format!(
            " after values after the cut were changed ({change}), which is a leak too, unless it checks that the columns of a row fit \
             together: then use `LeakageCheck::whole_rows(true)`"
        )).unwrap_or_default()
    )]
    FunctionFailed {
        /// The change of the values, or `None` if it failed on the series itself.
        change: Option<String>,
        source: Box<dyn Error + Send + Sync>,
    },
}

debug_is_message! { LeakageError }
