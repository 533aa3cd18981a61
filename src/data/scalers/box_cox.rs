//! The Box-Cox power transform, for positive columns.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::likelihood;
use super::maps::{BoxCoxMap, ScalerMap};
use super::power_transform::{Power, PowerOptions, power_builders};
use serde::{Deserialize, Serialize};

/// Brings the distribution of a positive column as close to normal as a power can: z = (x^λ − 1) / λ, or ln x for λ = 0. Then z
/// is standardized to mean 0 and standard deviation 1.
///
/// λ is fitted by maximum likelihood, unless [`lambda`](BoxCox::lambda) sets it; [`FittedScaler::lambda`] returns it. Values of 0
/// or less are an error, both when fitting and in later rows. A column whose values are all equal has no best λ and is only shifted
/// to 0. If z is outside the range of the power, its inverse is the end of the domain: 0, or the largest `f64`.
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

power_builders! {
    BoxCox,
    /// Sets whether to standardize the result to mean 0 and standard deviation 1. On by default.
    ///
    /// For values far from 1, such as prices, (x^λ − 1) / λ loses digits. Standardized values keep them, because they are
    /// computed relative to the column's center. Without standardization, the fit keeps λ close enough to 0 that half of the
    /// digits remain.
}

#[diagnostic::do_not_recommend]
impl Scaler for BoxCox {
    /// # Errors
    /// [`ScalerError::OutsideDomain`] for a value that is not above 0, [`ScalerError::LambdaNotFinite`] if λ is not finite, and
    /// [`ScalerError::ScaledTooLarge`] if a value that is scaled with a given λ overflows `f64`.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        self.options.check("Box-Cox")?;
        FittedScaler::by_column(columns, |column, x| {
            // Check the values before taking their logarithms.
            map(self.options.lambda.unwrap_or(1.0), 0.0).check(column, x)?;
            self.options.fit(&POWER, column, x)
        })
    }
}

const POWER: Power = Power { fit: likelihood::box_cox, center: likelihood::box_cox_center, map };

fn map(lambda: f64, center: f64) -> ScalerMap {
    ScalerMap::BoxCox(BoxCoxMap { lambda, center })
}
