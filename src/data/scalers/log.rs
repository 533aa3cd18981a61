//! Scales by the logarithm.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::maps::{LogMap, ScalerMap};
use serde::{Deserialize, Serialize};

/// The natural logarithm of x + shift, which turns ratios into differences. The shift is 0 unless [`shift`](Log::shift) sets it.
///
/// Values of −shift or less are an error, both when fitting and in later rows. Nothing is learned from the column; to standardize
/// its logarithm, use `Log::new().then(Standard)`. A shift of 1 suits volumes: zeros stay zeros, and small values keep their digits
/// (`ln_1p`).
///
/// # Example
/// ```
/// use timeseriesml::{Standard, data::{Log, Scaler}};
/// let scaler = Log::new().fit(&[&[1.0, 10.0, 100.0]])?;
/// assert_eq!(scaler.transform(0, 10.0), 10.0_f64.ln());
/// assert!(scaler.try_transform(0, -3.0).is_err());
/// let scaler = Log::new().then(Standard).fit(&[&[1.0, 10.0, 100.0]])?;
/// assert_eq!(scaler.transform(0, 10.0), 0.0);
/// assert!((scaler.inverse_transform(0, 0.0) - 10.0).abs() < 1e-12);
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `numpy.log`, or `numpy.log1p` for the shift 1.
#[doc(alias = "log1p")]
#[doc(alias = "FunctionTransformer")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    shift: f64,
}

impl Log {
    /// Makes a scaler that takes the logarithm without a shift.
    pub fn new() -> Self {
        Log::default()
    }

    /// Sets the number that is added before taking the logarithm, in the column's unit.
    #[must_use]
    pub fn shift(self, shift: f64) -> Self {
        Log { shift }
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for Log {
    /// # Errors
    /// [`ScalerError::ShiftNotFinite`] if the shift is not finite, [`ScalerError::OutsideDomain`] for a value at or below −shift.
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        let Log { shift } = *self;
        if !shift.is_finite() {
            return Err(ScalerError::ShiftNotFinite { found: shift });
        }
        FittedScaler::by_column(columns, |column, x| {
            let map = ScalerMap::Log(LogMap { shift });
            map.check(column, x)?;
            Ok(map.into())
        })
    }
}
