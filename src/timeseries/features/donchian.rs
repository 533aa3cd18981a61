//! The Donchian channel.

use super::error::FeatureError;
use super::extremes::Extremes;
use super::feature::Feature;
use crate::timeseries::Candle;

/// The Donchian channel: the highest high and the lowest low of the last `window` candles, including the current one, in units of the price.
///
/// [`Donchian::new`] is the middle band, the mean of the two; [`upper`](Self::upper) and [`lower`](Self::lower) are the outer bands.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Donchian, Feature};
/// let channel = Donchian::new(20)?;
/// assert_eq!((channel.name(), channel.warm_up()), ("donchian_middle_20".to_owned(), 19));
/// assert_eq!(channel.upper().name(), "donchian_upper_20");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Donchian, "Donchian's Four-Week Rule"; pandas-ta's `donchian`; TA-Lib's `MAX` and `MIN`.
#[derive(Clone, Debug)]
#[must_use]
pub struct Donchian {
    extremes: Extremes,
    line: Line,
}

#[derive(Clone, Copy, Debug)]
enum Line {
    Middle,
    Upper,
    Lower,
}

impl Donchian {
    /// Returns the middle of the channel over the last `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("donchian", window, 1)?;
        Ok(Donchian { extremes: Extremes::new(window), line: Line::Middle })
    }

    /// Selects the highest high.
    pub fn upper(self) -> Self {
        Donchian { line: Line::Upper, ..self }
    }

    /// Selects the lowest low.
    pub fn lower(self) -> Self {
        Donchian { line: Line::Lower, ..self }
    }
}

impl Feature for Donchian {
    fn name(&self) -> String {
        let line = match self.line {
            Line::Middle => "middle",
            Line::Upper => "upper",
            Line::Lower => "lower",
        };
        format!("donchian_{line}_{}", self.extremes.window())
    }

    fn warm_up(&self) -> usize {
        self.extremes.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let range = self.extremes.push(candle.high, candle.low)?;
        Some(match self.line {
            Line::Middle => 0.5 * range.low + 0.5 * range.high,
            Line::Upper => range.high,
            Line::Lower => range.low,
        })
    }

    fn reset(&mut self) {
        self.extremes.reset();
    }
}
