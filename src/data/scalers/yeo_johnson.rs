//! The power transform of any column.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::likelihood;
use super::maps::{ScalerMap, YeoJohnsonMap};
use super::power_transform::PowerOptions;
use super::statistics::is_constant;
use serde::{Deserialize, Serialize};

/// To a column that is as normal as a power can make it, for numbers of both signs: z = ((1 + x)^λ − 1) / λ from 0 on, and
/// z = −((1 − x)^(2 − λ) − 1) / (2 − λ) below 0, then mean 0 and deviation 1.
///
/// Where a divisor is 0 the fraction is ln(1 + |x|). λ is fitted by maximum likelihood, unless [`lambda`](YeoJohnson::lambda) gives it;
/// [`FittedScaler::lambda`] tells it. A column whose values are all equal has no best λ, and is only moved to 0. The inverse of what lies
/// beyond the range of the power is the largest `f64` of its sign.
///
/// # Example
/// ```
/// use timeseriesml::data::{Scaler, YeoJohnson};
/// let returns = [-4.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 9.0];
/// let scaler = YeoJohnson::new().fit(&[&returns])?;
/// let z = scaler.transform(0, -4.0);
/// assert!((scaler.inverse_transform(0, z) + 4.0).abs() < 1e-12);
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `sklearn.preprocessing.PowerTransformer(method="yeo-johnson")`; I.-K. Yeo and R. A. Johnson, "A new family of power transformations to
/// improve normality or symmetry", 2000.
#[doc(alias = "PowerTransformer")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct YeoJohnson {
    options: PowerOptions,
}

impl YeoJohnson {
    /// λ by maximum likelihood, standardized.
    pub fn new() -> Self {
        YeoJohnson::default()
    }

    /// This λ for every column, instead of the most likely one of each.
    #[doc(alias = "lambdas_")]
    #[must_use]
    pub fn lambda(self, lambda: f64) -> Self {
        YeoJohnson { options: PowerOptions { lambda: Some(lambda), ..self.options } }
    }

    /// Whether the result is brought to mean 0 and deviation 1. It is by default.
    ///
    /// As with [`BoxCox`](super::BoxCox::standardize), only standardized values keep all their digits far from 0.
    #[must_use]
    pub fn standardize(self, standardize: bool) -> Self {
        YeoJohnson { options: PowerOptions { standardize, ..self.options } }
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for YeoJohnson {
    /// # Errors
    /// [`ScalerError::LambdaNotFinite`] if λ is not finite, and [`ScalerError::ScaledTooLarge`] if a value is taken beyond `f64`.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        let options = self.options;
        options.check("Yeo-Johnson")?;
        FittedScaler::by_column(columns, |column, x| {
            if let Some(map) = options.of_constant(x) {
                return Ok(map);
            }
            let (center, lambda) = match options.lambda {
                None => likelihood::yeo_johnson(x, options.standardize),
                // Without a center z has the unit of the map, which nothing standardizes if all values are equal.
                Some(lambda) if is_constant(x) => (0.0, lambda),
                Some(lambda) => (likelihood::yeo_johnson_center(x), lambda),
            };
            let center = if options.standardize { center } else { 0.0 };
            options.standardized(ScalerMap::YeoJohnson(YeoJohnsonMap { lambda, center }), column, x)
        })
    }
}
