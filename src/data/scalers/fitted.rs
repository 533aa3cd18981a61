//! A fitted scaler: an increasing map for each column.

use super::error::ScalerError;
use super::maps::{AffineMap, ColumnMap};
use super::stored::{AffineColumns, Stored};
use crate::data::statistics::extremes;
use serde::{Deserialize, Serialize};

/// A fitted scaler: an increasing map for each column, such as z = (x − offset) / scale.
///
/// Splitting windows fits one scaler for their inputs and one for their targets
/// ([`WindowPart::scaler`](crate::data::WindowPart::scaler)); [`Scaler::fit`](super::Scaler::fit) fits one directly. A fitted scaler
/// scales numbers, a [`Series`](crate::data::Series), a [`DynTensor`](crate::tensor::DynTensor) and, as a
/// [`TensorScaler`](super::TensorScaler), typed tensors. Serde serializes it; deserializing checks the numbers.
///
/// Since every map is increasing, scaling keeps quantiles: the inverse of a scaled quantile is the quantile in the original unit.
/// So the quantiles of a forecast are inverted like any value, and keep their order. This does not hold for means: under a map that
/// is not affine, the inverse of a mean is not the mean.
///
/// # Example
/// ```
/// use timeseriesml::{Standard, data::{FittedScaler, Scaler}};
/// let scaler = Standard.fit(&[&[1.0, 3.0]])?;
/// assert_eq!(scaler.transform(0, 3.0), 1.0);
/// assert_eq!(scaler.inverse_transform(0, 1.0), 3.0);
/// let stored = serde_json::to_string(&scaler)?;
/// assert_eq!(serde_json::from_str::<FittedScaler>(&stored)?, scaler);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct FittedScaler {
    // Invariant: no map is damaged, that is, `ColumnMap::damage` is `None` for each.
    columns: Vec<ColumnMap>,
    // Invariant: empty, or one name per column.
    names: Vec<String>,
}

impl From<FittedScaler> for Stored {
    fn from(scaler: FittedScaler) -> Self {
        Stored::new(scaler.columns, scaler.names)
    }
}

impl TryFrom<Stored> for FittedScaler {
    type Error = ScalerError;

    fn try_from(stored: Stored) -> Result<Self, ScalerError> {
        let (columns, names) = stored.checked()?;
        Ok(FittedScaler { columns, names })
    }
}

impl FittedScaler {
    /// Fits each column with `fit`, which gets the index of the column and its values: at least one, all finite.
    pub(super) fn by_column(
        columns: &[&[f64]],
        fit: impl Fn(usize, &[f64]) -> Result<ColumnMap, ScalerError>,
    ) -> Result<Self, ScalerError> {
        let fit_column = |(column, x): (usize, &&[f64])| {
            if let Some(row) = x.iter().position(|x| !x.is_finite()) {
                return Err(ScalerError::NotFinite { column, row, found: x[row] });
            }
            if x.is_empty() {
                return Err(ScalerError::NoValues { column });
            }
            fit(column, x)
        };
        let columns = columns.iter().enumerate().map(fit_column).collect::<Result<_, _>>()?;
        Ok(FittedScaler { columns, names: Vec::new() })
    }

    /// Fits an affine map to each column: `fit` returns offset and scale, or `None` to leave the column as it is. For a constant
    /// column the offset is its value, and the scale is 1.
    pub(super) fn per_column(
        columns: &[&[f64]],
        fit: impl Fn(&[f64]) -> Option<(f64, f64)>,
    ) -> Result<Self, ScalerError> {
        FittedScaler::by_column(columns, |column, x| {
            let (low, high) = extremes(x);
            let map = match fit(x) {
                None => AffineMap::IDENTITY,
                Some(_) if low == high => AffineMap::new(low, 1.0),
                Some((offset, scale)) if offset.is_finite() && scale.is_finite() => AffineMap::new(offset, scale),
                Some(_) => return Err(ScalerError::TooWide { column, low, high }),
            };
            Ok(ColumnMap::Affine(map))
        })
    }

