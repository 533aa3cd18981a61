//! Why a plot could not be drawn or written.

use std::path::PathBuf;

use jiff::civil::DateTime;

use crate::files::{reason, shown, shown_path};

/// Why a plot could not be drawn or written.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// A plot without any series.
    #[error(
        "plot \"{title}\": found no series, expected at least one; add `history`, `truth`, `forecast` or `baseline`",
        title = shown(title)
    )]
    NoSeries {
        /// The plot's title.
        title: String,
    },
    /// A series without any point.
    #[error("plot, series \"{series}\": found no point, expected at least one; leave the series out instead", series = shown(series))]
    EmptySeries {
        /// The series by its name in the legend.
        series: String,
    },
    /// As many times as values are needed.
    #[error(
        "plot, series \"{series}\": found {times} times for {values} values, expected as many of each; \
         cut both to the same steps",
        series = shown(series)
    )]
    Lengths {
        /// The series by its name in the legend.
        series: String,
        /// How many times were given.
        times: usize,
        /// How many values were given.
        values: usize,
    },
    /// A value that has no place on an axis.
    #[error(
        "plot, series \"{series}\", point {index}: found the value {value}, expected a finite number of at most 1e307; \
         fill missing values or leave those points out",
        series = shown(series)
    )]
    Value {
        /// The series by its name in the legend.
        series: String,
        /// The point's position in the series, from 0.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// A time that does not come after the one before.
    #[error(
        "plot, series \"{series}\", point {index}: found the time {time} after {previous}, expected times that rise; \
         sort the series and drop repeated times",
        series = shown(series)
    )]
    TimeOrder {
        /// The series by its name in the legend.
        series: String,
        /// The later point's position in the series, from 0.
        index: usize,
        /// The time found there.
        time: DateTime,
        /// The time of the point before.
        previous: DateTime,
    },
    /// A canvas too small for title, legend and axes, or too large to be drawn.
    #[error(
        "plot: found a size of {width} × {height} pixels, expected at least {min_width} × {min_height} \
         and at most {max} either way; give another `size` or fewer baselines"
    )]
    Size {
        /// Width asked for, in pixels.
        width: u32,
        /// Height asked for, in pixels.
        height: u32,
        /// Least width, in pixels.
        min_width: u32,
        /// Least height with this legend, in pixels.
        min_height: u32,
        /// Largest width and height, in pixels.
        max: u32,
    },
    /// The drawing library failed.
    #[error("plot: the drawing could not be made")]
    Draw(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The file could not be written; a file that was there before is unchanged.
    #[error("plot: could not write \"{}\": {}", shown_path(path), reason(source))]
    Write {
        /// The file to write.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

debug_is_message! { PlotError }
