//! Scaling by the distribution of a column.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::maps::{QuantileMap, ScalerMap};
use super::statistics::quantile;
use serde::{Deserialize, Serialize};

/// To the part of the training rows that lie below a value, from 0 to 1; [`normal`](QuantileTransform::normal) makes that a normal column.
///
/// The column becomes uniform, or normal, whatever its distribution, and outliers have no weight. The distribution is a table of up to
/// 1000 quantiles ([`n_quantiles`](QuantileTransform::n_quantiles)), between which values are interpolated linearly; a value that many
/// rows share has the mean of their probabilities. Values beyond those of the training rows are scaled as the smallest or the largest of
/// them, and so is their inverse: a forecast never leaves the range of the training rows. A column whose values are all equal becomes 0.
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
/// `sklearn.preprocessing.QuantileTransformer(subsample=None)`. There normal values within 1e-7 of an end, in the unit of the column, are
/// scaled as the end; here no unit matters.
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
    /// To a uniform column, by up to 1000 quantiles.
    pub fn new() -> Self {
        QuantileTransform::default()
    }

    /// The size of the table, 1000 if not called. It is never more than the rows.
    #[must_use]
    pub fn n_quantiles(self, n_quantiles: usize) -> Self {
        QuantileTransform { n_quantiles, ..self }
    }

    /// To a normal column with mean 0 and deviation 1 instead of a uniform one. The ends are −5.199 and 5.199.
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
            // The arithmetic of `numpy.linspace` and `numpy.percentile`: which quantiles are ties depends on its rounding.
            let width = 1.0 / steps.max(1) as f64;
            let percent = |step: usize| if step == steps && steps > 0 { 100.0 } else { 100.0 * (step as f64 * width) };
            let mut quantiles: Vec<f64> = (0..=steps).map(|step| quantile(&sorted, percent(step))).collect();
            // An interpolation may round below the value before it.
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
