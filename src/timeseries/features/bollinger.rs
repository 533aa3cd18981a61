//! Bollinger Bands.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::moments::Moments;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// Bollinger Bands: the mean of the last `window` values, and two lines that are a multiple of the standard deviation above and below the mean.
///
/// [`Bollinger::new`] is the middle band, the simple moving average; [`upper`](Self::upper) and [`lower`](Self::lower) are the outer
/// bands, in units of the price. [`width`](Self::width) is `(upper − lower) / middle`, NaN unless the middle is above 0.
/// [`percent_b`](Self::percent_b) is `(value − lower) / (upper − lower)`: 0 at the lower band, 1 at the upper, 0.5 if all values are equal.
///
/// The standard deviation is that of a population, as in Bollinger's book and TA-Lib; [`Bollinger::sample`] uses that of a sample.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Bollinger, Feature};
/// let bands = Bollinger::new(20, 2.0)?;
/// assert_eq!((bands.name(), bands.warm_up()), ("bollinger_middle_20_2".to_owned(), 19));
/// assert_eq!(bands.percent_b().name(), "bollinger_percent_b_20_2");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Bollinger, "Bollinger on Bollinger Bands", 2001; TA-Lib's `BBANDS`.
#[doc(alias = "BollingerBands")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Bollinger {
    column: Column,
    moments: Sliding<Moments>,
    deviations: f64,
    sample: bool,
    line: Line,
}

#[derive(Clone, Copy, Debug)]
enum Line {
    Middle,
    Upper,
    Lower,
    Width,
    PercentB,
}

impl Bollinger {
    /// Returns the bands of the closes, at a distance of `deviations` population standard deviations.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is below 2, [`FeatureError::OptionValue`] unless `deviations` is finite and above 0.
    pub fn new(window: usize, deviations: f64) -> Result<Self, FeatureError> {
        Self::with("bollinger", window, deviations, false)
    }

    /// Returns the bands of the closes, at a distance of `deviations` sample standard deviations.
    ///
    /// # Errors
    /// Same as [`Bollinger::new`].
    pub fn sample(window: usize, deviations: f64) -> Result<Self, FeatureError> {
        Self::with("sample_bollinger", window, deviations, true)
    }

    fn with(feature: &'static str, window: usize, deviations: f64, sample: bool) -> Result<Self, FeatureError> {
        FeatureError::check_window(feature, window, 2)?;
        FeatureError::check_positive(feature, "deviations of", deviations)?;
        let moments = Moments::sliding(window);
        Ok(Bollinger { column: Column::Close, moments, deviations, sample, line: Line::Middle })
    }

    /// Selects the upper band.
    pub fn upper(self) -> Self {
        Bollinger { line: Line::Upper, ..self }
    }

    /// Selects the lower band.
    pub fn lower(self) -> Self {
        Bollinger { line: Line::Lower, ..self }
    }

    /// Selects the distance between the bands as a fraction of the middle band.
    pub fn width(self) -> Self {
        Bollinger { line: Line::Width, ..self }
    }

    /// Selects the position of the value between the bands.
    pub fn percent_b(self) -> Self {
        Bollinger { line: Line::PercentB, ..self }
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Bollinger { column, ..self }
    }
}

impl Feature for Bollinger {
    fn name(&self) -> String {
        let sample = if self.sample { "sample_" } else { "" };
        let line = match self.line {
            Line::Middle => "middle",
            Line::Upper => "upper",
            Line::Lower => "lower",
            Line::Width => "width",
            Line::PercentB => "percent_b",
        };
        of(format!("{sample}bollinger_{line}_{}_{}", self.moments.window(), self.deviations), self.column)
    }

    fn warm_up(&self) -> usize {
        self.moments.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let value = candle.value(self.column);
        let moments = self.moments.push(Moments::of(value))?;
        let (middle, reach) = (moments.mean, self.deviations * moments.deviation(self.sample));
        Some(match self.line {
            Line::Middle => middle,
            Line::Upper => middle + reach,
            Line::Lower => middle - reach,
            Line::Width if middle > 0.0 => 2.0 * reach / middle,
            Line::Width => f64::NAN,
            Line::PercentB if reach == 0.0 => 0.5,
            Line::PercentB => 0.5 + (value - middle) / (2.0 * reach),
        })
    }

    fn reset(&mut self) {
        self.moments.reset();
    }
}
