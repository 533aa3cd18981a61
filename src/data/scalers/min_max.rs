//! Scales to a range.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use crate::data::statistics::extremes;
use serde::{Deserialize, Serialize};

/// Scales to the range 0 to 1: the offset is the minimum, the scale the maximum minus the minimum.
///
/// Rows with values outside the range of the training rows are scaled outside 0 to 1. [`range`](MinMax::range) scales to a
/// different range.
///
/// # Example
/// ```
/// use timeseriesml::{MinMax, data::Scaler};
/// let scaler = MinMax.fit(&[&[2.0, 10.0, 4.0]])?;
/// assert_eq!([2.0, 10.0, 4.0, 14.0].map(|x| scaler.transform(0, x)), [0.0, 1.0, 0.25, 1.5]);
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `sklearn.preprocessing.MinMaxScaler`.
#[doc(alias = "MinMaxScaler")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MinMax;

impl MinMax {
    /// Scales to the range `low` to `high` instead of 0 to 1: `feature_range` of scikit-learn.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{MinMax, data::Scaler};
    /// let scaler = MinMax.range(-1.0, 1.0).clip(true).fit(&[&[2.0, 10.0, 4.0]])?;
    /// assert_eq!([2.0, 10.0, 4.0, 14.0].map(|x| scaler.transform(0, x)), [-1.0, 1.0, -0.5, 1.0]);
    /// # Ok::<(), timeseriesml::data::ScalerError>(())
    /// ```
    #[doc(alias = "feature_range")]
    pub fn range(self, low: f64, high: f64) -> MinMaxRange {
        MinMaxRange { low, high, clip: false }
    }
}

/// [`MinMax`] with options: the range to scale to, and whether values outside the training rows' range are clipped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinMaxRange {
    low: f64,
    high: f64,
    #[serde(default)]
    clip: bool,
}

impl MinMaxRange {
    /// Sets whether to clip values outside the range of the training rows to the nearer end. Off by default.
    ///
    /// Windows clip only inputs, never targets, since a clipped target would hide errors of the forecast.
    #[must_use]
    pub fn clip(self, clip: bool) -> Self {
        MinMaxRange { clip, ..self }
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for MinMax {
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        self.range(0.0, 1.0).fit(columns)
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for MinMaxRange {
    /// # Errors
    /// [`ScalerError::FeatureRange`] unless the range is finite and its first end below its second.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        let MinMaxRange { low, high, clip } = *self;
        let width = high - low;
        // The condition is negated so that NaN is refused too.
        if !(width > 0.0 && width.is_finite()) {
            return Err(ScalerError::FeatureRange { low, high });
        }
        let fitted = FittedScaler::per_column(columns, |x| {
            let (least, largest) = extremes(x);
            Some((least, ((largest - least) / width).max(f64::from_bits(1))))
        })?;
        Ok(fitted.onto(low, clip.then_some((low, high))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_ranges_are_refused() {
        for (low, high) in [(1.0, 1.0), (1.0, 0.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (-f64::MAX, f64::MAX)] {
            let error = MinMax.range(low, high).fit(&[&[1.0, 2.0]]).unwrap_err();
            assert!(matches!(error, ScalerError::FeatureRange { .. }), "{error}");
        }
    }

    #[test]
    fn the_ends_of_a_small_range_far_from_zero_are_exact() {
        let scaler = MinMax.range(-1.0, 1.0).fit(&[&[1e6, 1e6 + 1e-6]]).unwrap();
        assert_eq!([1e6, 1e6 + 1e-6].map(|x| scaler.transform(0, x)), [-1.0, 1.0]);
        let constant = MinMax.range(-1.0, 1.0).fit(&[&[7.0; 3]]).unwrap();
        assert_eq!((constant.scale(0), constant.transform(0, 7.0)), (1.0, -1.0));
    }
}
