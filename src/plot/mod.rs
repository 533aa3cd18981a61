//! Plots of forecasts as SVG, for a paper or a web page (feature `plot`).
//!
//! A [`ForecastPlot`] takes times and values for each of its series: history, truth, forecast and baselines. [`save`](ForecastPlot::save)
//! writes a file, [`to_svg`](ForecastPlot::to_svg) returns the text of that file. An invalid plot is a [`PlotError`] that names the series and the
//! point.
//!
//! # Example
//! ```
//! use timeseriesml::{Column, ForecastPlot, Naive, SyntheticCandles, WindowDataset, forecast, next_times};
//!
//! let candles = SyntheticCandles::new(200).generate();
//! let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
//! let all = windows.whole()?;
//! let prices = forecast(&Naive, &all, all.latest())?; // or a trained model
//! let svg = ForecastPlot::new("Six hours ahead")
//!     .history(&candles.time()[176..], &candles.close()[176..])
//!     .forecast(&next_times(candles.time(), 6), &prices)
//!     .y_label("price (USD)")
//!     .to_svg()?; // or `.save("forecast.svg")?`
//! assert!(svg.starts_with("<svg"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod axis;
mod error;
mod forecast;
mod style;
mod svg;
mod time_axis;
mod value_axis;

pub use error::PlotError;
pub use forecast::ForecastPlot;
