//! A scaler that does not scale.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;

/// Leaves values as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoScaler;

#[diagnostic::do_not_recommend]
impl Scaler for NoScaler {
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        FittedScaler::per_column(columns, |_| None)
    }
}
