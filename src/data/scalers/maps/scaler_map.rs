//! The kinds of maps that a fitted scaler can have.

use super::affine::AffineMap;
use super::log::LogMap;
use super::monotone::Monotone;
use super::power::{BoxCoxMap, YeoJohnsonMap};
use super::quantiles::QuantileMap;
use crate::data::scalers::error::ScalerError;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum ScalerMap {
    Affine(AffineMap),
    Log(LogMap),
    BoxCox(BoxCoxMap),
    YeoJohnson(YeoJohnsonMap),
    Quantiles(QuantileMap),
}

impl ScalerMap {
    pub(super) fn as_monotone(&self) -> &dyn Monotone {
        match self {
            ScalerMap::Affine(map) => map,
            ScalerMap::Log(map) => map,
            ScalerMap::BoxCox(map) => map,
            ScalerMap::YeoJohnson(map) => map,
            ScalerMap::Quantiles(map) => map,
        }
    }

    pub fn transform(&self, x: f64) -> f64 {
        self.as_monotone().transform(x)
    }

    /// The scaler's name in messages, and the remedy for a value outside the scaler's domain.
    fn rule_and_remedy(&self) -> (&'static str, &'static str) {
        match self {
            ScalerMap::Log(_) => ("log", "choose a larger shift, or `YeoJohnson`, which takes every number"),
            _ => ("Box-Cox", "choose `YeoJohnson`, which takes every number, or `Log` with a shift"),
        }
    }

    /// Same as [`transform`](Self::transform), but returns an error for a value outside the domain.
    pub fn try_transform(&self, column: usize, row: Option<usize>, x: f64) -> Result<f64, ScalerError> {
        match self.as_monotone().lower_end() {
            Some(above) if x <= above => {
                let (rule, remedy) = self.rule_and_remedy();
                Err(ScalerError::OutsideDomain { rule, column, name: None, row, found: x, above, remedy })
            }
            _ => Ok(self.transform(x)),
        }
    }

    /// Returns an error for the first value of a column outside the domain.
    pub fn check(&self, column: usize, values: &[f64]) -> Result<(), ScalerError> {
        values.iter().enumerate().try_for_each(|(row, &x)| self.try_transform(column, Some(row), x).map(drop))
    }
}
