//! Scalers: rules that are fitted to the columns of the training part. Fitting gives one map for each column.
//!
//! The affine rules scale by z = (x − offset) / scale. All of them except `MaxAbs` use the scale 1 for a column whose values are
//! all equal; `Robust` also does so if the quartiles are equal. Values that differ only in the last digit are scaled. For every
//! finite column, fitting is exact to a few units in the last place (`data/statistics.rs` explains how). Other rules take
//! logarithms, powers and quantiles, with the maps in `maps`. `then` and `PerColumn` combine rules. Source:
//! `sklearn.preprocessing`, which also uses the scale 1 for columns that hardly vary.

mod any;
mod box_cox;
mod chain;
mod differencer;
mod error;
mod fitted;
mod likelihood;
mod log;
mod maps;
mod max_abs;
mod min_max;
mod of_series;
mod of_tensors;
mod per_column;
mod power_transform;
mod quantile_transform;
mod robust;
mod standard;
mod stored;
mod unscaled;
mod yeo_johnson;

use super::series::AsSeries;

pub use any::AnyScaler;
pub use box_cox::BoxCox;
pub use chain::ScalerChain;
pub use differencer::{Differencer, FittedDifferencer};
pub use error::ScalerError;
pub use fitted::FittedScaler;
pub use log::Log;
pub use max_abs::MaxAbs;
pub use min_max::{MinMax, MinMaxRange};
pub use of_tensors::TensorScaler;
pub use per_column::PerColumn;
pub use quantile_transform::QuantileTransform;
pub use robust::{Robust, RobustRange};
pub use standard::Standard;
pub use unscaled::NoScaler;
pub use yeo_johnson::YeoJohnson;

/// A rule that is fitted to columns: [`Standard`], [`MinMax`], [`Robust`], [`MaxAbs`], [`Log`], [`BoxCox`], [`YeoJohnson`],
/// [`QuantileTransform`], [`NoScaler`], or one of them named in a configuration ([`AnyScaler`]). [`then`](Scaler::then) chains two,
/// and [`PerColumn`] chooses a rule for each column.
///
/// A window dataset takes the rule, and splitting the dataset fits the rule on the training rows only. To fit a scaler directly,
/// pass it the training rows:
///
/// # Example
/// ```
/// use timeseriesml::{Robust, SyntheticCandles, data::{AsSeries, Scaler}};
/// let candles = SyntheticCandles::new(1000).generate();
/// let series = candles.as_series();
/// let scaler = Robust.fit_series(&series.rows(..800)?)?;
/// let scaled = scaler.transform_series(series)?; // scales all rows by the statistics of the first 800
/// assert_eq!(scaled.len(), 1000);
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scaler",
    label = "expected `Standard`, `MinMax`, `Robust` or `NoScaler`",
    note = "write `.scaler(Standard)`, or pass a `FittedScaler` to `.fitted_scalers(columns, targets)`"
)]
pub trait Scaler {
    /// Fits the rule to these columns.
    ///
    /// # Errors
    /// [`ScalerError::NoValues`] for a column without values, [`ScalerError::NotFinite`] for NaN and infinity,
    /// [`ScalerError::TooWide`] if a scale overflows `f64`, and the errors of the rule's options.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError>;

    /// Fits the rule to columns with names, one name for each. The fitted scaler stores the names, and [`PerColumn`] chooses rules by
    /// them.
    ///
    /// # Errors
    /// The errors of [`fit`](Self::fit); [`ScalerError::NameCount`] unless there is one name for each column.
    fn fit_named(&self, names: &[&str], columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        ScalerError::check_names(names, columns)?;
        let fitted = self.fit(columns).map_err(|error| error.with_names(names))?;
        fitted.check_count(columns.len())?;
        Ok(fitted.named(names.iter().copied()))
    }

    /// Chains this rule with another one, which is fitted to the columns that this one has scaled.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{MinMax, data::{Log, Scaler}};
    /// let scaler = Log::new().then(MinMax).fit(&[&[1.0, 10.0, 100.0]])?;
    /// assert!((scaler.transform(0, 10.0) - 0.5).abs() < 1e-15);
    /// # Ok::<(), timeseriesml::data::ScalerError>(())
    /// ```
    fn then<Next: Scaler>(self, next: Next) -> ScalerChain<Self, Next>
    where
        Self: Sized,
    {
        ScalerChain { first: self, second: next }
    }

    /// Fits the rule to all rows of a series. The fitted scaler stores the names of the columns.
    ///
    /// # Errors
    /// The errors of [`fit_named`](Self::fit_named).
    fn fit_series(&self, series: &impl AsSeries) -> Result<FittedScaler, ScalerError>
    where
        Self: Sized,
    {
        let series = series.as_series();
        let columns: Vec<&[f64]> = series.column_names().filter_map(|name| series.column(name)).collect();
        let names: Vec<&str> = series.column_names().collect();
        self.fit_named(&names, &columns)
    }
}
