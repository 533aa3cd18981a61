//! The map of a column: one affine map, or several maps of any kind.

use super::affine::AffineMap;
use super::monotone::{Damage, Monotone, finite};
use super::scaler_map::ScalerMap;
use crate::data::scalers::error::ScalerError;

/// The map of one column.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum ColumnMap {
    Affine(AffineMap),
    // Invariant: at least one map.
    Chain(Vec<ScalerMap>),
}

impl From<ScalerMap> for ColumnMap {
    fn from(map: ScalerMap) -> Self {
        match map {
            ScalerMap::Affine(map) => ColumnMap::Affine(map),
            map => ColumnMap::Chain(vec![map]),
        }
    }
}

impl ColumnMap {
    pub fn transform(&self, x: f64) -> f64 {
        match self {
            ColumnMap::Affine(map) => map.transform(x),
            ColumnMap::Chain(maps) => maps.iter().fold(x, |x, map| map.transform(x)),
        }
    }

    pub fn try_transform(&self, column: usize, row: Option<usize>, x: f64) -> Result<f64, ScalerError> {
        match self {
            ColumnMap::Affine(map) => Ok(map.transform(x)),
            ColumnMap::Chain(maps) => maps.iter().try_fold(x, |x, map| map.try_transform(column, row, x)),
        }
    }

    pub fn inverse(&self, z: f64) -> f64 {
        match self {
            ColumnMap::Affine(map) => map.inverse(z),
            // `finite` is needed since the inverse of an affine map in the chain may overflow.
            ColumnMap::Chain(maps) => finite(maps.iter().rev().fold(z, |z, map| map.as_monotone().inverse(z))),
        }
    }

    pub fn slope(&self, x: f64) -> f64 {
        match self {
            ColumnMap::Affine(map) => map.slope(x),
            ColumnMap::Chain(maps) => {
                let step = |(x, slope), map: &ScalerMap| (map.transform(x), slope * map.as_monotone().slope(x));
                maps.iter().fold((x, 1.0), step).1
            }
        }
    }

    pub fn inverse_slope(&self, z: f64) -> f64 {
        match self {
            ColumnMap::Affine(map) => map.scale,
            ColumnMap::Chain(maps) => {
                let step = |(z, slope), map: &ScalerMap| {
                    let map = map.as_monotone();
                    (map.inverse(z), slope * map.inverse_slope(z))
                };
                maps.iter().rev().fold((z, 1.0), step).1
            }
        }
    }

    pub fn is_affine(&self) -> bool {
        match self {
            ColumnMap::Affine(_) => true,
            ColumnMap::Chain(maps) => maps.iter().all(|map| matches!(map, ScalerMap::Affine(_))),
        }
    }

    /// Whether some values are outside the domain of the map.
    pub fn has_domain(&self) -> bool {
        match self {
            ColumnMap::Affine(_) => false,
            ColumnMap::Chain(maps) => maps.iter().any(|map| map.as_monotone().lower_end().is_some()),
        }
    }

    /// The value to which the offset is scaled: 0, or the lower end of the range if a min-max scaler comes last.
    pub fn zero(&self) -> f64 {
        match self {
            ColumnMap::Affine(map) => map.zero,
            ColumnMap::Chain(maps) => match maps.last() {
                Some(ScalerMap::Affine(map)) => map.zero,
                _ => 0.0,
            },
        }
    }

    /// The λ of the first power map in the chain.
    pub fn lambda(&self) -> Option<f64> {
        let ColumnMap::Chain(maps) = self else { return None };
        maps.iter().find_map(|map| match map {
            ScalerMap::BoxCox(map) => Some(map.lambda),
            ScalerMap::YeoJohnson(map) => Some(map.lambda),
            _ => None,
        })
    }

    pub fn unclipped(self) -> Self {
        match self {
            ColumnMap::Affine(map) => ColumnMap::Affine(AffineMap { clip: None, ..map }),
            ColumnMap::Chain(mut maps) => {
                for map in &mut maps {
                    if let ScalerMap::Affine(map) = map {
                        map.clip = None;
                    }
                }
                ColumnMap::Chain(maps)
            }
        }
    }

    pub fn into_maps(self) -> Vec<ScalerMap> {
        match self {
            ColumnMap::Affine(map) => vec![ScalerMap::Affine(map)],
            ColumnMap::Chain(maps) => maps,
        }
    }

    /// Returns this map followed by another.
    pub fn then(self, next: ColumnMap) -> ColumnMap {
        const IDENTITY: ColumnMap = ColumnMap::Affine(AffineMap::IDENTITY);
        if next == IDENTITY {
            return self;
        }
        if self == IDENTITY {
            return next;
        }
        let mut maps = self.into_maps();
        maps.extend(next.into_maps());
        ColumnMap::Chain(maps)
    }

    pub fn damage(&self) -> Option<Damage> {
        match self {
            ColumnMap::Affine(map) => map.damage(),
            ColumnMap::Chain(maps) if maps.is_empty() => Some(("the number of maps", 0.0, "at least 1")),
            ColumnMap::Chain(maps) => maps.iter().find_map(|map| map.as_monotone().damage()),
        }
    }
}
