//! Indicators that sum volume: on-balance volume, accumulation/distribution, and two indicators of Chaikin based on accumulation/distribution.
//!
//! Sums since the start depend on where the series starts, so use their changes as inputs of a model. Compensated summation keeps the rounding errors
//! from growing. A sum that becomes NaN stays NaN until `reset`.

use super::error::FeatureError;
use super::extremes::quotient_or_zero;
use super::feature::Feature;
use super::recursive::RecursiveAverage;
use super::sliding::Sliding;
use crate::compensated_sum::CompensatedSum;
use crate::timeseries::Candle;

/// On-balance volume: the volume of candles that closed above the previous one, minus the volume of those that closed below.
///
/// The sum starts with the volume of the first candle, as in TA-Lib, and has the unit of the volume.
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, Obv}};
/// let candles = SyntheticCandles::new(10).generate();
/// assert_eq!(Obv::new().compute(&candles)[0], Some(candles.volume()[0]));
/// ```
/// # Source
/// Granville, "Granville's New Key to Stock Market Profits", 1963; TA-Lib's `OBV`.
#[doc(alias = "OnBalanceVolume")]
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Obv {
    close: Option<f64>,
    total: CompensatedSum,
}

impl Obv {
    /// Returns the sum since the first candle.
    pub fn new() -> Self {
        Obv::default()
    }
}

impl Feature for Obv {
    fn name(&self) -> String {
        "obv".to_owned()
    }

    fn warm_up(&self) -> usize {
        0
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let flow = match self.close.replace(candle.close) {
            None => candle.volume,
            Some(close) if candle.close > close => candle.volume,
            Some(close) if candle.close < close => -candle.volume,
            Some(close) if candle.close == close => 0.0,
            Some(_) => f64::NAN,
        };
        self.total.add(flow);
        Some(self.total.value())
    }

    fn reset(&mut self) {
        *self = Obv::default();
    }
}

/// The volume of a candle times the position of its close: from −volume at the low to volume at the high, and 0 if low and high are equal.
fn money_flow(candle: &Candle) -> f64 {
    let Candle { high, low, close, volume, .. } = *candle;
    quotient_or_zero((close - low) - (high - close), high - low) * volume
}

/// Accumulation/distribution: the sum of volume times `((close − low) − (high − close)) / (high − low)`, a ratio from −1 to 1.
///
/// A candle whose high equals its low adds 0. The sum is in units of the volume. The first candle already has a value.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{AccumulationDistribution, Feature};
/// let line = AccumulationDistribution::new();
/// assert_eq!((line.name(), line.warm_up()), ("accumulation_distribution".to_owned(), 0));
/// ```
/// # Source
/// Chaikin; TA-Lib's `AD`.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct AccumulationDistribution {
    total: CompensatedSum,
}

impl AccumulationDistribution {
    /// Returns the sum since the first candle.
    pub fn new() -> Self {
        AccumulationDistribution::default()
    }
}

impl Feature for AccumulationDistribution {
    fn name(&self) -> String {
        "accumulation_distribution".to_owned()
    }

    fn warm_up(&self) -> usize {
        0
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        self.total.add(money_flow(candle));
        Some(self.total.value())
    }

    fn reset(&mut self) {
        self.total = CompensatedSum::default();
    }
}

/// Chaikin's oscillator: a fast exponential moving average of [`AccumulationDistribution`] minus a slow one.
///
/// Both averages start with the first value of accumulation/distribution, as in TA-Lib. Warm-up: `slow − 1` candles.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{ChaikinOscillator, Feature};
/// let oscillator = ChaikinOscillator::new(3, 10)?;
/// assert_eq!((oscillator.name(), oscillator.warm_up()), ("chaikin_oscillator_3_10".to_owned(), 9));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Chaikin; TA-Lib's `ADOSC`.
#[derive(Clone, Debug)]
#[must_use]
pub struct ChaikinOscillator {
    line: AccumulationDistribution,
    fast: RecursiveAverage,
    slow: RecursiveAverage,
    /// The number of candles so far, counted only during the warm-up.
    candles: usize,
}

impl ChaikinOscillator {
    /// Returns the difference of the averages over `fast` and `slow` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `fast` is 0 or `slow` is not above `fast`.
    pub fn new(fast: usize, slow: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("chaikin_oscillator, fast", fast, 1)?;
        FeatureError::check_window("chaikin_oscillator, slow", slow, fast.saturating_add(1))?;
        let [fast, slow] = [fast, slow].map(RecursiveAverage::exponential_from_first);
        Ok(ChaikinOscillator { line: AccumulationDistribution::new(), fast, slow, candles: 0 })
    }
}

impl Feature for ChaikinOscillator {
    fn name(&self) -> String {
        format!("chaikin_oscillator_{}_{}", self.fast.window(), self.slow.window())
    }

    fn warm_up(&self) -> usize {
        self.slow.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let line = self.line.push(candle)?;
        let (fast, slow) = self.fast.push(line).zip(self.slow.push(line))?;
        if self.candles < self.warm_up() {
            self.candles += 1;
            return None;
        }
        Some(fast - slow)
    }

    fn reset(&mut self) {
        self.line.reset();
        self.fast.reset();
        self.slow.reset();
        self.candles = 0;
    }
}

/// Chaikin's money flow: the sum of the terms of [`AccumulationDistribution`] over the last `window` candles, divided by the sum of their volumes;
/// from −1 to 1.
///
/// It is 0 if nothing was traded. Warm-up: `window − 1` candles.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{ChaikinMoneyFlow, Feature};
/// let flow = ChaikinMoneyFlow::new(20)?;
/// assert_eq!((flow.name(), flow.warm_up()), ("chaikin_money_flow_20".to_owned(), 19));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Chaikin; pandas-ta's `cmf`.
#[derive(Clone, Debug)]
#[must_use]
pub struct ChaikinMoneyFlow {
    /// The sums of flow and volume.
    sums: Sliding<[f64; 2]>,
}

impl ChaikinMoneyFlow {
    /// Returns the flow over the last `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("chaikin_money_flow", window, 1)?;
        Ok(ChaikinMoneyFlow { sums: Sliding::sums(window) })
    }
}

impl Feature for ChaikinMoneyFlow {
    fn name(&self) -> String {
        format!("chaikin_money_flow_{}", self.sums.window())
    }

    fn warm_up(&self) -> usize {
        self.sums.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let [flow, volume] = self.sums.push([money_flow(candle), candle.volume])?;
        Some(quotient_or_zero(flow, volume))
    }

    fn reset(&mut self) {
        self.sums.reset();
    }
}
