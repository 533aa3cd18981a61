//! Scales by median and quantiles, which outliers hardly affect.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use crate::data::statistics::{median, quantile};
use serde::{Deserialize, Serialize};

/// Scales to median 0 and interquartile range 1, which a few outliers, such as spikes in volume, hardly affect.
///
/// The offset is the median, the scale is the third quartile minus the first; quantiles are interpolated linearly. If both
/// quartiles are equal although the values vary, as in a column that is mostly 0, the scale is 1, as in scikit-learn.
/// [`quantile_range`](Robust::quantile_range) uses other quantiles than quartiles.
///
/// # Example
/// ```
/// use timeseriesml::{Robust, data::Scaler};
/// let scaler = Robust.fit(&[&[1.0, 2.0, 3.0, 4.0, 1000.0]])?;
/// assert_eq!((scaler.offset(0), scaler.scale(0)), (3.0, 2.0));
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `sklearn.preprocessing.RobustScaler`; quantiles are those of `numpy.quantile`.
#[doc(alias = "RobustScaler")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Robust;

impl Robust {
    /// Uses other quantiles than the quartiles, given in percent (25 and 75 by default). The scale is their difference.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Robust, data::Scaler};
    /// let scaler = Robust.quantile_range(10.0, 90.0).fit(&[&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]])?;
    /// assert_eq!(scaler.scale(0), 8.0);
    /// # Ok::<(), timeseriesml::data::ScalerError>(())
    /// ```
    pub fn quantile_range(self, low: f64, high: f64) -> RobustRange {
        RobustRange { low, high }
    }
}

/// [`Robust`] with other quantiles than the quartiles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobustRange {
    low: f64,
    high: f64,
}

#[diagnostic::do_not_recommend]
impl Scaler for Robust {
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        self.quantile_range(25.0, 75.0).fit(columns)
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for RobustRange {
    /// # Errors
    /// [`ScalerError::QuantileRange`] unless 0 ≤ low < high ≤ 100.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        let RobustRange { low, high } = *self;
        if !(0.0 <= low && low < high && high <= 100.0) {
            return Err(ScalerError::QuantileRange { low, high });
        }
        FittedScaler::per_column(columns, |x| {
            let mut sorted = x.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            let scale = quantile(&sorted, high) - quantile(&sorted, low);
            Some((median(&sorted), if scale == 0.0 { 1.0 } else { scale }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_quantile_ranges_are_refused() {
        for (low, high) in [(75.0, 25.0), (25.0, 25.0), (-1.0, 75.0), (25.0, 101.0), (f64::NAN, 75.0)] {
            let error = Robust.quantile_range(low, high).fit(&[&[1.0, 2.0]]).unwrap_err();
            assert!(matches!(error, ScalerError::QuantileRange { .. }), "{error}");
        }
    }

    #[test]
    fn equal_quartiles_of_values_that_vary_give_the_scale_one() {
        let scaler = Robust.fit(&[&[0.0, 0.0, 0.0, 0.0, 9.0]]).unwrap();
        assert_eq!((scaler.offset(0), scaler.scale(0), scaler.transform(0, 9.0)), (0.0, 1.0, 9.0));
    }
}
