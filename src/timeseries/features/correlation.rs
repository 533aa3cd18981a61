//! The correlation of two columns over a window.
//!
//! A window is stored as its number of rows, its means, and the sums of squares and products about the means. Two windows combine like the variances
//! in `moments.rs`.

use super::column::of;
use super::error::FeatureError;
use super::extremes::quotient_or_zero;
use super::feature::Feature;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// Pearson's correlation of two columns over the last `window` candles, from −1 to 1.
///
/// The correlation is 0 if a column is constant in the window, as in TA-Lib (pandas returns NaN). Warm-up: `window − 1` candles.
///
/// # Example
/// ```
/// use timeseriesml::{Column, timeseries::features::{Feature, RollingCorrelation}};
/// let correlation = RollingCorrelation::new(30, Column::Volume)?;
/// assert_eq!((correlation.name(), correlation.warm_up()), ("correlation_with_volume_30".to_owned(), 29));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// TA-Lib's `CORREL`; pandas' `rolling(window).corr(other)`.
#[derive(Clone, Debug)]
#[must_use]
pub struct RollingCorrelation {
    column: Column,
    other: Column,
    sums: Sliding<Sums>,
}

#[derive(Clone, Copy, Debug)]
struct Sums {
    count: f64,
    means: [f64; 2],
    squares: [f64; 2],
    products: f64,
}

impl Sums {
    fn combine(self, later: Sums) -> Sums {
        let count = self.count + later.count;
        let share = later.count / count;
        let weight = self.count * share;
        let [x, y] = std::array::from_fn(|i| later.means[i] - self.means[i]);
        Sums {
            count,
            means: [self.means[0] + x * share, self.means[1] + y * share],
            squares: [
                self.squares[0] + later.squares[0] + x * x * weight,
                self.squares[1] + later.squares[1] + y * y * weight,
            ],
            products: self.products + later.products + x * y * weight,
        }
    }
}

impl RollingCorrelation {
    /// Returns the correlation of the close with another column.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is below 2.
    pub fn new(window: usize, other: Column) -> Result<Self, FeatureError> {
        FeatureError::check_window("correlation", window, 2)?;
        Ok(RollingCorrelation { column: Column::Close, other, sums: Sliding::new(window, Sums::combine) })
    }

    /// Uses `column` instead of the close; the other column, given to [`new`](Self::new), stays.
    pub fn of(self, column: Column) -> Self {
        RollingCorrelation { column, ..self }
    }
}

impl Feature for RollingCorrelation {
    fn name(&self) -> String {
        of(format!("correlation_with_{}_{}", self.other.as_str(), self.sums.window()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.sums.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let means = [candle.value(self.column), candle.value(self.other)];
        let sums = self.sums.push(Sums { count: 1.0, means, squares: [0.0; 2], products: 0.0 })?;
        let [x, y] = sums.squares.map(f64::sqrt);
        let correlation = quotient_or_zero(sums.products, x * y);
        // Rounding may give a value just above 1; `clamp` leaves NaN unchanged.
        Some(correlation.clamp(-1.0, 1.0))
    }

    fn reset(&mut self) {
        self.sums.reset();
    }
}
