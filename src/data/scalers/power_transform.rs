//! What Box-Cox and Yeo-Johnson have in common: options, fitting and standardizing.

use super::error::ScalerError;
use super::maps::{AffineMap, ColumnMap, ScalerMap};
use crate::data::statistics::{is_constant, mean_and_deviation};
use serde::{Deserialize, Serialize};

/// The options of a power transform.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PowerOptions {
    pub lambda: Option<f64>,
    pub standardize: bool,
}

/// The functions in which Box-Cox and Yeo-Johnson differ.
pub(super) struct Power {
    /// Returns the center and the maximum-likelihood λ of a column. The second argument says whether the map is centered.
    pub fit: fn(&[f64], bool) -> (f64, f64),
    pub center: fn(&[f64]) -> f64,
    /// Returns the map for a λ and a center.
    pub map: fn(f64, f64) -> ScalerMap,
}

/// Defines the constructor and the options of a power transform; the caller gives the documentation of `standardize`.
macro_rules! power_builders {
    ($transform:ident, $(#[$standardize:meta])+) => {
        impl $transform {
            /// Makes a transform that fits λ by maximum likelihood and standardizes the result.
            pub fn new() -> Self {
                $transform::default()
            }

            /// Uses this λ for every column instead of fitting it.
            #[doc(alias = "lambdas_")]
            #[must_use]
            pub fn lambda(mut self, lambda: f64) -> Self {
                self.options.lambda = Some(lambda);
                self
            }

            $(#[$standardize])+
            #[must_use]
            pub fn standardize(mut self, standardize: bool) -> Self {
                self.options.standardize = standardize;
                self
            }
        }
    };
}
pub(super) use power_builders;

impl Default for PowerOptions {
    fn default() -> Self {
        PowerOptions { lambda: None, standardize: true }
    }
}

impl PowerOptions {
    /// Rejects a given λ that is not finite.
    pub fn check(&self, rule: &'static str) -> Result<(), ScalerError> {
        match self.lambda {
            Some(found) if !found.is_finite() => Err(ScalerError::LambdaNotFinite { rule, found }),
            _ => Ok(()),
        }
    }

    /// Returns the map of a column. A constant column has no best λ. Unless λ is given, such a column is shifted to 0, or left
    /// unchanged without standardization.
    pub fn fit(&self, power: &Power, column: usize, x: &[f64]) -> Result<ColumnMap, ScalerError> {
        let (center, lambda) = match self.lambda {
            None if is_constant(x) => {
                let offset = if self.standardize { x[0] } else { 0.0 };
                return Ok(ColumnMap::Affine(AffineMap::new(offset, 1.0)));
            }
            None => (power.fit)(x, self.standardize),
            // A center changes the scale of the result, which standardizing undoes. A constant column keeps its scale, so its map
            // needs the center 0.
            Some(lambda) if is_constant(x) => (0.0, lambda),
            Some(lambda) => ((power.center)(x), lambda),
        };
        let center = if self.standardize { center } else { 0.0 };
        self.standardized((power.map)(lambda, center), column, x)
    }

    /// Returns the map, followed by a map that standardizes the scaled column.
    fn standardized(&self, map: ScalerMap, column: usize, x: &[f64]) -> Result<ColumnMap, ScalerError> {
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
