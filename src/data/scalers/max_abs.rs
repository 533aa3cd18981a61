//! Scales by the largest absolute value.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::maps::{AffineMap, ColumnMap};
use crate::data::statistics::extremes;

/// Scales to the range −1 to 1 without shifting: the offset is 0, the scale is the largest absolute value, or 1 for a column of
/// zeros.
///
/// Zeros stay zeros and signs stay the same, which suits returns and columns that are mostly 0. A constant column other than 0
/// becomes 1 or −1, as in scikit-learn.
///
/// # Example
/// ```
/// use timeseriesml::data::{MaxAbs, Scaler};
/// let scaler = MaxAbs.fit(&[&[-4.0, 0.0, 2.0]])?;
/// assert_eq!([-4.0, 0.0, 2.0].map(|x| scaler.transform(0, x)), [-1.0, 0.0, 0.5]);
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `sklearn.preprocessing.MaxAbsScaler`, which also uses the scale 1 if the largest absolute value is below 2e-15.
#[doc(alias = "MaxAbsScaler")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaxAbs;

#[diagnostic::do_not_recommend]
impl Scaler for MaxAbs {
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        FittedScaler::by_column(columns, |_, x| {
            let (low, high) = extremes(x);
            let largest = low.abs().max(high.abs());
            Ok(ColumnMap::Affine(AffineMap::new(0.0, if largest == 0.0 { 1.0 } else { largest })))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finite_column_is_scaled_to_one() {
        for unit in [f64::from_bits(1), 1e-300, 1.0, 1e300, f64::MAX] {
            let scaler = MaxAbs.fit(&[&[-unit, 0.0, unit], &[unit; 3], &[0.0; 3]]).unwrap();
            assert_eq!([-unit, 0.0, unit].map(|x| scaler.transform(0, x)), [-1.0, 0.0, 1.0]);
            assert_eq!([-1.0, 0.0, 1.0].map(|z| scaler.inverse_transform(0, z)), [-unit, 0.0, unit]);
            assert_eq!((scaler.transform(1, unit), scaler.scale(2)), (1.0, 1.0));
        }
    }
}
