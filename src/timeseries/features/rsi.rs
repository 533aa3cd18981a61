//! The relative strength index: the share of gains in recent changes.
//!
//! With the mean gain `g` and the mean loss `l` over a window of changes, `RSI = 100·g / (g + l)`, which equals
//! `100 − 100 / (1 + g/l)` but avoids its division by zero.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::lag::Lag;
use super::recursive::RecursiveAverage;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// The relative strength index, from 0 (only losses) to 100 (only gains).
///
/// [`Rsi::new`] is Wilder's index, as in TA-Lib's `RSI`: it uses recursive averages that start with the simple mean of the first `window` changes.
/// [`Rsi::cutler`] uses simple means over the last `window` changes, so its value does not depend on the start of the series.
///
/// If no price changed, the index is 0, as in TA-Lib. (TA-Lib also returns 0 if the averages are below 1e-14; without this threshold, the unit of
/// the price does not matter.)
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, Rsi}};
/// let candles = SyntheticCandles::new(100).generate();
/// let rsi = Rsi::new(14)?;
/// assert_eq!((rsi.name(), rsi.warm_up()), ("rsi_14".to_owned(), 14));
/// assert!(rsi.compute(&candles).iter().flatten().all(|value| (0.0..=100.0).contains(value)));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib's `RSI`. The variant with simple means is Cutler's RSI.
#[doc(alias = "RelativeStrengthIndex")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Rsi {
    column: Column,
    earlier: Lag,
    means: Means,
}

/// The gains and losses of the window, as means or as sums: the index needs only their ratio, which is the same.
#[derive(Clone, Debug)]
enum Means {
    Wilder { gain: RecursiveAverage, loss: RecursiveAverage },
    Simple { gain: Sliding<f64>, loss: Sliding<f64> },
}

impl Rsi {
    /// Returns Wilder's index of the closes, over `window` changes.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("rsi", window, 1)?;
        let average = RecursiveAverage::wilder(window);
        Ok(Self::with(Means::Wilder { gain: average.clone(), loss: average }))
    }

    /// Returns the index with simple means of the gains and losses over the last `window` changes of the close.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn cutler(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("cutler_rsi", window, 1)?;
        Ok(Self::with(Means::Simple { gain: Sliding::sum(window), loss: Sliding::sum(window) }))
    }

    fn with(means: Means) -> Self {
        Rsi { column: Column::Close, earlier: Lag::new(1), means }
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Rsi { column, ..self }
    }
}

impl Feature for Rsi {
    fn name(&self) -> String {
        let name = match &self.means {
            Means::Wilder { gain, .. } => format!("rsi_{}", gain.window()),
            Means::Simple { gain, .. } => format!("cutler_rsi_{}", gain.window()),
        };
        of(name, self.column)
    }

    fn warm_up(&self) -> usize {
        match &self.means {
            Means::Wilder { gain, .. } => gain.window(),
            Means::Simple { gain, .. } => gain.window(),
        }
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let price = candle.value(self.column);
        let change = price - self.earlier.push(price)?;
        // A NaN counts as gain and as loss, so that the index becomes NaN.
        let (up, down) = if change > 0.0 {
            (change, 0.0)
        } else if change <= 0.0 {
            (0.0, -change)
        } else {
            (change, change)
        };
        let (gain, loss) = match &mut self.means {
            Means::Wilder { gain, loss } => gain.push(up).zip(loss.push(down)),
            Means::Simple { gain, loss } => gain.push(up).zip(loss.push(down)),
        }?;
        let both = gain + loss;
        Some(if both == 0.0 { 0.0 } else { 100.0 * (gain / both) })
    }

    fn reset(&mut self) {
        self.earlier.reset();
        match &mut self.means {
            Means::Wilder { gain, loss } => [gain, loss].map(RecursiveAverage::reset),
            Means::Simple { gain, loss } => [gain, loss].map(Sliding::reset),
        };
    }
}
