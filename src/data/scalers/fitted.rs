//! What a fit gives: one affine map per column.

use super::error::ScalerError;
use super::statistics::extremes;
use serde::{Deserialize, Serialize};

/// A scaler that was fitted: z = (x − offset) / scale for each column.
///
/// A split fits one for the inputs of windows and one for their targets ([`WindowPart::scaler`](crate::data::WindowPart::scaler)); a
/// [`Scaler`](super::Scaler) fits one by hand. It scales numbers, a [`Series`](crate::data::Series), and tensors: a
/// [`DynTensor`](crate::tensor::DynTensor) by itself, a typed one as [`TensorScaler`](super::TensorScaler). Serde stores it; what it reads
/// is checked.
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
#[serde(try_from = "Stored")]
pub struct FittedScaler {
    // Invariant: offsets are finite, scales finite and above 0.
    columns: Vec<AffineMap>,
    // Invariant: none, or one per column.
    names: Vec<String>,
    // Invariant: finite.
    zero: f64,
    // Invariant: finite, the first end below the second.
    clip: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AffineMap {
    offset: f64,
    scale: f64,
}

/// A fitted scaler as it is read, before its invariants are checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    columns: Vec<AffineMap>,
    names: Vec<String>,
    zero: f64,
    clip: Option<(f64, f64)>,
}

impl TryFrom<Stored> for FittedScaler {
    type Error = ScalerError;

    fn try_from(stored: Stored) -> Result<Self, ScalerError> {
        let Stored { columns, names, zero, clip } = stored;
        let damaged = |name, column, found, allowed| Err(ScalerError::Damaged { name, column, found, allowed });
        for (column, map) in columns.iter().enumerate() {
            if !map.offset.is_finite() {
                return damaged("the offset", column, map.offset, "finite");
            }
            // A NaN is not above zero.
            if !(map.scale > 0.0 && map.scale.is_finite()) {
                return damaged("the scale", column, map.scale, "finite and above 0");
            }
        }
        if !zero.is_finite() {
            return damaged("the lower end of the range", 0, zero, "finite");
        }
        if let Some((low, high)) = clip
            && !(low < high && low.is_finite() && high.is_finite())
        {
            return damaged("the upper end of the range", 0, high, "finite and above the lower end");
        }
        if !names.is_empty() && names.len() != columns.len() {
            return Err(ScalerError::DamagedNames { names: names.len(), columns: columns.len() });
        }
        Ok(FittedScaler { columns, names, zero, clip })
    }
}

impl FittedScaler {
    /// Fits each column: `fit` gives offset and scale of one that varies, or `None` to leave it as it is. Columns that do not vary have
    /// their value as offset and the scale 1.
    pub(super) fn per_column(
        columns: &[&[f64]],
        fit: impl Fn(&[f64]) -> Option<(f64, f64)>,
    ) -> Result<Self, ScalerError> {
        let fit_column = |(column, x): (usize, &&[f64])| {
            if let Some(row) = x.iter().position(|x| !x.is_finite()) {
                return Err(ScalerError::NotFinite { column, row, found: x[row] });
            }
            if x.is_empty() {
                return Err(ScalerError::NoValues { column });
            }
            let (low, high) = extremes(x);
            match fit(x) {
                None => Ok(AffineMap { offset: 0.0, scale: 1.0 }),
                Some(_) if low == high => Ok(AffineMap { offset: low, scale: 1.0 }),
                Some((offset, scale)) if offset.is_finite() && scale.is_finite() => Ok(AffineMap { offset, scale }),
                Some(_) => Err(ScalerError::TooWide { column, low, high }),
            }
        };
        let columns = columns.iter().enumerate().map(fit_column).collect::<Result<_, _>>()?;
        Ok(FittedScaler { columns, names: Vec::new(), zero: 0.0, clip: None })
    }

    /// With `zero` as what an offset is scaled to, and results clipped to a range.
    pub(super) fn onto(self, zero: f64, clip: Option<(f64, f64)>) -> Self {
        FittedScaler { zero, clip, ..self }
    }

    pub(crate) fn unclipped(self) -> Self {
        FittedScaler { clip: None, ..self }
    }

    pub(crate) fn named<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        FittedScaler { names: names.into_iter().map(N::into).collect(), ..self }
    }

    /// How many columns the scaler was fitted to.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The names of the columns, or nothing if the scaler was fitted to columns without names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A value of a column, scaled.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn transform(&self, column: usize, x: f64) -> f64 {
        let AffineMap { offset, scale } = self.columns[column];
        // Beyond f64::MAX the difference of the halves is taken: finite values have finite differences then.
        let z = match x - offset {
            difference if difference.is_finite() => difference / scale,
            _ => (x / 2.0 - offset / 2.0) / (scale / 2.0),
        };
        let z = z + self.zero;
        match self.clip {
            Some((low, high)) => z.clamp(low, high),
            None => z,
        }
    }

    /// A scaled value of a column, in the column's unit. What was clipped stays clipped.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn inverse_transform(&self, column: usize, z: f64) -> f64 {
        let AffineMap { offset, scale } = self.columns[column];
        let z = z - self.zero;
        match z * scale {
            x if x.is_finite() => x + offset,
            _ => (z * (scale / 2.0) + offset / 2.0) * 2.0,
        }
    }

    /// What a column has at its zero: the mean, the minimum or the median, depending on the scaler.
    ///
    /// # Panics
    /// If there is no such column.
    #[doc(alias = "mean_")]
    #[doc(alias = "center_")]
    #[track_caller]
    pub fn offset(&self, column: usize) -> f64 {
        self.columns[column].offset
    }

    /// How many units of the column one scaled unit is. Above 0, and 1 for a column whose values were all equal.
    ///
    /// # Panics
    /// If there is no such column.
    #[doc(alias = "scale_")]
    #[track_caller]
    pub fn scale(&self, column: usize) -> f64 {
        self.columns[column].scale
    }

    /// What offsets are scaled to: 0, or the lower end of the range.
    pub(super) fn zero(&self) -> f64 {
        self.zero
    }

    pub(super) fn clipped_to(&self) -> Option<(f64, f64)> {
        self.clip
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AnyScaler, MinMax, NoScaler, Robust, Scaler, Standard};
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
        // Zeros of both signs are equal.
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
                // One value in a thousand moves no quartile.
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
        // The sum of offset and scale is beyond the floats, the values are not.
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
        let expected =
            "scaler: column 0 runs from -1.7e308 to 1.7e308, which is too wide for 64-bit floats; choose another unit";
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
        let stored =
            Stored { columns: vec![AffineMap { offset: f64::NAN, scale: 1.0 }], names: vec![], zero: 0.0, clip: None };
        assert!(FittedScaler::try_from(stored).is_err());
    }
}
