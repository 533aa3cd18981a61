//! The form in which serde stores a fitted scaler. It is checked when read.

use super::error::ScalerError;
use super::maps::{AffineMap, ColumnMap, ScalerMap};
use serde::{Deserialize, Serialize};

/// A stored scaler. If each column has a single affine map, all with the same `zero` and `clip`, the maps are in `columns`,
/// as the first versions of this library stored them. Otherwise the maps are in `maps`, and `columns` is empty.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    columns: Vec<StoredMap>,
    names: Vec<String>,
    zero: f64,
    clip: Option<(f64, f64)>,
    /// The maps of each column, in the order in which they scale.
    #[serde(default)]
    maps: Vec<Vec<ScalerMap>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredMap {
    offset: f64,
    scale: f64,
}

/// The affine maps of all columns, which have the same `zero` and `clip`.
pub(super) struct AffineColumns {
    pub maps: Vec<AffineMap>,
    pub zero: f64,
    pub clip: Option<(f64, f64)>,
}

impl AffineColumns {
    /// Collects the maps of these columns; returns `None` unless all are affine with the same `zero` and `clip`.
    pub fn of(columns: &[ColumnMap]) -> Option<Self> {
        let affine = |map: &ColumnMap| match map {
            ColumnMap::Affine(map) => Some(*map),
            ColumnMap::Chain(_) => None,
        };
        let maps: Vec<AffineMap> = columns.iter().map(affine).collect::<Option<_>>()?;
        let range = |map: &AffineMap| (map.zero, map.clip);
        let (zero, clip) = maps.first().map_or((0.0, None), range);
        maps.iter().all(|map| range(map) == (zero, clip)).then_some(AffineColumns { maps, zero, clip })
    }
}

impl Stored {
    pub fn new(columns: Vec<ColumnMap>, names: Vec<String>) -> Self {
        match AffineColumns::of(&columns) {
            Some(AffineColumns { maps, zero, clip }) => {
                let columns = maps.iter().map(|map| StoredMap { offset: map.offset, scale: map.scale }).collect();
                Stored { columns, names, zero, clip, maps: Vec::new() }
            }
            None => {
                let maps = columns.into_iter().map(ColumnMap::into_maps).collect();
                Stored { columns: Vec::new(), names, zero: 0.0, clip: None, maps }
            }
        }
    }

    /// Returns the maps and names of the columns, or an error if they are invalid.
    pub fn checked(self) -> Result<(Vec<ColumnMap>, Vec<String>), ScalerError> {
        let Stored { columns, names, zero, clip, maps } = self;
        let affine =
            |map: StoredMap| ColumnMap::Affine(AffineMap { zero, clip, ..AffineMap::new(map.offset, map.scale) });
        let mut columns: Vec<ColumnMap> = columns.into_iter().map(affine).collect();
        for (column, mut maps) in (columns.len()..).zip(maps) {
            let map = match (maps.pop(), maps.is_empty()) {
                (Some(last), true) => last.into(),
                (Some(last), false) => {
                    maps.push(last);
                    ColumnMap::Chain(maps)
                }
                (None, _) => {
                    let (name, allowed) = ("the number of maps", "at least 1");
                    return Err(ScalerError::Damaged { name, column, found: 0.0, allowed });
                }
            };
            columns.push(map);
        }
        for (column, map) in columns.iter().enumerate() {
            if let Some((name, found, allowed)) = map.damage() {
                return Err(ScalerError::Damaged { name, column, found, allowed });
            }
        }
        if !names.is_empty() && names.len() != columns.len() {
            return Err(ScalerError::DamagedNames { names: names.len(), columns: columns.len() });
        }
        Ok((columns, names))
    }
}

#[cfg(test)]
mod tests {
    use super::super::maps::BoxCoxMap;
    use super::*;

    #[test]
    fn numbers_that_are_not_finite_are_refused() {
        let power = |lambda: f64| {
            let maps = vec![vec![ScalerMap::BoxCox(BoxCoxMap { lambda, center: 0.0 })]];
            Stored { columns: vec![], names: vec![], zero: 0.0, clip: None, maps }.checked()
        };
        assert!(power(0.5).is_ok() && power(f64::NAN).is_err() && power(f64::INFINITY).is_err());
        let affine = |offset: f64, zero: f64| {
            let columns = vec![StoredMap { offset, scale: 1.0 }];
            Stored { columns, names: vec![], zero, clip: None, maps: vec![] }.checked()
        };
        assert!(affine(1.0, 0.0).is_ok() && affine(f64::NAN, 0.0).is_err() && affine(1.0, f64::NAN).is_err());
    }
}
