//! Scales to a uniform or normal distribution.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::maps::{QuantileMap, ScalerMap};
use crate::data::statistics::quantile;
use serde::{Deserialize, Serialize};

/// Maps a value to the fraction of training rows below it, from 0 to 1. With [`normal`](QuantileTransform::normal), the result is
/// normally distributed instead.
///
/// The result is uniform (or normal) whatever the distribution of the column, so outliers have little effect. The distribution is a
/// table of up to 1000 quantiles ([`n_quantiles`](QuantileTransform::n_quantiles)) with linear interpolation; a value that equals
/// several quantiles gets the mean of their probabilities. Values outside the range of the training rows are clipped to it, and so are
/// inverses, so a forecast never leaves that range. A constant column becomes 0.
///
/// # Example
/// ```
/// use timeseriesml::data::{QuantileTransform, Scaler};
/// let scaler = QuantileTransform::new().fit(&[&[1.0, 2.0, 4.0, 8.0, 1000.0]])?;
/// assert_eq!([0.0, 1.0, 3.0, 8.0, 2000.0].map(|x| scaler.transform(0, x)), [0.0, 0.0, 0.375, 0.75, 1.0]);
/// assert_eq!([-1.0, 0.375, 2.0].map(|z| scaler.inverse_transform(0, z)), [1.0, 3.0, 1000.0]);
/// let scaler = QuantileTransform::new().normal().fit(&[&[1.0, 2.0, 4.0, 8.0, 1000.0]])?;
/// assert_eq!(scaler.transform(0, 4.0), 0.0); // the median
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `sklearn.preprocessing.QuantileTransformer(subsample=None)`. For normal output, scikit-learn also treats a value within 1e-7
/// of an end, in the column's unit, like the end; here the unit has no effect.
#[doc(alias = "QuantileTransformer")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuantileTransform {
    n_quantiles: usize,
    normal: bool,
}

impl Default for QuantileTransform {
    fn default() -> Self {
        QuantileTransform { n_quantiles: 1000, normal: false }
    }
}

impl QuantileTransform {
    /// Makes a transform to uniform output, with a table of up to 1000 quantiles.
    pub fn new() -> Self {
        QuantileTransform::default()
    }

    /// Sets the largest size of the table, 1000 by default. There are never more quantiles than rows.
    #[must_use]
    pub fn n_quantiles(self, n_quantiles: usize) -> Self {
        QuantileTransform { n_quantiles, ..self }
    }

    /// Makes normal output with mean 0 and standard deviation 1, from −5.199 to 5.199, instead of uniform output.
    #[doc(alias = "output_distribution")]
    #[must_use]
    pub fn normal(self) -> Self {
        QuantileTransform { normal: true, ..self }
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for QuantileTransform {
    /// # Errors
    /// [`ScalerError::NoQuantiles`] for a table of 0 quantiles.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        let QuantileTransform { n_quantiles, normal } = *self;
        if n_quantiles == 0 {
            return Err(ScalerError::NoQuantiles);
        }
        FittedScaler::by_column(columns, |_, x| {
            let mut sorted = x.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            let steps = n_quantiles.min(x.len()) - 1;
            // This is the arithmetic of `numpy.linspace` and `numpy.percentile`, since its rounding decides which quantiles are
            // equal.
            let width = 1.0 / steps.max(1) as f64;
            let percent = |step: usize| if step == steps && steps > 0 { 100.0 } else { 100.0 * (step as f64 * width) };
            let mut quantiles: Vec<f64> = (0..=steps).map(|step| quantile(&sorted, percent(step))).collect();
            // Interpolation may round a quantile to below the previous one.
            for i in 1..quantiles.len() {
                quantiles[i] = quantiles[i].max(quantiles[i - 1]);
            }
            Ok(ScalerMap::Quantiles(QuantileMap { quantiles, normal }).into())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_have_the_mean_of_their_probabilities() {
        let scaler = QuantileTransform::new().fit(&[&[1.0, 2.0, 2.0, 2.0, 3.0]]).unwrap();
        assert_eq!([1.0, 2.0, 2.5, 3.0].map(|x| scaler.transform(0, x)), [0.0, 0.5, 0.875, 1.0]);
        let zeros = QuantileTransform::new().fit(&[&[0.0, 0.0, 0.0, 0.0, 3.0]]).unwrap();
        assert_eq!([0.0, 1.5, 3.0].map(|x| zeros.transform(0, x)), [0.0, 0.875, 1.0]);
    }

    #[test]
    fn tables_of_one_quantile_and_columns_of_one_value_have_no_nan() {
        let one = QuantileTransform::new().n_quantiles(1);
        for (rule, x) in [(one, &[1.0, 5.0, 9.0][..]), (QuantileTransform::new(), &[5.0]), (one.normal(), &[5.0; 9])] {
            let scaler = rule.fit(&[x]).unwrap();
            for x in [-1e300, 1.0, 5.0, 1e300] {
                let z = scaler.transform(0, x);
                assert!(z.is_finite() && scaler.inverse_transform(0, z).is_finite(), "{x} became {z}");
            }
        }
        assert_eq!(QuantileTransform::new().n_quantiles(0).fit(&[&[1.0]]), Err(ScalerError::NoQuantiles));
    }
}
