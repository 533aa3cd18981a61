//! Pictures of forecasts as SVG, ready for a paper or a web page.
//!
//! What a plot says is checked and kept in `forecast`; `svg` draws it; `style` tells the series apart; `axis` is what
//! plotters needs of an axis; `time_axis` and `value_axis` decide where ticks stand and what they read. No tensor and
//! no model is known here.

mod axis;
mod error;
mod forecast;
mod style;
mod svg;
mod time_axis;
mod value_axis;

pub use error::PlotError;
pub use forecast::ForecastPlot;
