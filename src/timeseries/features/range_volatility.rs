//! Volatility estimated from the prices within each candle. This needs fewer candles than the standard deviation of returns.
//!
//! Each value is the square root of the mean variance of the log price per candle. It is not annualized; for daily candles of a market without
//! holidays, multiply by `√365`. The value is NaN while the window contains a price of 0 or less.

use super::error::FeatureError;
use super::feature::Feature;
use super::moments::Moments;
use super::returns::log_return;
use super::sliding::Sliding;
use crate::timeseries::Candle;
use std::f64::consts::LN_2;

macro_rules! volatilities { ($($(#[$doc:meta])* $Name:ident, $name:literal, $variance:expr;)*) => { $(
    $(#[$doc])*
    #[derive(Clone, Debug)]
    pub struct $Name {
        variances: Sliding<f64>,
    }

    impl $Name {
        /// Returns the volatility of the last `window` candles.
        ///
        /// # Errors
        /// [`FeatureError::WindowTooShort`] if `window` is 0.
        pub fn new(window: usize) -> Result<Self, FeatureError> {
            FeatureError::check_window($name, window, 1)?;
            Ok(Self { variances: Sliding::sum(window) })
        }
    }

    impl Feature for $Name {
        fn name(&self) -> String {
            format!(concat!($name, "_{}"), self.variances.window())
        }

        fn warm_up(&self) -> usize {
            self.variances.window() - 1
        }

        fn push(&mut self, candle: &Candle) -> Option<f64> {
            let variance: fn(&Candle) -> f64 = $variance;
            self.variances.push(variance(candle)).map(|sum| (sum / self.variances.window() as f64).sqrt())
        }

        fn reset(&mut self) {
            self.variances.reset();
        }
    }
)* } }

volatilities! {
    /// Parkinson's volatility, from high and low: `√(mean of ln(high/low)² / (4·ln 2))` over the last `window` candles.
    ///
    /// It assumes prices without a trend and without jumps between candles. Warm-up: `window − 1` candles.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::timeseries::features::{Feature, ParkinsonVolatility};
    /// let volatility = ParkinsonVolatility::new(20)?;
    /// assert_eq!((volatility.name(), volatility.warm_up()), ("parkinson_volatility_20".to_owned(), 19));
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// Parkinson, "The Extreme Value Method for Estimating the Variance of the Rate of Return", 1980.
    ParkinsonVolatility, "parkinson_volatility",
        |candle| log_return(candle.high, candle.low).powi(2) / (4.0 * LN_2);
    /// Garman and Klass' volatility, from open, high, low and close:
    /// `√(mean of ½·ln(high/low)² − (2·ln 2 − 1)·ln(close/open)²)` over the last `window` candles.
    ///
    /// It assumes prices without a trend and without jumps between candles. Warm-up: `window − 1` candles.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::timeseries::features::{Feature, GarmanKlassVolatility};
    /// let volatility = GarmanKlassVolatility::new(20)?;
    /// assert_eq!((volatility.name(), volatility.warm_up()), ("garman_klass_volatility_20".to_owned(), 19));
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// Garman and Klass, "On the Estimation of Security Price Volatilities from Historical Data", 1980.
    GarmanKlassVolatility, "garman_klass_volatility", |candle| {
        let (range, change) = (log_return(candle.high, candle.low), log_return(candle.close, candle.open));
        0.5 * range * range - (2.0 * LN_2 - 1.0) * change * change
    };
    /// Rogers and Satchell's volatility, from open, high, low and close:
    /// `√(mean of ln(high/close)·ln(high/open) + ln(low/close)·ln(low/open))` over the last `window` candles.
    ///
    /// It allows a trend, but assumes no jumps between candles. Warm-up: `window − 1` candles.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::timeseries::features::{Feature, RogersSatchellVolatility};
    /// let volatility = RogersSatchellVolatility::new(20)?;
    /// assert_eq!((volatility.name(), volatility.warm_up()), ("rogers_satchell_volatility_20".to_owned(), 19));
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// Rogers and Satchell, "Estimating Variance from High, Low and Closing Prices", 1991.
    RogersSatchellVolatility, "rogers_satchell_volatility", rogers_satchell;
}

fn rogers_satchell(candle: &Candle) -> f64 {
    let Candle { open, high, low, close, .. } = *candle;
    log_return(high, close) * log_return(high, open) + log_return(low, close) * log_return(low, open)
}

/// Yang and Zhang's volatility, which allows a trend and jumps between candles.
///
/// It is the square root of `o + k·c + (1 − k)·r` over the last `window` candles, with the sample variances `o` of the jumps
/// `ln(open / previous close)` and `c` of `ln(close/open)`, the variance `r` of [`RogersSatchellVolatility`], and
/// `k = 0.34 / (1.34 + (window + 1) / (window − 1))`. It is not annualized. Warm-up: `window` candles.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, YangZhangVolatility};
/// let volatility = YangZhangVolatility::new(20)?;
/// assert_eq!((volatility.name(), volatility.warm_up()), ("yang_zhang_volatility_20".to_owned(), 20));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Yang and Zhang, "Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices", 2000.
#[derive(Clone, Debug)]
#[must_use]
pub struct YangZhangVolatility {
    close: Option<f64>,
    jumps: Sliding<Moments>,
    changes: Sliding<Moments>,
    within: Sliding<f64>,
}

impl YangZhangVolatility {
    /// Returns the volatility of the last `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is below 2, since one candle has no sample variance.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("yang_zhang_volatility", window, 2)?;
        let (moments, within) = (Moments::sliding(window), Sliding::sum(window));
        Ok(YangZhangVolatility { close: None, jumps: moments.clone(), changes: moments, within })
    }
}

impl Feature for YangZhangVolatility {
    fn name(&self) -> String {
        format!("yang_zhang_volatility_{}", self.within.window())
    }

    fn warm_up(&self) -> usize {
        self.within.window()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let close = self.close.replace(candle.close)?;
        let jumps = self.jumps.push(Moments::of(log_return(candle.open, close)));
        let changes = self.changes.push(Moments::of(log_return(candle.close, candle.open)));
        let within = self.within.push(rogers_satchell(candle));
        let window = self.within.window() as f64;
        let share = 0.34 / (1.34 + (window + 1.0) / (window - 1.0));
        let variance = jumps?.variance(true) + share * changes?.variance(true) + (1.0 - share) * (within? / window);
        Some(variance.sqrt())
    }

    fn reset(&mut self) {
        self.close = None;
        self.jumps.reset();
        self.changes.reset();
        self.within.reset();
    }
}
