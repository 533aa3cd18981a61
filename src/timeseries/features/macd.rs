//! Moving average convergence/divergence.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::recursive::RecursiveAverage;
use crate::timeseries::{Candle, Column};

/// Moving average convergence/divergence: a fast exponential moving average minus a slow one.
///
/// [`Macd::new`] returns this line, [`signal`](Self::signal) its exponential moving average, [`histogram`](Self::histogram) the line minus the
/// signal: `Macd::new(12, 26, 9)?.signal()` is `macd_signal_12_26_9`. All three have their first value after `slow + signal − 2` candles.
///
/// Both averages have their first value at the same candle, as in TA-Lib: the fast one starts with the mean of the last `fast` of the
/// first `slow` values. This affects only the first values, since the averages forget their start.
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, Macd}};
/// let candles = SyntheticCandles::new(100).generate();
/// let line = Macd::new(12, 26, 9)?;
/// let [macd, signal, histogram] =
///     [line.clone(), line.clone().signal(), line.histogram()].map(|part| part.compute(&candles)[99].unwrap());
/// assert_eq!(histogram, macd - signal);
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Appel, "The Moving Average Convergence-Divergence Trading Method", 1979; TA-Lib's `MACD`.
#[doc(alias = "MovingAverageConvergenceDivergence")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Macd {
    column: Column,
    fast: RecursiveAverage,
    slow: RecursiveAverage,
    signal: RecursiveAverage,
    /// The number of values that the fast average still has to skip, so that both averages start at the same candle.
    skip: usize,
    line: Line,
}

#[derive(Clone, Copy, Debug)]
enum Line {
    Macd,
    Signal,
    Histogram,
}

impl Macd {
    /// Returns the difference of the exponential moving averages of the closes over `fast` and `slow` candles; its signal averages `signal` values.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if a window is 0 or `slow` is not above `fast`.
    pub fn new(fast: usize, slow: usize, signal: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("macd, fast", fast, 1)?;
        FeatureError::check_window("macd, slow", slow, fast.saturating_add(1))?;
        FeatureError::check_window("macd, signal", signal, 1)?;
        let [fast, slow, signal] = [fast, slow, signal].map(RecursiveAverage::exponential);
        let skip = slow.window() - fast.window();
        Ok(Macd { column: Column::Close, fast, slow, signal, skip, line: Line::Macd })
    }

    /// Selects the signal line, the exponential moving average of the MACD line.
    pub fn signal(self) -> Self {
        Macd { line: Line::Signal, ..self }
    }

    /// Selects the histogram, the MACD line minus its signal line.
    pub fn histogram(self) -> Self {
        Macd { line: Line::Histogram, ..self }
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Macd { column, ..self }
    }
}

impl Feature for Macd {
    fn name(&self) -> String {
        let name = match self.line {
            Line::Macd => "macd",
            Line::Signal => "macd_signal",
            Line::Histogram => "macd_histogram",
        };
        let [fast, slow, signal] = [&self.fast, &self.slow, &self.signal].map(RecursiveAverage::window);
        of(format!("{name}_{fast}_{slow}_{signal}"), self.column)
    }

    fn warm_up(&self) -> usize {
        self.slow.warm_up().saturating_add(self.signal.warm_up())
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let price = candle.value(self.column);
        let slow = self.slow.push(price);
        if self.skip > 0 {
            self.skip -= 1;
            return None;
        }
        let (fast, slow) = self.fast.push(price).zip(slow)?;
        let macd = fast - slow;
        let signal = self.signal.push(macd)?;
        Some(match self.line {
            Line::Macd => macd,
            Line::Signal => signal,
            Line::Histogram => macd - signal,
        })
    }

    fn reset(&mut self) {
        for average in [&mut self.fast, &mut self.slow, &mut self.signal] {
            average.reset();
        }
        self.skip = self.slow.window() - self.fast.window();
    }
}
