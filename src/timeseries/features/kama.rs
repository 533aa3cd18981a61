//! Kaufman's adaptive moving average.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::lag::Lag;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// Kaufman's adaptive moving average: fast in a trend, slow in noise.
///
/// The efficiency ratio `e` is the absolute change over `window` candles divided by the sum of the absolute changes from candle to candle:
/// from 0 (noise) to 1 (a straight line, or no change). At each candle, the average moves by `s²` times its distance to the price, with
/// `s = e·(2/3 − 2/31) + 2/31`, which lies between the weights of exponential moving averages over 2 and 30 candles.
/// The first average is computed as if the previous one were the price of the previous candle.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, Kama};
/// let kama = Kama::new(10)?;
/// assert_eq!((kama.name(), kama.warm_up()), ("kama_10".to_owned(), 10));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Kaufman, "Smarter Trading", 1995; TA-Lib's `KAMA`.
#[doc(alias = "KaufmanAdaptiveMovingAverage")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Kama {
    column: Column,
    previous: Lag,
    earlier: Lag,
    path: Sliding<f64>,
    average: Option<f64>,
}

/// The weights of exponential moving averages over 2 and over 30 values.
const FAST: f64 = 2.0 / 3.0;
const SLOW: f64 = 2.0 / 31.0;

impl Kama {
    /// Returns the KAMA of the closes, with the efficiency ratio over `window` changes.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("kama", window, 1)?;
        Ok(Kama {
            column: Column::Close,
            previous: Lag::new(1),
            earlier: Lag::new(window),
            path: Sliding::sum(window),
            average: None,
        })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Kama { column, ..self }
    }
}

impl Feature for Kama {
    fn name(&self) -> String {
        of(format!("kama_{}", self.path.window()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.path.window()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let price = candle.value(self.column);
        let (previous, earlier) = (self.previous.push(price), self.earlier.push(price));
        let previous = previous?;
        let (path, earlier) = self.path.push((price - previous).abs()).zip(earlier)?;
        let change = (price - earlier).abs();
        // If the price only rises or only falls, rounding can make `path` slightly smaller than `change`.
        let efficiency = if path <= change { 1.0 } else { change / path };
        let speed = efficiency * (FAST - SLOW) + SLOW;
        let average = self.average.unwrap_or(previous);
        self.average = Some((price - average) * (speed * speed) + average);
        self.average
    }

    fn reset(&mut self) {
        self.previous.reset();
        self.earlier.reset();
        self.path.reset();
        self.average = None;
    }
}
