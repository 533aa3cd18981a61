//! Errors of windows: in panels, at gaps, in weights.

use crate::data::error_text::counted;
use crate::files::shown;
use jiff::civil::DateTime;

/// Why windows cannot be built, or a series cannot be forecast from its last window.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum WindowError {
    /// The stride is 0.
    #[error("windows: the stride is 0, expected at least 1; `.stride(1)` starts a window at every row")]
    ZeroStride,
    /// The panel has no series.
    #[error("windows: the panel has no series, expected at least one")]
    NoSeries,
    /// A series of a panel is shorter than one window.
    #[error(
        "series \"{}\": lookback {lookback} and horizon {horizon} need {needed} rows, found {rows}; give it more rows, shorten the \
         lookback or the horizon, or leave out such series with `.skip_short(true)`",
        shown(series)
    )]
    ShortSeries { series: String, lookback: usize, horizon: usize, needed: usize, rows: usize },
    /// All series of a panel are shorter than one window.
    #[error(
        "windows: lookback {lookback} and horizon {horizon} need {needed} rows without a gap, but no series of the panel \
         has such a run ({series} were left out); give more rows, or shorten the lookback or the horizon"
    )]
    AllShort { series: usize, lookback: usize, horizon: usize, needed: usize },
    /// There are enough rows, but no run between gaps is long enough for a window.
    #[error(
        "series \"{}\": lookback {lookback} and horizon {horizon} need {needed} rows without a gap, but the {part} has {} in time \
         and a longest run of {longest} rows; fill the gaps with `series.fill_gaps(..)`, shorten the lookback or the horizon, or let \
         windows cross gaps with `.cross_gaps(true)`",
        shown(series),
        counted(*gaps, "gap")
    )]
    OnlyShortRuns {
        series: String,
        part: &'static str,
        lookback: usize,
        horizon: usize,
        needed: usize,
        gaps: usize,
        longest: usize,
    },
    /// Fewer rows than a lookback follow the last gap, so no forecast can start from the last row.
    #[error(
        "series \"{}\": a forecast from its last row needs {lookback} rows without a gap, found {} after the gap before \
         row {row} ({time}); fill the gap with `series.fill_gaps(..)`, leave the rows out with `series.rows(..{row})`, shorten the \
         lookback, or use `.cross_gaps(true)`",
        shown(series),
        counted(*rows, "row")
    )]
    GapBeforeEnd { series: String, row: usize, time: DateTime, rows: usize, lookback: usize },
    /// A part has fewer rows of a series than a lookback.
    #[error(
        "series \"{}\": a forecast from its last row needs {lookback} rows, found {} in this part; give the part more rows, or let it \
         read rows before the cut with `.context(true)`",
        shown(series),
        counted(*rows, "row")
    )]
    ShortLookback { series: String, rows: usize, lookback: usize },
    /// There is no series with this number.
    #[error("windows: there is no series {series}, only {found} in this part; numbers start at 0")]
    NoSeriesOfNumber { series: usize, found: usize },
    /// No series of a panel has a window in a part.
    #[error(
        "windows: no series has a window in the {part}: lookback {lookback} and horizon {horizon} need {needed} rows without a \
         gap; cut elsewhere, shorten the lookback or the horizon, or use `.context(true)`"
    )]
    PartWithoutWindow { part: &'static str, lookback: usize, horizon: usize, needed: usize },
    /// A series has no row before the first cut, so its own scaler cannot be fitted.
    #[error(
        "series \"{}\": it has no row in the training part to fit a scaler to; cut later, leave it out, or scale all series alike with \
         `.scale_per_series(false)`",
        shown(series)
    )]
    NoTrainingRow { series: String },
    /// Scalers were given for each series by name, but not for this series.
    #[error(
        "series \"{}\": no scaler was given for it; name each series in `.fitted_scalers_per_series(…)`",
        shown(series)
    )]
    NoScalerOfSeries { series: String },
    /// A window's weight is negative, NaN or infinite.
    #[error(
        "series \"{}\": the weight of the window whose target begins at {time} is {found}, expected a finite number of at least 0",
        shown(series)
    )]
    BadWeight { series: String, time: DateTime, found: f64 },
    /// All weights are 0, or their sum overflows `f64`.
    #[error("windows: the weights of the training windows sum to {sum}, expected a finite sum above 0")]
    WeightSum { sum: f64 },
}

debug_is_message! { WindowError }
