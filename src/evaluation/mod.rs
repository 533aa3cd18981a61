//! Forecasts for the windows of a [`WindowPart`](crate::data::WindowPart), and their errors, in the unit of the target column.
//!
//! The functions take a trained model, a baseline such as [`SeasonalNaive`](crate::timeseries::SeasonalNaive), or a closure wrapped in
//! [`FromHistory`]. They are usually called in this order:
//!
//! 1. [`evaluate`] measures the model and a baseline on the test part, and returns [`PointErrors`](crate::metrics::PointErrors).
//! 2. [`forecast`] forecasts one window. For the future, take [`latest`](crate::data::WindowPart::latest): its lookback ends with the last row.
//! 3. [`forecast_each`] forecasts the future of every series of a panel.
//!
//! For a forecaster that is not a module, such as a statistical model or an ensemble, implement [`ForecastsWindows`]. A forecast that is NaN
//! or infinite is an [`EvaluationError`] that says where it comes from.
//!
//! # Example
//! ```
//! use timeseriesml::{Column, Naive, SeasonalNaive, SyntheticCandles, WindowDataset, evaluate, forecast};
//!
//! let candles = SyntheticCandles::new(300).generate();
//! let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
//! let (_train, _val, test) = windows.split([0.6, 0.2, 0.2])?;
//! println!("naive           {}", evaluate(&Naive, &test)?);
//! println!("seasonal naive  {}", evaluate(&SeasonalNaive::new(24)?, &test)?);
//! let prices = forecast(&Naive, &test, test.latest())?;
//! assert_eq!(prices, [*candles.close().last().unwrap(); 6]); // the six steps after the data
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod evaluate;
mod windows;

pub use error::EvaluationError;
pub use evaluate::{ForecastBy, evaluate, forecast, forecast_each};
pub use windows::{ForecastsWindows, FromHistory, PointForecast};

pub(crate) use windows::forecast_each_target;
