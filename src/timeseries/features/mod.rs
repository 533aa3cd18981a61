//! Features of candles: returns, moving averages, RSI, volatility and the raw columns, for a whole series and one candle at a time.
//!
//! A [`Feature`] is one number per candle. [`FeatureSet`] puts several side by side; their number is part of its type, so that windows
//! and models of another number do not compile.
//!
//! | name in a configuration | type | first value after | source |
//! |---|---|---|---|
//! | `open`, `high`, `low`, `close`, `volume` | [`Column`](super::Column) | 0 candles | |
//! | `log_return`, `log_return_PERIODS` | [`LogReturn`] | `PERIODS` | `ln` of TA-Lib's `ROCR` |
//! | `simple_return`, `simple_return_PERIODS` | [`SimpleReturn`] | `PERIODS` | TA-Lib's `ROCP` |
//! | `sma_WINDOW` | [`Sma`] | `WINDOW − 1` | TA-Lib's `SMA` |
//! | `ema_WINDOW` | [`Ema`] | `WINDOW − 1` | TA-Lib's `EMA` |
//! | `rsi_WINDOW` | [`Rsi`] | `WINDOW` | TA-Lib's `RSI` (Wilder) |
//! | `cutler_rsi_WINDOW` | [`Rsi::cutler`] | `WINDOW` | simple means of gains and losses |
//! | `volatility_WINDOW` | [`Volatility`] | `WINDOW` | TA-Lib's `STDDEV` of log returns |
//! | `sample_volatility_WINDOW` | [`Volatility::sample`] | `WINDOW` | pandas' `rolling(WINDOW).std()` of log returns |
//!
//! All but the raw columns are computed from the close, or from another column by `of`: `Sma::new(20)?.of(Column::Volume)` is
//! `sma_20_of_volume`.
//!
//! **Time.** The value of a candle depends on this candle and those before it, never on later ones.
//!
//! **NaN.** [`Candles`](super::Candles) have finite values, so a NaN only comes from a formula without a value, such as the
//! logarithm of a negative price, or from a live [`Candle`](super::Candle) that holds one. A feature over a window has a value again once
//! the NaN has left the window. The recursive ones, [`Ema`] and Wilder's [`Rsi`], remember all candles: they stay NaN until
//! [`reset`](Feature::reset), as in TA-Lib. [`FeatureSet::compute`] refuses a value that is not finite, and names its row.
//!
//! **Precision.** Nothing is subtracted from a running sum, so errors do not grow with the length of the series: a sum over a window
//! has at most the rounding of `WINDOW − 1` additions of the window's own values.

mod adx;
mod aroon;
mod bollinger;
mod calendar;
mod chained_average;
mod column;
mod correlation;
mod donchian;
mod error;
mod extremes;
mod families;
mod feature;
mod feature_series;
mod into_features;
mod kama;
mod keltner;
mod lag;
mod lagged;
mod macd;
mod moments;
mod money_flow;
mod moving_average;
mod parabolic_sar;
mod pipeline;
mod range_volatility;
mod rate_of_change;
mod realised_volatility;
mod recursive;
mod registry;
mod returns;
mod rolling;
mod rsi;
mod shape_moments;
mod sliding;
mod sorted_window;
mod stochastic;
mod total;
mod true_range;
mod typical_price;
mod ultimate_oscillator;
mod volatility;
mod volume;
mod vwap;
mod weighted_average;
mod williams_r;

pub use adx::Adx;
pub use aroon::Aroon;
pub use bollinger::Bollinger;
pub use calendar::{Cyclic, Fourier, Holidays};
pub use chained_average::{Dema, Tema};
pub use correlation::RollingCorrelation;
pub use donchian::Donchian;
pub use error::FeatureError;
pub use feature::{CloneFeature, Feature};
pub use feature_series::FeatureSeries;
pub use into_features::IntoFeatures;
pub use kama::Kama;
pub use keltner::Keltner;
pub use lagged::{Differenced, Lagged};
pub use macd::Macd;
pub use money_flow::Mfi;
pub use moving_average::{Ema, Sma};
pub use parabolic_sar::ParabolicSar;
pub use pipeline::FeatureSet;
pub use range_volatility::{GarmanKlassVolatility, ParkinsonVolatility, RogersSatchellVolatility, YangZhangVolatility};
pub use rate_of_change::{Roc, Trix};
pub use realised_volatility::RealisedVolatility;
pub use registry::feature;
pub use returns::{LogReturn, SimpleReturn};
pub use rolling::{RollingKurtosis, RollingMax, RollingMin, RollingQuantile, RollingSkewness, RollingStd, ZScore};
pub use rsi::Rsi;
pub use stochastic::{Stochastic, StochasticRsi};
pub use true_range::{Atr, TrueRange};
pub use typical_price::Cci;
pub use ultimate_oscillator::UltimateOscillator;
pub use volatility::Volatility;
pub use volume::{AccumulationDistribution, ChaikinMoneyFlow, ChaikinOscillator, Obv};
pub use vwap::Vwap;
pub use weighted_average::Wma;
pub use williams_r::WilliamsR;
