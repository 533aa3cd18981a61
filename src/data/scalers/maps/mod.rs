//! The maps that scale a column: each is increasing, has a finite inverse, and knows its slope.

mod affine;
mod log;
mod normal;
mod power;
mod quantiles;

use super::error::ScalerError;
use serde::{Deserialize, Serialize};

pub(super) use affine::AffineMap;
pub(super) use log::LogMap;
pub(super) use power::{BoxCoxMap, YeoJohnsonMap, power};
pub(super) use quantiles::QuantileMap;

/// What is wrong with a stored map: what it is of, what was found, and what is allowed.
pub(super) type Damage = (&'static str, f64, &'static str);

/// An increasing map. NaN stays NaN.
trait Monotone {
    /// Outside the domain the limit at its end.
    fn transform(&self, x: f64) -> f64;

    /// Finite for every number: outside the range of the map it is the end of the domain, or the largest number.
    fn inverse(&self, z: f64) -> f64;

    /// The derivative of `transform`.
    fn slope(&self, x: f64) -> f64;

    /// The derivative of `inverse`.
    fn inverse_slope(&self, z: f64) -> f64 {
        let x = self.inverse(z);
        match self.slope(x) {
            slope if slope > 0.0 && x.abs() < f64::MAX => 1.0 / slope,
            _ => 0.0,
        }
    }

    /// The number above which the domain begins, unless it has all numbers.
    fn lower_end(&self) -> Option<f64> {
        None
    }

    fn damage(&self) -> Option<Damage>;
}

/// The nearest finite number; NaN stays NaN.
fn finite(x: f64) -> f64 {
    x.clamp(-f64::MAX, f64::MAX)
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScalerMap {
    Affine(AffineMap),
    Log(LogMap),
    BoxCox(BoxCoxMap),
    YeoJohnson(YeoJohnsonMap),
    Quantiles(QuantileMap),
}

impl Monotone for AffineMap {
    fn transform(&self, x: f64) -> f64 {
        self.transform(x)
    }

    fn inverse(&self, z: f64) -> f64 {
        self.inverse(z)
    }

    fn slope(&self, x: f64) -> f64 {
        self.slope(x)
    }

    fn inverse_slope(&self, _: f64) -> f64 {
        self.scale
    }

    fn damage(&self) -> Option<Damage> {
        self.damage()
    }
}

impl ScalerMap {
    fn as_monotone(&self) -> &dyn Monotone {
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

    /// What the rule of the map is called in messages, and what helps where a value is outside its domain.
    fn rule_and_remedy(&self) -> (&'static str, &'static str) {
        match self {
            ScalerMap::Log(_) => ("log", "choose a larger shift, or `YeoJohnson`, which takes every number"),
            _ => ("Box-Cox", "choose `YeoJohnson`, which takes every number, or `Log` with a shift"),
        }
    }

    /// As [`transform`](Self::transform), but a value outside the domain is an error.
    pub fn try_transform(&self, column: usize, row: Option<usize>, x: f64) -> Result<f64, ScalerError> {
        match self.as_monotone().lower_end() {
            Some(above) if x <= above => {
                let (rule, remedy) = self.rule_and_remedy();
                Err(ScalerError::OutsideDomain { rule, column, name: None, row, found: x, above, remedy })
            }
            _ => Ok(self.transform(x)),
        }
    }

    /// Whether all values of a column are in the domain: an error names the first that is not.
    pub fn check(&self, column: usize, values: &[f64]) -> Result<(), ScalerError> {
        values.iter().enumerate().try_for_each(|(row, &x)| self.try_transform(column, Some(row), x).map(drop))
    }
}

/// What becomes of one column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ColumnMap {
    Affine(AffineMap),
    // Invariant: at least one.
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
            ColumnMap::Chain(maps) => maps.iter().rev().fold(z, |z, map| map.as_monotone().inverse(z)),
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

    /// Whether there are values that it cannot scale.
    pub fn has_domain(&self) -> bool {
        match self {
            ColumnMap::Affine(_) => false,
            ColumnMap::Chain(maps) => maps.iter().any(|map| map.as_monotone().lower_end().is_some()),
        }
    }

    /// What an offset is scaled to: 0, or the lower end of the range of a min-max scaler that comes last.
    pub fn zero(&self) -> f64 {
        match self {
            ColumnMap::Affine(map) => map.zero,
            ColumnMap::Chain(maps) => match maps.last() {
                Some(ScalerMap::Affine(map)) => map.zero,
                _ => 0.0,
            },
        }
    }

    /// The λ of the first power map.
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

    /// This map, and then the next.
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
