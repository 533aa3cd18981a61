//! The stochastic oscillator, of prices and of the relative strength index.
//!
//! If all prices of a window are equal, the oscillator is 0, as in TA-Lib.

use super::column::of;
use super::error::FeatureError;
use super::extremes::Extremes;
use super::feature::Feature;
use super::rsi::Rsi;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// The stochastic oscillator: the position of the close between the lowest low (0) and the highest high (100) of the last `window` candles.
///
/// [`Stochastic::fast`] is this number, called `%K`; the `%K` of [`Stochastic::slow`] is its simple mean over `smooth` candles. [`d`](Self::d) is the
/// signal `%D`, the simple mean of `%K` over `signal` candles. `%K` and `%D` have their first values at the same candle, as in TA-Lib: after
/// `window + signal − 2` candles, and `smooth − 1` more for the slow oscillator.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, Stochastic};
/// let slow = Stochastic::slow(14, 3, 3)?;
/// assert_eq!((slow.name(), slow.warm_up()), ("slow_stochastic_k_14_3_3".to_owned(), 17));
/// assert_eq!(slow.d().name(), "slow_stochastic_d_14_3_3");
/// assert_eq!(Stochastic::fast(14, 3)?.name(), "fast_stochastic_k_14_3");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Lane, "Lane's Stochastics", 1984; TA-Lib's `STOCH` and `STOCHF` with simple means.
#[derive(Clone, Debug)]
#[must_use]
pub struct Stochastic {
    extremes: Extremes,
    smooth: Option<Sliding<f64>>,
    signal: Sliding<f64>,
    line: Line,
}

#[derive(Clone, Copy, Debug)]
enum Line {
    K,
    D,
}

impl Line {
    fn letter(self) -> char {
        match self {
            Line::K => 'k',
            Line::D => 'd',
        }
    }

    /// Takes the next `%K`; returns `%K` or its mean `%D`, whichever line was chosen.
    fn chosen(self, k: f64, signal: &mut Sliding<f64>) -> Option<f64> {
        let d = signal.push(k)? / signal.window() as f64;
        Some(match self {
            Line::K => k,
            Line::D => d,
        })
    }
}

impl Stochastic {
    /// Returns the oscillator over the last `window` candles, with a signal over `signal` of its values.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if a window is 0.
    pub fn fast(window: usize, signal: usize) -> Result<Self, FeatureError> {
        Self::with(["fast_stochastic", "fast_stochastic, signal"], window, None, signal)
    }

    /// Returns the mean of `smooth` values of the oscillator, each over `window` candles, with a signal over `signal` of these means.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if a window is 0.
    pub fn slow(window: usize, smooth: usize, signal: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("slow_stochastic, smooth", smooth, 1)?;
        Self::with(["slow_stochastic", "slow_stochastic, signal"], window, Some(smooth), signal)
    }

    fn with(
        names: [&'static str; 2],
        window: usize,
        smooth: Option<usize>,
        signal: usize,
    ) -> Result<Self, FeatureError> {
        FeatureError::check_window(names[0], window, 1)?;
        FeatureError::check_window(names[1], signal, 1)?;
        let (smooth, signal) = (smooth.map(Sliding::sum), Sliding::sum(signal));
        Ok(Stochastic { extremes: Extremes::new(window), smooth, signal, line: Line::K })
    }

    /// Selects the signal `%D` instead of `%K`.
    pub fn d(self) -> Self {
        Stochastic { line: Line::D, ..self }
    }
}

impl Feature for Stochastic {
    fn name(&self) -> String {
        let (line, window, signal) = (self.line.letter(), self.extremes.window(), self.signal.window());
        match &self.smooth {
            None => format!("fast_stochastic_{line}_{window}_{signal}"),
            Some(smooth) => format!("slow_stochastic_{line}_{window}_{}_{signal}", smooth.window()),
        }
    }

    fn warm_up(&self) -> usize {
        let smooth = self.smooth.as_ref().map_or(0, |smooth| smooth.window() - 1);
        (self.extremes.window() - 1).saturating_add(smooth).saturating_add(self.signal.window() - 1)
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let fast = self.extremes.push(candle.high, candle.low)?.percent(candle.close);
        let k = match &mut self.smooth {
            None => fast,
            Some(smooth) => smooth.push(fast)? / smooth.window() as f64,
        };
        self.line.chosen(k, &mut self.signal)
    }

    fn reset(&mut self) {
        self.extremes.reset();
        self.smooth.iter_mut().for_each(Sliding::reset);
        self.signal.reset();
    }
}

/// The stochastic oscillator of Wilder's [`Rsi`]: the position of the index between its lowest (0) and highest (100) value over the last `window`
/// candles.
///
/// [`StochasticRsi::new`] is `%K`, [`d`](Self::d) is the signal `%D`, the simple mean of `%K` over `signal` candles. Both have their first
/// value after `rsi + window + signal − 2` candles.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, StochasticRsi};
/// let k = StochasticRsi::new(14, 14, 3)?;
/// assert_eq!((k.name(), k.warm_up()), ("stochastic_rsi_k_14_14_3".to_owned(), 29));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Chande and Kroll, "The New Technical Trader", 1994; TA-Lib's `STOCHRSI` with simple means.
#[derive(Clone, Debug)]
#[must_use]
pub struct StochasticRsi {
    column: Column,
    rsi: Rsi,
    extremes: Extremes,
    signal: Sliding<f64>,
    line: Line,
}

impl StochasticRsi {
    /// Returns the oscillator over the last `window` values of the RSI, each over `rsi` changes of the close. The signal is over `signal` values of
    /// the oscillator.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if a window is 0.
    pub fn new(rsi: usize, window: usize, signal: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("stochastic_rsi", window, 1)?;
        FeatureError::check_window("stochastic_rsi, signal", signal, 1)?;
        let (rsi, extremes, signal) = (Rsi::new(rsi)?, Extremes::new(window), Sliding::sum(signal));
        Ok(StochasticRsi { column: Column::Close, rsi, extremes, signal, line: Line::K })
    }

    /// Selects the signal `%D` instead of `%K`.
    pub fn d(self) -> Self {
        StochasticRsi { line: Line::D, ..self }
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        StochasticRsi { column, rsi: self.rsi.of(column), ..self }
    }
}

impl Feature for StochasticRsi {
    fn name(&self) -> String {
        let (line, rsi) = (self.line.letter(), self.rsi.warm_up());
        let (window, signal) = (self.extremes.window(), self.signal.window());
        of(format!("stochastic_rsi_{line}_{rsi}_{window}_{signal}"), self.column)
    }

    fn warm_up(&self) -> usize {
        self.rsi.warm_up().saturating_add(self.extremes.window() - 1).saturating_add(self.signal.window() - 1)
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let rsi = self.rsi.push(candle)?;
        let k = self.extremes.push(rsi, rsi)?.percent(rsi);
        self.line.chosen(k, &mut self.signal)
    }

    fn reset(&mut self) {
        self.rsi.reset();
        self.extremes.reset();
        self.signal.reset();
    }
}
