//! Markets and classical forecasts: candles, synthetic candles, baselines.
//!
//! **Owns** what is special to candles, and forecasts that need no training. **Does not know** layers, losses or training.

mod baselines;
mod candles;
mod synthetic;

pub use baselines::{Baseline, BaselineError, Naive, SeasonalNaive, evaluate_baseline};
pub use candles::{Candles, Column, read_ohlcv};
pub use synthetic::{Step, SyntheticCandles};
