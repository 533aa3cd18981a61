//! Aroon: the age of the extreme prices.

use super::error::FeatureError;
use super::feature::Feature;
use super::sliding::Sliding;
use crate::timeseries::Candle;

/// Aroon: how recent the highest high and the lowest low are.
///
/// The value is `100·(window − age) / window` with `age` in candles: from 0 (`window` candles ago) to 100 (now). [`Aroon::new`] is the oscillator, up
/// minus down; [`up`](Self::up) is the value for the highest high, [`down`](Self::down) for the lowest low. All use `window + 1` candles; of several
/// equal prices, the latest counts.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Aroon, Feature};
/// let aroon = Aroon::new(25)?;
/// assert_eq!((aroon.name(), aroon.warm_up()), ("aroon_oscillator_25".to_owned(), 25));
/// assert_eq!(aroon.up().name(), "aroon_up_25");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Chande, "A Time Price Oscillator", 1995; TA-Lib's `AROON` and `AROONOSC`.
#[derive(Clone, Debug)]
#[must_use]
pub struct Aroon {
    window: usize,
    highest: Sliding<Dated>,
    lowest: Sliding<Dated>,
    candles: u64,
    line: Line,
}

/// A price and the index of its candle.
#[derive(Clone, Copy, Debug)]
struct Dated {
    price: f64,
    candle: u64,
}

#[derive(Clone, Copy, Debug)]
enum Line {
    Oscillator,
    Up,
    Down,
}

impl Aroon {
    /// Returns the oscillator, which uses `window + 1` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("aroon", window, 1)?;
        let candles = window.saturating_add(1);
        // A NaN counts as the extreme, so that it reaches the user.
        let highest = |a: Dated, b: Dated| if a.price > b.price || a.price.is_nan() { a } else { b };
        let lowest = |a: Dated, b: Dated| if a.price < b.price || a.price.is_nan() { a } else { b };
        Ok(Aroon {
            window,
            highest: Sliding::new(candles, highest),
            lowest: Sliding::new(candles, lowest),
            candles: 0,
            line: Line::Oscillator,
        })
    }

    /// Selects the value for the highest high instead of the oscillator.
    pub fn up(self) -> Self {
        Aroon { line: Line::Up, ..self }
    }

    /// Selects the value for the lowest low instead of the oscillator.
    pub fn down(self) -> Self {
        Aroon { line: Line::Down, ..self }
    }
}

impl Feature for Aroon {
    fn name(&self) -> String {
        let name = match self.line {
            Line::Oscillator => "aroon_oscillator",
            Line::Up => "aroon_up",
            Line::Down => "aroon_down",
        };
        format!("{name}_{}", self.window)
    }

    fn warm_up(&self) -> usize {
        self.window
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let now = self.candles;
        self.candles += 1;
        let highest = self.highest.push(Dated { price: candle.high, candle: now });
        let (highest, lowest) = highest.zip(self.lowest.push(Dated { price: candle.low, candle: now }))?;
        let window = self.window as f64;
        let recent = |extreme: Dated| match extreme.price.is_nan() {
            true => f64::NAN,
            false => 100.0 * ((window - (now - extreme.candle) as f64) / window),
        };
        Some(match self.line {
            Line::Oscillator => recent(highest) - recent(lowest),
            Line::Up => recent(highest),
            Line::Down => recent(lowest),
        })
    }

    fn reset(&mut self) {
        self.highest.reset();
        self.lowest.reset();
        self.candles = 0;
    }
}
