//! Realized volatility: the root of the sum of squared returns.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::returns::LogReturn;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// The realized volatility: the square root of the sum of the squared log returns of the last `window` candles.
///
/// It is the volatility of the whole window, not of one candle: 24 hourly candles give the volatility of a day. Divide by `√window` for the
/// volatility per candle. Unlike [`Volatility`](super::Volatility), it does not subtract the mean. It is NaN while the window contains a return
/// from or to a price of 0 or less. Warm-up: `window` candles.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, RealizedVolatility};
/// let daily = RealizedVolatility::new(24)?; // of hourly candles
/// assert_eq!((daily.name(), daily.warm_up()), ("realized_volatility_24".to_owned(), 24));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Andersen, Bollerslev, Diebold and Labys, "Modeling and Forecasting Realized Volatility", 2003.
#[derive(Clone, Debug)]
#[must_use]
pub struct RealizedVolatility {
    column: Column,
    returns: LogReturn,
    squares: Sliding<f64>,
}

impl RealizedVolatility {
    /// Returns the volatility of the close over `window` returns.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("realized_volatility", window, 1)?;
        Ok(RealizedVolatility { column: Column::Close, returns: LogReturn::new(), squares: Sliding::sum(window) })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        RealizedVolatility { column, returns: self.returns.of(column), ..self }
    }
}

impl Feature for RealizedVolatility {
    fn name(&self) -> String {
        of(format!("realized_volatility_{}", self.squares.window()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.squares.window()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let value = self.returns.push(candle)?;
        self.squares.push(value * value).map(f64::sqrt)
    }

    fn reset(&mut self) {
        self.returns.reset();
        self.squares.reset();
    }
}
