//! Standardisation: mean 0, deviation 1.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::statistics::mean_and_deviation;

/// To mean 0 and standard deviation 1: offset is the mean, scale the population standard deviation (divided by n, not by n − 1).
///
/// # Example
/// ```
/// use timeseriesml::{Standard, data::Scaler};
/// let scaler = Standard.fit(&[&[1.0, 3.0], &[14.62, 14.62]])?;
/// assert_eq!((scaler.offset(0), scaler.scale(0)), (2.0, 1.0));
/// assert_eq!((scaler.scale(1), scaler.transform(1, 14.62)), (1.0, 0.0)); // a constant column
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `sklearn.preprocessing.StandardScaler`.
#[doc(alias = "StandardScaler")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standard;

#[diagnostic::do_not_recommend]
impl Scaler for Standard {
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        FittedScaler::per_column(columns, |x| Some(mean_and_deviation(x)))
    }
}
