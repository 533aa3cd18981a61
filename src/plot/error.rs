//! The errors of drawing and writing a plot.

use std::path::PathBuf;

use jiff::civil::DateTime;

use crate::files::{reason, shown, shown_path};

/// Why a plot could not be drawn or written.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// The plot has no series.
    #[error(
        "plot \"{title}\": found no series, expected at least one; add `history`, `truth`, `forecast` or `baseline`",
        title = shown(title)
    )]
    NoSeries {
        /// The plot's title.
        title: String,
    },
    /// A series has no points.
    #[error("plot, series \"{series}\": found no point, expected at least one; leave the series out instead", series = shown(series))]
    EmptySeries {
        /// The name of the series in the legend.
        series: String,
    },
    /// The numbers of times and values differ.
    #[error(
        "plot, series \"{series}\": found {times} times for {values} values, expected equal numbers; \
         cut both to the same steps",
        series = shown(series)
    )]
    Lengths {
        /// The name of the series in the legend.
        series: String,
        /// The number of times.
        times: usize,
        /// The number of values.
        values: usize,
    },
    /// A value cannot be drawn on an axis.
    #[error(
        "plot, series \"{series}\", point {index}: found the value {value}, expected a finite number of at most 1e307; \
         fill missing values or leave those points out",
        series = shown(series)
    )]
    Value {
        /// The name of the series in the legend.
        series: String,
        /// The index of the point in the series.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A time is not later than the previous time.
    #[error(
        "plot, series \"{series}\", point {index}: found the time {time} after {previous}, expected ascending times; \
         sort the series and drop repeated times",
        series = shown(series)
    )]
    TimeOrder {
        /// The name of the series in the legend.
        series: String,
        /// The index of the later point in the series.
        index: usize,
        /// The time of the later point.
        time: DateTime,
        /// The time of the previous point.
        previous: DateTime,
    },
    /// The size is too small for title, legend and axes, or too large.
    #[error(
        "plot: found a size of {width} × {height} pixels, expected at least {min_width} × {min_height} \
         and at most {max} × {max}; change `size` or remove baselines"
    )]
    Size {
        /// The requested width, in pixels.
        width: u32,
        /// The requested height, in pixels.
        height: u32,
        /// The minimum width, in pixels.
        min_width: u32,
        /// The minimum height with this legend, in pixels.
        min_height: u32,
        /// The maximum width and height, in pixels.
        max: u32,
    },
    /// The drawing library failed.
    #[error("plot: drawing failed")]
    Draw(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The file could not be written; an existing file is unchanged.
    #[error("plot: could not write \"{}\": {}", shown_path(path), reason(source))]
    Write {
        /// The file to write.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
}

debug_is_message! { PlotError }
