//! Candles, their features, and baselines: forecasts that need no training. Time series of any kind are in [`data`](crate::data).
//!
//! In the order in which you use them:
//!
//! 1. [`Candles`] are checked rows of time, open, high, low, close and volume. [`read_ohlcv`] reads them from a CSV file,
//!    [`Candles::from_rows`] takes rows built in code, and [`SyntheticCandles`] simulates a market, so no download is needed.
//!    [`Candles::resample`] makes longer candles.
//! 2. [`features`] computes returns, indicators and calendar columns for a model. A [`FeatureSet`](features::FeatureSet)
//!    combines them into a [`FeatureSeries`](features::FeatureSeries), whose windows have one column per feature.
//! 3. [`Naive`] and [`SeasonalNaive`] are forecasts that a model should beat. [`Baseline`] is the trait for your own.
//!
//! # Example
//! ```
//! use timeseriesml::timeseries::features::{FeatureSet, LogReturn, Rsi};
//! use timeseriesml::{Column, Naive, SyntheticCandles, evaluate};
//! let candles = SyntheticCandles::new(500).generate(); // or read_ohlcv("candles.csv")?
//! let features = FeatureSet::new((Column::Close, LogReturn::new(), Rsi::new(14)?))?;
//! let series = features.compute(&candles)?;
//! let windows = series.windows::<24, 6>().target(Column::Close).build()?;
//! let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
//! println!("{}", evaluate(&Naive, &test)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! This folder contains only code specific to candles. It does not import layers, losses or training.

mod baselines;
mod candle;
mod candle_check;
mod candle_error;
mod candles;
pub mod features;
mod resample;
mod synthetic;

pub use baselines::{Baseline, BaselineError, Naive, SeasonalNaive};
pub use candle::{Candle, Column};
pub use candle_error::CandleError;
pub use candles::{Candles, read_ohlcv};
pub use synthetic::{CandleInterval, SyntheticCandles};
