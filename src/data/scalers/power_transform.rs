//! What Box-Cox and Yeo-Johnson share: options, and standardizing afterwards.

use super::error::ScalerError;
use super::maps::{AffineMap, ColumnMap, ScalerMap};
use super::statistics::{is_constant, mean_and_deviation};
use serde::{Deserialize, Serialize};

/// The options of a power transform.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PowerOptions {
    pub lambda: Option<f64>,
    pub standardize: bool,
}

impl Default for PowerOptions {
    fn default() -> Self {
        PowerOptions { lambda: None, standardize: true }
    }
}

impl PowerOptions {
    /// A λ that was given must be finite.
    pub fn check(&self, rule: &'static str) -> Result<(), ScalerError> {
        match self.lambda {
            Some(found) if !found.is_finite() => Err(ScalerError::LambdaNotFinite { rule, found }),
            _ => Ok(()),
        }
    }

    /// The map of a column whose values are all equal, unless λ is given: no λ is better than another.
    pub fn of_constant(&self, x: &[f64]) -> Option<ColumnMap> {
        let offset = if self.standardize { x[0] } else { 0.0 };
        (self.lambda.is_none() && is_constant(x)).then(|| ColumnMap::Affine(AffineMap::new(offset, 1.0)))
    }

    /// The map, and the standardization of what it makes of the column.
    pub fn standardized(&self, map: ScalerMap, column: usize, x: &[f64]) -> Result<ColumnMap, ScalerError> {
        if !self.standardize {
            return Ok(map.into());
        }
        let scale = |(row, &x): (usize, &f64)| match map.try_transform(column, Some(row), x)? {
            z if z.is_finite() => Ok(z),
            _ => Err(ScalerError::ScaledTooLarge { column, row, found: x }),
        };
        let z = x.iter().enumerate().map(scale).collect::<Result<Vec<_>, _>>()?;
        let (offset, scale) = if is_constant(&z) { (z[0], 1.0) } else { mean_and_deviation(&z) };
        Ok(ColumnMap::from(map).then(ColumnMap::Affine(AffineMap::new(offset, scale))))
    }
}