    /// Changes the affine maps so that they scale the offset to `zero` and clip results to the range `clip`.
    pub(super) fn onto(mut self, zero: f64, clip: Option<(f64, f64)>) -> Self {
        for map in &mut self.columns {
            if let ColumnMap::Affine(map) = map {
                *map = AffineMap { zero, clip, ..*map };
            }
        }
        self
    }

    /// Concatenates the columns of several scalers into one scaler.
    pub(super) fn joined(scalers: Vec<FittedScaler>) -> Self {
        let (columns, names): (Vec<_>, Vec<_>) =
            scalers.into_iter().map(|scaler| (scaler.columns, scaler.names)).unzip();
        FittedScaler { columns: columns.concat(), names: names.concat() }
    }

    /// Returns this scaler followed by another one for the same number of columns.
    pub(super) fn then(self, next: FittedScaler) -> Self {
        let columns = self.columns.into_iter().zip(next.columns).map(|(first, second)| first.then(second)).collect();
        FittedScaler { columns, names: self.names }
    }

    /// Returns a scaler of the columns with these indices, in this order.
    pub(crate) fn selected(&self, columns: &[usize]) -> Self {
        let names = match self.names.is_empty() {
            true => Vec::new(),
            false => columns.iter().map(|&column| self.names[column].clone()).collect(),
        };
        FittedScaler { columns: columns.iter().map(|&column| self.columns[column].clone()).collect(), names }
    }

    pub(crate) fn unclipped(self) -> Self {
        FittedScaler { columns: self.columns.into_iter().map(ColumnMap::unclipped).collect(), ..self }
    }

