//! Candles, indicators, calendars and classical forecasts: what knows the meaning of its numbers. Any series is in `data`.
//!
//! **Owns** what is special to candles, the features computed from them ([`features`]), and forecasts that need no training. **Does not
//! know** layers, losses or training.

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
