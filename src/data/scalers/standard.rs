//! Standardizes: scales to mean 0 and standard deviation 1.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use crate::data::statistics::mean_and_deviation;

/// Scales to mean 0 and standard deviation 1: the offset is the mean, the scale is the population standard deviation (divided by n,
/// not by n − 1).
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::DynTensor;

    #[test]
    fn values_of_any_size_are_scaled_alike() {
        let root = 1.5_f64.sqrt();
        for unit in [1e-300, 1e-200, 1.0, 1e200, 1e307] {
            let values = [1.0, 2.0, 3.0].map(|x| x * unit);
            let scaler = Standard.fit(&[&values]).unwrap();
            let tensor = DynTensor::from_slice_sized([3, 1], &values).unwrap();
            let scaled = scaler.transform_tensor(&tensor).unwrap().to_vec();
            for ((value, scaled), expected) in values.into_iter().zip(scaled).zip([-root, 0.0, root]) {
                assert!((scaler.transform(0, value) - expected).abs() < 1e-14, "{unit}");
                assert!((scaled - expected).abs() < 1e-14, "{unit}");
                assert!((scaler.inverse_transform(0, expected) / value - 1.0).abs() < 1e-14, "{unit}");
            }
        }
    }
}
