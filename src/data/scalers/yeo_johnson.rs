//! The Yeo-Johnson power transform, for any column.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::likelihood;
use super::maps::{ScalerMap, YeoJohnsonMap};
use super::power_transform::{Power, PowerOptions, power_builders};
use serde::{Deserialize, Serialize};

/// Brings the distribution of a column, of any sign, as close to normal as a power can: z = ((1 + x)^λ − 1) / λ for x ≥ 0, and
/// z = −((1 − x)^(2 − λ) − 1) / (2 − λ) for x < 0. Then z is standardized to mean 0 and standard deviation 1.
///
/// Where a divisor is 0, ln(1 + |x|) takes the place of the fraction. λ is fitted by maximum likelihood, unless
/// [`lambda`](YeoJohnson::lambda) sets it; [`FittedScaler::lambda`] returns it. A column whose values are all equal has no best λ and
/// is only shifted to 0. If z is outside the range of the power, its inverse is the largest `f64` of the same sign.
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

power_builders! {
    YeoJohnson,
    /// Sets whether to standardize the result to mean 0 and standard deviation 1. On by default.
    ///
    /// Only standardized values keep their digits in a column far from 0; [`BoxCox`](super::BoxCox::standardize) explains why.
}

#[diagnostic::do_not_recommend]
impl Scaler for YeoJohnson {
    /// # Errors
    /// [`ScalerError::LambdaNotFinite`] if λ is not finite, and [`ScalerError::ScaledTooLarge`] if a scaled value overflows
    /// `f64`.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        self.options.check("Yeo-Johnson")?;
        FittedScaler::by_column(columns, |column, x| self.options.fit(&POWER, column, x))
    }
}

const POWER: Power = Power { fit: likelihood::yeo_johnson, center: likelihood::yeo_johnson_center, map };

fn map(lambda: f64, center: f64) -> ScalerMap {
    ScalerMap::YeoJohnson(YeoJohnsonMap { lambda, center })
}
