//! Scalers: an affine map per column, fitted on the training rows by a split.
//!
//! z = (x − offset) / scale. A column without deviation has the scale 1; the rounding of the mean can leave a constant
//! column a tiny one. Sources: `sklearn.preprocessing.StandardScaler`
//! (population standard deviation), `MinMaxScaler`.

/// A rule that is fitted to the columns of a training part.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scaler",
    label = "expected `Standard`, `MinMax` or `NoScaler`",
    note = "the split fits the scaler on the training rows: `WindowDataset::<24, 6, 5>::builder(&candles).scaler(Standard)`"
)]
pub trait Scaler {
    /// The map for these columns.
    fn fit(&self, columns: &[&[f64]]) -> FittedScaler;
}

/// To mean 0 and standard deviation 1.
#[doc(alias = "StandardScaler")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Standard;

/// To the range 0 to 1.
#[doc(alias = "MinMaxScaler")]
#[derive(Clone, Copy, Debug, Default)]
pub struct MinMax;

/// Values stay as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoScaler;

#[diagnostic::do_not_recommend]
impl Scaler for Standard {
    fn fit(&self, columns: &[&[f64]]) -> FittedScaler {
        FittedScaler::per_column(columns, |x| {
            let n = x.len() as f64;
            let mean = x.iter().sum::<f64>() / n;
            (mean, (x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt())
        })
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for MinMax {
    fn fit(&self, columns: &[&[f64]]) -> FittedScaler {
        FittedScaler::per_column(columns, |x| {
            let (low, high) = x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
            (low, high - low)
        })
    }
}

#[diagnostic::do_not_recommend]
impl Scaler for NoScaler {
    fn fit(&self, columns: &[&[f64]]) -> FittedScaler {
        FittedScaler { columns: vec![(0.0, 1.0); columns.len()] }
    }
}

/// An affine map per column.
///
/// # Example
/// ```
/// use timeseriesml::{Standard, data::Scaler};
/// let scaler = Standard.fit(&[&[1.0, 3.0]]);
/// assert_eq!(scaler.transform(0, 3.0), 1.0);
/// assert_eq!(scaler.inverse_transform(0, 1.0), 3.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FittedScaler {
    columns: Vec<(f64, f64)>,
}

impl FittedScaler {
    fn per_column(columns: &[&[f64]], fit: impl Fn(&[f64]) -> (f64, f64)) -> Self {
        let usable = |scale: f64| if scale > 0.0 && scale.is_finite() { scale } else { 1.0 };
        let columns = columns.iter().map(|x| if x.is_empty() { (0.0, 1.0) } else { fit(x) });
        FittedScaler { columns: columns.map(|(offset, scale)| (offset, usable(scale))).collect() }
    }

    /// A value of a column, scaled.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn transform(&self, column: usize, x: f64) -> f64 {
        let (offset, scale) = self.columns[column];
        (x - offset) / scale
    }

    /// A scaled value of a column, in the column's unit.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn inverse_transform(&self, column: usize, z: f64) -> f64 {
        let (offset, scale) = self.columns[column];
        z * scale + offset
    }

    /// How many units of the column one scaled unit is.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn scale(&self, column: usize) -> f64 {
        self.columns[column].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_does_not_vary_stays_finite() {
        for scaler in [Standard.fit(&[&[5.0; 4]]), MinMax.fit(&[&[5.0; 4]])] {
            assert_eq!(scaler.transform(0, 5.0), 0.0);
            assert_eq!(scaler.inverse_transform(0, 0.0), 5.0);
        }
    }

    #[test]
    fn min_max_maps_the_ends_to_zero_and_one() {
        let scaler = MinMax.fit(&[&[2.0, 10.0, 4.0]]);
        assert_eq!([2.0, 10.0, 4.0].map(|x| scaler.transform(0, x)), [0.0, 1.0, 0.25]);
    }
}