    pub(super) fn named<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        FittedScaler { names: names.into_iter().map(N::into).collect(), ..self }
    }

    /// Returns the number of columns that the scaler was fitted to.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// Returns the names of the columns; empty if the scaler was fitted to columns without names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Scales a value of a column. NaN stays NaN, and no other value becomes NaN.
    ///
    /// For a value outside their domain, such as a negative number, [`Log`](super::Log) and [`BoxCox`](super::BoxCox) return the
    /// limit at the end of the domain, which may be −∞. In [`try_transform`](Self::try_transform), windows, series and tensors,
    /// such a value is an error.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn transform(&self, column: usize, x: f64) -> f64 {
        self.columns[column].transform(x)
    }

    /// Scales a value of a column, or returns an error if it is outside the scaler's domain.
    ///
    /// # Errors
    /// [`ScalerError::OutsideDomain`] if the value is outside the domain of the logarithm or of Box-Cox.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn try_transform(&self, column: usize, x: f64) -> Result<f64, ScalerError> {
        self.columns[column].try_transform(column, None, x).map_err(|error| error.with_names(&self.names))
    }

    /// Same as [`try_transform`](Self::try_transform), but the error names the row.
    pub(super) fn try_transform_row(&self, column: usize, row: usize, x: f64) -> Result<f64, ScalerError> {
        self.columns[column].try_transform(column, Some(row), x).map_err(|error| error.with_names(&self.names))
    }

    /// Returns an error for the first value of a column that is outside the scaler's domain.
    pub(crate) fn check_values(&self, column: usize, values: &[f64]) -> Result<(), ScalerError> {
        if self.columns[column].has_domain() {
            for (row, &x) in values.iter().enumerate() {
                self.try_transform_row(column, row, x)?;
            }
        }
        Ok(())
    }

    /// Converts a scaled value of a column back to the column's unit. A clipped value stays clipped.
    ///
    /// The inverse of a logarithm, a power or a quantile table is finite for every number. If a number is outside the range of the
    /// map, its inverse is the end of the domain: −shift for [`Log`](super::Log), 0 for [`BoxCox`](super::BoxCox), the smallest or
    /// largest value of the training rows for [`QuantileTransform`](super::QuantileTransform), and the largest `f64` for an unbounded
    /// domain. NaN stays NaN.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn inverse_transform(&self, column: usize, z: f64) -> f64 {
        self.columns[column].inverse(z)
    }

    /// Returns the value whose scaled value exceeds the scaled value of `last` by `z`.
    pub(crate) fn inverse_transform_from(&self, column: usize, last: f64, z: f64) -> f64 {
        match &self.columns[column] {
            ColumnMap::Affine(map) => last + z * map.scale,
            map => map.inverse(map.transform(last) + z),
        }
    }

    /// Returns the value of a column that is scaled to zero (or to the lower end of a min-max range). Depending on the scaler, this
    /// is the mean, the minimum or the median, or for `Log::new().then(Standard)` the geometric mean.
    ///
    /// # Panics
    /// If there is no such column.
    #[doc(alias = "mean_")]
    #[doc(alias = "center_")]
    #[track_caller]
    pub fn offset(&self, column: usize) -> f64 {
        match &self.columns[column] {
            ColumnMap::Affine(map) => map.offset,
            map => map.inverse(map.zero()),
        }
    }

    /// Returns the size of one scaled unit in the column's unit. The size is above 0. For a column whose values were all equal,
    /// it is 1, except with [`MaxAbs`](super::MaxAbs).
    ///
    /// Under a map that is not affine ([`is_affine`](Self::is_affine)), the size varies with the value. The result is then the slope
    /// of the inverse at the [`offset`](Self::offset), which is 0 where a quantile table is flat.
    ///
    /// # Panics
    /// If there is no such column.
    #[doc(alias = "scale_")]
    #[track_caller]
    pub fn scale(&self, column: usize) -> f64 {
        let map = &self.columns[column];
        map.inverse_slope(map.zero())
    }

    /// Returns whether a column is scaled by z = (x − offset) / scale, clipped or not, rather than by a logarithm, power or quantile
    /// table.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn is_affine(&self, column: usize) -> bool {
        self.columns[column].is_affine()
    }

    /// Returns the λ of the column's [`BoxCox`](super::BoxCox) or [`YeoJohnson`](super::YeoJohnson); `None` if the column has
    /// neither, or if its values were all equal.
    ///
    /// # Panics
    /// If there is no such column.
    #[doc(alias = "lambdas_")]
    #[track_caller]
    pub fn lambda(&self, column: usize) -> Option<f64> {
        self.columns[column].lambda()
    }

    /// Returns the maps of all columns, if all are affine with the same `zero` and `clip`.
    pub(super) fn affine_columns(&self) -> Option<AffineColumns> {
        AffineColumns::of(&self.columns)
    }

    /// The derivative of [`transform`](Self::transform).
    pub(super) fn slope(&self, column: usize, x: f64) -> f64 {
        self.columns[column].slope(x)
    }

    /// The derivative of [`inverse_transform`](Self::inverse_transform).
    pub(super) fn inverse_slope(&self, column: usize, z: f64) -> f64 {
        self.columns[column].inverse_slope(z)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        AnyScaler, BoxCox, Log, MinMax, NoScaler, PerColumn, QuantileTransform, Robust, Scaler, Standard, YeoJohnson,
    };
    use super::*;

    fn rules() -> [AnyScaler; 3] {
        [Standard.into(), MinMax.into(), Robust.into()]
    }

    #[test]
    fn a_constant_column_has_the_scale_one_and_is_scaled_to_zero() {
        for value in [14.62, 0.1, 0.0, -1e-310, 1e300, f64::MAX] {
            for rule in rules() {
                for rows in [1, 3, 1000] {
                    let scaler = rule.fit(&[&vec![value; rows]]).unwrap();
                    assert_eq!((scaler.scale(0), scaler.offset(0)), (1.0, value), "{rows} rows of {value}");
                    assert_eq!(scaler.transform(0, value), 0.0);
                    assert_eq!(scaler.inverse_transform(0, 0.0), value);
                }
            }
        }
        // Zeros of both signs are equal, so the column is constant.
        assert_eq!(Standard.fit(&[&[0.0, -0.0]]).unwrap().scale(0), 1.0);
    }

    #[test]
    fn columns_that_vary_by_little_are_scaled() {
        let columns: [&dyn Fn(usize) -> f64; 3] =
            [&|i| 14.62 + 1e-12 * (i % 7) as f64, &|i| 1e6 + 1e-6 * (i % 7) as f64, &|i| {
                if i == 500 { f64::from_bits(14.62_f64.to_bits() + 1) } else { 14.62 }
            }];
        for (number, column) in columns.into_iter().enumerate() {
            let x: Vec<f64> = (0..1000).map(column).collect();
            let (low, high) = extremes(&x);
            for rule in rules() {
                let scaler = rule.fit(&[&x]).unwrap();
                // One value in a thousand does not move a quartile, so both quartiles are equal.
                let same_quartiles = rule == Robust.into() && number == 2;
                assert_eq!(scaler.scale(0) > high - low, same_quartiles, "column {number}, rule {rule:?}: {scaler:?}");
                assert_eq!(scaler.scale(0) == 1.0, same_quartiles);
            }
        }
    }

    #[test]
    fn values_at_the_ends_of_the_range_of_floats_are_scaled_and_come_back() {
        let tiny = f64::from_bits(3);
        let columns: [&[f64]; 5] =
            [&[1e200, 3e200], &[-1.7e308, 0.0, 0.05e308], &[1e-200, 3e-200], &[0.0, tiny], &[1e-310, 2e-310]];
        for rule in rules() {
            for x in columns {
                let scaler = rule.fit(&[x]).unwrap();
                for &x in x {
                    let z = scaler.transform(0, x);
                    assert!(z.abs() < 10.0, "{x} became {z}");
                    let back = scaler.inverse_transform(0, z);
                    assert!((back / 2.0 - x / 2.0).abs() <= 1e-15 * x.abs() + tiny, "{x} came back as {back}");
                }
            }
        }
        // The sum of offset and scale overflows, but no scaled value does.
        let scaler = Standard.fit(&[&[-1.7e308, 1.7e308]]).unwrap();
        assert_eq!([-1.7e308, 0.0, 1.7e308].map(|x| scaler.transform(0, x)), [-1.0, 0.0, 1.0]);
        let scaler = Standard.fit(&[&[-1.7e308, -1.0e308]]).unwrap();
        let z = scaler.transform(0, 1.7e308);
        assert!((z - 3.05 / 0.35).abs() < 1e-14 && (scaler.inverse_transform(0, z) / 1.7e308 - 1.0).abs() < 1e-14);
    }

    #[test]
    fn columns_that_cannot_be_scaled_are_refused() {
        for rule in rules() {
            let error = |column: &[f64]| rule.fit(&[&[1.0], column]).unwrap_err();
            assert_eq!(error(&[]), ScalerError::NoValues { column: 1 });
            let message = error(&[1.0, f64::NAN]).to_string();
            assert!(message.starts_with("scaler: column 1, row 1: found NaN, expected a finite number"), "{message}");
        }
        let message = MinMax.fit(&[&[-1.7e308, 1.7e308]]).unwrap_err().to_string();
        let expected = "scaler: column 0 ranges from -1.7e308 to 1.7e308, which is too wide for 64-bit floats; choose another unit";
        assert_eq!(message, expected);
        assert_eq!(NoScaler.fit(&[]).unwrap().columns(), 0);
    }

    #[test]
    fn a_stored_scaler_is_checked() {
        let stored = |columns: &str, names: &str, clip: &str| {
            let text = format!(r#"{{"columns":{columns},"names":{names},"zero":0.0,"clip":{clip}}}"#);
            serde_json::from_str::<FittedScaler>(&text).map_err(|error| error.to_string())
        };
        let right = stored(r#"[{"offset":1.0,"scale":2.0}]"#, r#"["a"]"#, "[0.0,1.0]").unwrap();
        assert_eq!(right.transform(0, 9.0), 1.0);
        let wrong = [
            (
                r#"[{"offset":1.0,"scale":0.0}]"#,
                "[]",
                "null",
                "the scale of column 0 is 0, but it must be finite and above 0",
            ),
            (r#"[{"offset":1.0,"scale":-2.0}]"#, "[]", "null", "the scale of column 0 is -2"),
            (r#"[{"offset":null,"scale":1.0}]"#, "[]", "null", "invalid type: null"),
            (r#"[{"offset":1.0,"scale":1.0}]"#, r#"["a","b"]"#, "null", "it has 2 names for 1 columns"),
            (r#"[{"offset":1.0,"scale":1.0}]"#, "[]", "[1.0,0.0]", "the upper end of the range of column 0 is 0"),
        ];
        for (columns, names, clip, expected) in wrong {
            let message = stored(columns, names, clip).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
    }

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
            // `serde_json` may be off in the last digit.
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
    }
}
