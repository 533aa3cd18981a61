//! The power transform of positive columns.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::likelihood;
use super::maps::{BoxCoxMap, ScalerMap};
use super::power_transform::PowerOptions;
use super::statistics::is_constant;
use serde::{Deserialize, Serialize};

/// To a column that is as normal as a power can make it: z = (x^λ − 1) / λ, and ln x for λ = 0, then mean 0 and deviation 1.
///
/// λ is fitted by maximum likelihood, unless [`lambda`](BoxCox::lambda) gives it; [`FittedScaler::lambda`] tells it. The column must be
/// positive: other values are an error when fitting, and in later rows too. A column whose values are all equal has no best λ, and is only
/// moved to 0. The inverse of what lies beyond the range of the power is the end of the domain: 0, or the largest `f64`.
///
/// # Example
/// ```
/// use timeseriesml::data::{BoxCox, Scaler};
/// let volume = [1.0, 2.0, 3.0, 5.0, 9.0, 20.0, 70.0];
/// let scaler = BoxCox::new().fit(&[&volume])?;
/// assert!(scaler.lambda(0).is_some_and(|lambda| -0.5 < lambda && lambda < 0.0)); // nearly a logarithm
/// let z = scaler.transform(0, 9.0);
/// assert!((scaler.inverse_transform(0, z) - 9.0).abs() < 1e-12);
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `sklearn.preprocessing.PowerTransformer(method="box-cox")`; G. E. P. Box and D. R. Cox, "An analysis of transformations", 1964.
#[doc(alias = "PowerTransformer")]
#[doc(alias = "boxcox")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BoxCox {
    options: PowerOptions,
}

impl BoxCox {
    /// λ by maximum likelihood, standardized.
    pub fn new() -> Self {
        BoxCox::default()
    }

    /// This λ for every column, instead of the most likely one of each.
    #[doc(alias = "lambdas_")]
    #[must_use]
    pub fn lambda(self, lambda: f64) -> Self {
        BoxCox { options: PowerOptions { lambda: Some(lambda), ..self.options } }
    }

    /// Whether the result is brought to mean 0 and deviation 1. It is by default.
    ///
    /// Standardized values of a column far from 1, such as prices, are computed about its center and keep their digits, which (x^λ − 1) / λ
    /// itself loses; without it λ is kept so close to 0 that half of the digits remain.
    #[must_use]
    pub fn standardize(self, standardize: bool) -> Self {
        BoxCox { options: PowerOptions { standardize, ..self.options } }
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for BoxCox {
    /// # Errors
    /// [`ScalerError::OutsideDomain`] for a value that is not above 0, [`ScalerError::LambdaNotFinite`] if λ is not finite, and
    /// [`ScalerError::ScaledTooLarge`] if a given λ takes a value beyond `f64`.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        let options = self.options;
        options.check("Box-Cox")?;
        FittedScaler::by_column(columns, |column, x| {
            let plain = ScalerMap::BoxCox(BoxCoxMap { lambda: options.lambda.unwrap_or(1.0), center: 0.0 });
            // Before any logarithm is taken.
            plain.check(column, x)?;
            if let Some(map) = options.of_constant(x) {
                return Ok(map);
            }
            let (center, lambda) = match options.lambda {
                None => likelihood::box_cox(x, options.standardize),
                // Without a center z has the unit of the map, which nothing standardizes if all values are equal.
                Some(lambda) if is_constant(x) => (0.0, lambda),
                Some(lambda) => (likelihood::box_cox_center(x), lambda),
            };
            let center = if options.standardize { center } else { 0.0 };
            options.standardized(ScalerMap::BoxCox(BoxCoxMap { lambda, center }), column, x)
        })
    }
}
