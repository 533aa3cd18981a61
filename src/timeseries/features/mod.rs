//! Features of candles: columns, returns, indicators of trend, momentum, volatility and volume, rolling statistics and the calendar, for
//! a whole series or one candle at a time.
//!
//! A [`Feature`] is one number per candle. [`FeatureSet<N>`](FeatureSet) combines `N` of them; windows and models for a different number of features
//! do not compile. [`feature()`] builds a feature from its name in a configuration; [`causality_check`] tests that a custom feature does not look
//! ahead.
//!
//! # Example
//! ```
//! use timeseriesml::{FeatureSet, SyntheticCandles, timeseries::features::{LogReturn, Rsi, Sma}};
//! let candles = SyntheticCandles::new(100).generate();
//! let features = FeatureSet::new((LogReturn::new(), Rsi::new(14)?, Sma::new(20)?))?;
//! let series = features.compute(&candles)?;
//! assert_eq!(series.names(), &["log_return", "rsi_14", "sma_20"]);
//! assert_eq!(series.len(), 100 - 19); // the mean has its first value after 19 candles
//! # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
//! ```
//!
//! # All features by family
//!
//! **Columns, returns, lags.** A name without `_PERIODS`, such as `log_return` or `lag`, means one period.
//!
//! | name in a configuration | type | first value after | source |
//! |---|---|---|---|
//! | `open`, `high`, `low`, `close`, `volume` | [`Column`](super::Column) | 0 candles | |
//! | `log_return_PERIODS` | [`LogReturn`] | `PERIODS` | `ln` of TA-Lib's `ROCR` |
//! | `simple_return_PERIODS` | [`SimpleReturn`] | `PERIODS` | TA-Lib's `ROCP` |
//! | `lag_PERIODS` | [`Lagged`] | `PERIODS` | pandas' `shift` |
//! | `difference_PERIODS` | [`Differenced`] | `PERIODS` | pandas' `diff`, TA-Lib's `MOM` |
//!
//! **Trend.**
//!
//! | name in a configuration | type | first value after | source |
//! |---|---|---|---|
//! | `sma_WINDOW` | [`Sma`] | `WINDOW − 1` | TA-Lib's `SMA` |
//! | `ema_WINDOW` | [`Ema`] | `WINDOW − 1` | TA-Lib's `EMA` |
//! | `ema_from_first_WINDOW` | [`Ema::from_first`] | 0 | pandas' `ewm(span=WINDOW, adjust=False)` |
//! | `wma_WINDOW` | [`Wma`] | `WINDOW − 1` | TA-Lib's `WMA` |
//! | `dema_WINDOW`, `tema_WINDOW` | [`Dema`], [`Tema`] | `2·(WINDOW − 1)`, `3·(WINDOW − 1)` | TA-Lib's `DEMA`, `TEMA` |
//! | `kama_WINDOW` | [`Kama`] | `WINDOW` | TA-Lib's `KAMA` |
//! | `macd_`, `macd_signal_`, `macd_histogram_FAST_SLOW_SIGNAL` | [`Macd`] | `SLOW + SIGNAL − 2` | TA-Lib's `MACD` |
//! | `adx_WINDOW` | [`Adx`] | `2·WINDOW − 1` | TA-Lib's `ADX` |
//! | `plus_di_`, `minus_di_WINDOW` | [`Adx::plus_di`] | `WINDOW` | TA-Lib's `PLUS_DI`, `MINUS_DI` |
//! | `aroon_oscillator_`, `aroon_up_`, `aroon_down_WINDOW` | [`Aroon`] | `WINDOW` | TA-Lib's `AROONOSC`, `AROON` |
//! | `parabolic_sar_ACCELERATION_MAXIMUM` | [`ParabolicSar`] | 1 | TA-Lib's `SAR` |
//!
//! **Momentum.**
//!
//! | name in a configuration | type | first value after | source |
//! |---|---|---|---|
//! | `rsi_WINDOW` | [`Rsi`] | `WINDOW` | TA-Lib's `RSI` (Wilder) |
//! | `cutler_rsi_WINDOW` | [`Rsi::cutler`] | `WINDOW` | simple means of gains and losses |
//! | `fast_stochastic_k_`, `fast_stochastic_d_WINDOW_SIGNAL` | [`Stochastic::fast`] | `WINDOW + SIGNAL − 2` | TA-Lib's `STOCHF` |
//! | `slow_stochastic_k_`, `slow_stochastic_d_WINDOW_SMOOTH_SIGNAL` | [`Stochastic::slow`] | `WINDOW + SMOOTH + SIGNAL − 3` | TA-Lib's `STOCH` |
//! | `stochastic_rsi_k_`, `stochastic_rsi_d_RSI_WINDOW_SIGNAL` | [`StochasticRsi`] | `RSI + WINDOW + SIGNAL − 2` | TA-Lib's `STOCHRSI` |
//! | `cci_WINDOW` | [`Cci`] | `WINDOW − 1` | TA-Lib's `CCI` |
//! | `williams_r_WINDOW` | [`WilliamsR`] | `WINDOW − 1` | TA-Lib's `WILLR` |
//! | `roc_PERIODS` | [`Roc`] | `PERIODS` | TA-Lib's `ROC` |
//! | `trix_WINDOW` | [`Trix`] | `3·(WINDOW − 1) + 1` | TA-Lib's `TRIX` |
//! | `mfi_WINDOW` | [`Mfi`] | `WINDOW` | TA-Lib's `MFI` |
//! | `ultimate_oscillator_SHORT_MEDIUM_LONG` | [`UltimateOscillator`] | `LONG` | TA-Lib's `ULTOSC` |
//!
//! **Bands and volatility.** `BAND` is `middle`, `upper` or `lower`, for Bollinger also `width` or `percent_b`.
//!
//! | name in a configuration | type | first value after | source |
//! |---|---|---|---|
//! | `bollinger_BAND_WINDOW_DEVIATIONS` | [`Bollinger`] | `WINDOW − 1` | TA-Lib's `BBANDS` |
//! | `sample_bollinger_BAND_WINDOW_DEVIATIONS` | [`Bollinger::sample`] | `WINDOW − 1` | pandas' `rolling(WINDOW).std()` |
//! | `true_range` | [`TrueRange`] | 1 | TA-Lib's `TRANGE` |
//! | `atr_WINDOW`, `natr_WINDOW` | [`Atr`], [`Atr::normalized`] | `WINDOW` | TA-Lib's `ATR`, `NATR` |
//! | `keltner_BAND_WINDOW_MULTIPLIER` | [`Keltner`] | `WINDOW` | pandas-ta's `kc` |
//! | `atr_keltner_BAND_WINDOW_ATR_MULTIPLIER` | [`Keltner::with_atr`] | the larger of `WINDOW − 1` and `ATR` | Raschke's variant |
//! | `original_keltner_BAND_WINDOW` | [`Keltner::original`] | `WINDOW − 1` | Keltner, 1960 |
//! | `donchian_BAND_WINDOW` | [`Donchian`] | `WINDOW − 1` | TA-Lib's `MAX`, `MIN` |
//! | `volatility_WINDOW` | [`Volatility`] | `WINDOW` | TA-Lib's `STDDEV` of log returns |
//! | `sample_volatility_WINDOW` | [`Volatility::sample`] | `WINDOW` | pandas' `rolling(WINDOW).std()` of log returns |
//! | `realized_volatility_WINDOW` | [`RealizedVolatility`] | `WINDOW` | root of the sum of squared log returns |
//! | `parkinson_volatility_WINDOW` | [`ParkinsonVolatility`] | `WINDOW − 1` | Parkinson, 1980 |
//! | `garman_klass_volatility_WINDOW` | [`GarmanKlassVolatility`] | `WINDOW − 1` | Garman and Klass, 1980 |
//! | `rogers_satchell_volatility_WINDOW` | [`RogersSatchellVolatility`] | `WINDOW − 1` | Rogers and Satchell, 1991 |
//! | `yang_zhang_volatility_WINDOW` | [`YangZhangVolatility`] | `WINDOW` | Yang and Zhang, 2000 |
//!
//! **Volume.**
//!
//! | name in a configuration | type | first value after | source |
//! |---|---|---|---|
//! | `obv` | [`Obv`] | 0 | TA-Lib's `OBV` |
//! | `vwap`, `daily_vwap` | [`Vwap::since_start`], [`Vwap::daily`] | 0 | pandas-ta's `vwap` (daily) |
//! | `vwap_WINDOW` | [`Vwap::rolling`] | `WINDOW − 1` | VWAP over a window |
//! | `accumulation_distribution` | [`AccumulationDistribution`] | 0 | TA-Lib's `AD` |
//! | `chaikin_oscillator_FAST_SLOW` | [`ChaikinOscillator`] | `SLOW − 1` | TA-Lib's `ADOSC` |
//! | `chaikin_money_flow_WINDOW` | [`ChaikinMoneyFlow`] | `WINDOW − 1` | pandas-ta's `cmf` |
//!
//! **Rolling statistics.** All have their first value after `WINDOW − 1` candles. For the mean, use [`Sma`].
//!
//! | name in a configuration | type | source |
//! |---|---|---|
//! | `rolling_std_WINDOW`, `sample_rolling_std_WINDOW` | [`RollingStd`] | TA-Lib's `STDDEV`, pandas' `std` |
//! | `rolling_min_WINDOW`, `rolling_max_WINDOW` | [`RollingMin`], [`RollingMax`] | pandas' `min`, `max` |
//! | `rolling_median_WINDOW`, `rolling_quantile_WINDOW_QUANTILE` | [`RollingQuantile`] | pandas' `median`, `quantile` |
//! | `rolling_skewness_WINDOW`, `sample_rolling_skewness_WINDOW` | [`RollingSkewness`] | central moments, pandas' `skew` |
//! | `rolling_kurtosis_WINDOW`, `sample_rolling_kurtosis_WINDOW` | [`RollingKurtosis`] | central moments, pandas' `kurt` |
//! | `correlation_with_COLUMN_WINDOW` | [`RollingCorrelation`] | TA-Lib's `CORREL`, pandas' `corr` |
//! | `z_score_WINDOW`, `sample_z_score_WINDOW` | [`ZScore`] | pandas' `mean` and `std` |
//!
//! **Calendar.** These depend only on the candle's time and need no warm-up.
//!
//! | name in a configuration | type | source |
//! |---|---|---|
//! | `hour_`, `weekday_`, `month_`, `day_of_year_sin` or `_cos` | [`Cyclic`] | the sine or cosine of the angle |
//! | `fourier_sin_DAYS_ORDER`, `fourier_cos_DAYS_ORDER` | [`Fourier`] | Prophet's `fourier_series` |
//! | (built in code, from a list) | [`Holidays`] | |
//!
//! # Rules for all features
//!
//! **Column.** An indicator of one column uses the close, or another column chosen with `of`: `Sma::new(20)?.of(Column::Volume)` is
//! `sma_20_of_volume`. Indicators of whole candles, such as [`Adx`] or [`Atr`], have no `of`.
//!
//! **Several lines.** A feature has one output. An indicator with several lines is one type with a method for each:
//! `Macd::new(12, 26, 9)?.signal()`. Each line is a feature and a column with its own name, so the number of features equals the number of a
//! model's inputs, and a configuration lists just the lines it needs. Each line repeats the indicator's common computation, a few additions per
//! candle. All lines of an indicator have their first value at the same candle, as in TA-Lib.
//!
//! **Time.** The value at a candle depends only on this candle and earlier ones. Windows count candles, not hours, and ignore gaps in time.
//!
//! **NaN.** [`Candles`](super::Candles) have finite values, so a NaN comes only from an undefined formula, such as the logarithm of a
//! negative price, or from a live [`Candle`](super::Candle) that contains one. A feature over a window recovers once the NaN has left the
//! window. Recursive features, such as [`Ema`], [`Macd`], Wilder's [`Rsi`] or [`Obv`], depend on all earlier candles: they stay NaN until
//! [`reset`](Feature::reset), as in TA-Lib. For a value that is not finite, [`FeatureSet::compute`] returns an error with its row.
//!
//! **Precision.** Nothing is subtracted from a running sum, so rounding errors do not grow with the length of the series: a sum over a window has at
//! most the rounding of `WINDOW − 1` additions, and a sum since the start uses compensated summation. The average time per candle
//! does not depend on the window, except that [`Cci`] reads its whole window and [`RollingQuantile`] keeps it sorted. After the warm-up, a
//! feature does not allocate.

mod adx;
mod aroon;
mod bollinger;
mod calendar;
mod causality;
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
mod realized_volatility;
mod recursive;
mod registry;
mod returns;
mod rolling;
mod rsi;
mod shape_moments;
mod sliding;
mod sorted_window;
mod stochastic;
mod true_range;
mod typical_price;
mod ultimate_oscillator;
mod volatility;
mod volume;
mod vwap;
mod weighted_average;
mod williams_r;
mod with_earlier;

pub use adx::Adx;
pub use aroon::Aroon;
pub use bollinger::Bollinger;
pub use calendar::{Cyclic, Fourier, Holidays};
pub use causality::causality_check;
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
pub use realized_volatility::RealizedVolatility;
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
