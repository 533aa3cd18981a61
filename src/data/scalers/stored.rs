//! A fitted scaler as serde has it, and the check of what it reads.

use super::error::ScalerError;
use super::fitted::{AffineColumns, FittedScaler};
use super::maps::{AffineMap, ColumnMap, ScalerMap};
use serde::{Deserialize, Serialize};

/// What is stored. Columns that all have one affine map, with one range, are in `columns`, as the first versions of this library stored
/// them; other scalers are in `maps`, and `columns` is empty.
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

impl From<FittedScaler> for Stored {
    fn from(scaler: FittedScaler) -> Self {
        let affine = scaler.affine_columns();
        let (columns, names) = scaler.into_parts();
        match affine {
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
}

impl TryFrom<Stored> for FittedScaler {
    type Error = ScalerError;

    fn try_from(stored: Stored) -> Result<Self, ScalerError> {
        let Stored { columns, names, zero, clip, maps } = stored;
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
        Ok(FittedScaler::from_parts(columns, names))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BoxCox, Log, MinMax, NoScaler, PerColumn, QuantileTransform, Scaler, Standard, YeoJohnson};
    use super::*;

    fn read(text: &str) -> Result<FittedScaler, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn every_scaler_is_read_as_it_was_written() {
        let x = [1.0, 2.0, 4.0, 9.0, 30.0];
        let fitted = [
            NoScaler.fit(&[]),
            Standard.fit(&[&x]),
            MinMax.range(-1.0, 1.0).clip(true).fit(&[&x]),
            Log::new().shift(0.5).then(MinMax.range(2.0, 3.0).clip(true)).fit(&[&x]),
            BoxCox::new().fit(&[&x]),
            YeoJohnson::new().standardize(false).fit(&[&x]),
            QuantileTransform::new().normal().fit(&[&x]),
            PerColumn::new(Standard).column("b", MinMax.range(1.0, 2.0)).fit_named(&["a", "b"], &[&x, &x]),
        ];
        for fitted in fitted {
            let fitted = fitted.unwrap();
            let text = serde_json::to_string(&fitted).unwrap();
            // `serde_json` reads numbers to the last digit but one.
            let again = serde_json::to_string(&read(&text).unwrap()).unwrap();
            assert_eq!(again.len(), text.len(), "{text}");
            if fitted.columns() > 0 {
                let (read, z) = (read(&text).unwrap(), fitted.transform(0, 3.0));
                assert!((read.transform(0, 3.0) - z).abs() <= 1e-13 && read.names() == fitted.names(), "{text}");
            }
        }
    }

    #[test]
    fn scalers_of_the_first_versions_are_read() {
        let text = r#"{"columns":[{"offset":1.0,"scale":2.0}],"names":["a"],"zero":-1.0,"clip":[-1.0,1.0]}"#;
        let scaler = read(text).unwrap();
        assert_eq!([1.0, 2.0, 99.0].map(|x| scaler.transform(0, x)), [-1.0, -0.5, 1.0]);
    }

    #[test]
    fn damaged_maps_are_refused() {
        let wrong = [
            ("[]", "the number of maps of column 0 is 0, but it must be at least 1"),
            (r#"[{"log":{"shift":null}}]"#, "invalid type: null"),
            (r#"[{"log":{"shift":0.0,"base":2}}]"#, "unknown field `base`"),
            (r#"[{"square":{}}]"#, "unknown variant `square`"),
            (r#"[{"affine":{"offset":0.0,"scale":-1.0,"zero":0.0,"clip":null}}]"#, "the scale of column 0 is -1"),
            (
                r#"[{"log":{"shift":0.0}},{"affine":{"offset":0.0,"scale":1.0,"zero":0.0,"clip":[1.0,0.0]}}]"#,
                "the upper end",
            ),
            (r#"[{"quantiles":{"quantiles":[],"normal":false}}]"#, "the number of quantiles of column 0 is 0"),
            (
                r#"[{"quantiles":{"quantiles":[1.0,0.5],"normal":false}}]"#,
                "a quantile of column 0 is 0.5, but it must be at least",
            ),
        ];
        for (maps, expected) in wrong {
            let text = format!(r#"{{"columns":[],"names":[],"zero":0.0,"clip":null,"maps":[{maps}]}}"#);
            let message = read(&text).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
        let power = |lambda: f64| {
            let maps = vec![vec![ScalerMap::BoxCox(super::super::maps::BoxCoxMap { lambda, center: 0.0 })]];
            FittedScaler::try_from(Stored { columns: vec![], names: vec![], zero: 0.0, clip: None, maps })
        };
        assert!(power(0.5).is_ok() && power(f64::NAN).is_err() && power(f64::INFINITY).is_err());
        let offset = vec![StoredMap { offset: f64::NAN, scale: 1.0 }];
        let stored = Stored { columns: offset, names: vec![], zero: 0.0, clip: None, maps: vec![] };
        assert!(FittedScaler::try_from(stored).is_err());
    }
}
