//! Scalers: a rule that is fitted to the columns of a training part, and the map of each column that comes out.
//!
//! z = (x − offset) / scale. Every rule gives a column whose values are all equal the scale 1, and no other column: values that differ
//! in the last digit are scaled. Fitting is exact to a few units in the last place for every finite column; see `statistics`.
//! Source: `sklearn.preprocessing`, which also gives the scale 1 to columns that nearly do not vary.

mod any;
mod error;
mod fitted;
mod min_max;
mod of_series;
mod of_tensors;
mod robust;
mod standard;
mod statistics;
mod unscaled;

use super::series::AsSeries;

pub use any::AnyScaler;
pub use error::ScalerError;
pub use fitted::FittedScaler;
pub use min_max::{MinMax, MinMaxRange};
pub use of_tensors::TensorScaler;
pub use robust::{Robust, RobustRange};
pub use standard::Standard;
pub use unscaled::NoScaler;

/// A rule that is fitted to columns: [`Standard`], [`MinMax`], [`Robust`], [`NoScaler`], or one of them named in a configuration
/// ([`AnyScaler`]).
///
/// A window dataset takes the rule, and its split fits it on the training rows alone. Who fits a scaler by hand gives it the training rows:
///
/// # Example
/// ```
/// use timeseriesml::{Robust, SyntheticCandles, data::{AsSeries, Scaler}};
/// let candles = SyntheticCandles::new(1000).generate();
/// let series = candles.as_series();
/// let scaler = Robust.fit_series(&series.rows(..800)?)?;
/// let scaled = scaler.transform_series(series)?; // all rows, by what the first 800 say
/// assert_eq!(scaled.len(), 1000);
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scaler",
    label = "expected `Standard`, `MinMax`, `Robust` or `NoScaler`",
    note = "the split fits the scaler on the training rows: `WindowDataset::<24, 6, 5>::builder(&candles).scaler(Standard)`"
)]
pub trait Scaler {
    /// Fits the rule to these columns.
    ///
    /// # Errors
    /// [`ScalerError::NoValues`] for a column without values, [`ScalerError::NotFinite`] for NaN and infinity,
    /// [`ScalerError::TooWide`] if a scale is beyond `f64`, and what is wrong with the options of the rule.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError>;

    /// Fits the rule to all rows of a series. The fitted scaler knows the names of the columns.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    fn fit_series(&self, series: &impl AsSeries) -> Result<FittedScaler, ScalerError>
    where
        Self: Sized,
    {
        let series = series.as_series();
        let columns: Vec<&[f64]> = series.column_names().filter_map(|name| series.column(name)).collect();
        Ok(self.fit(&columns)?.named(series.column_names()))
    }
}
