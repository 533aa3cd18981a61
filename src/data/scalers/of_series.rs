//! Scales whole series and inverts the scaling.

use super::error::ScalerError;
use super::fitted::FittedScaler;
use crate::data::{AsSeries, DataError, Series};

impl FittedScaler {
    /// Scales the columns of a series; times and names stay the same.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Series, Standard, data::Scaler};
    /// let time = vec!["2020-01-01T00:00".parse()?, "2020-01-01T01:00".parse()?];
    /// let oven = Series::new("oven", time, vec![("celsius".to_owned(), vec![180.0, 182.0])])?;
    /// let scaler = Standard.fit_series(&oven)?;
    /// let scaled = scaler.transform_series(&oven)?;
    /// assert_eq!(scaled.column("celsius"), Some(&[-1.0, 1.0][..]));
    /// assert_eq!(scaler.inverse_transform_series(&scaled)?, oven);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// Wrapped in [`DataError::NotScaled`]: [`ScalerError::OtherColumns`] or [`ScalerError::ColumnCount`] if the scaler was
    /// fitted to different columns, [`ScalerError::OutsideDomain`] for a value outside the domain of a logarithm or power.
    /// [`DataError::NotFinite`] if a scaled value overflows `f64`.
    pub fn transform_series(&self, series: &impl AsSeries) -> Result<Series, DataError> {
        self.map_series(series.as_series(), FittedScaler::try_transform_row)
    }

    /// Converts a scaled series back to the units of its columns: the inverse of [`transform_series`](Self::transform_series).
    ///
    /// # Errors
    /// The errors of [`transform_series`](Self::transform_series).
    pub fn inverse_transform_series(&self, series: &impl AsSeries) -> Result<Series, DataError> {
        self.map_series(series.as_series(), |scaler, column, _, z| Ok(scaler.inverse_transform(column, z)))
    }

    /// Replaces every value by the result of `map`, which gets the scaler, the column, the row and the value.
    fn map_series(
        &self,
        series: &Series,
        map: impl Fn(&Self, usize, usize, f64) -> Result<f64, ScalerError>,
    ) -> Result<Series, DataError> {
        self.check_columns(series)?;
        let columns = series.column_names().enumerate().map(|(column, name)| {
            let values = series.column(name).unwrap_or_default().iter().enumerate();
            let values = values.map(|(row, &x)| map(self, column, row, x)).collect::<Result<_, _>>()?;
            Ok::<_, ScalerError>((name.to_owned(), values))
        });
        let columns = columns.collect::<Result<_, _>>()?;
        Series::new(series.name(), series.time().to_vec(), columns)
    }

    fn check_columns(&self, series: &Series) -> Result<(), ScalerError> {
        self.check_names(series.name(), series.column_names())
    }

    /// Requires a series to have the column names that the scaler was fitted to or, if the scaler has no names, the same number
    /// of columns.
    pub(crate) fn check_names<'a>(
        &self,
        series: &str,
        found: impl Iterator<Item = &'a str>,
    ) -> Result<(), ScalerError> {
        let found: Vec<String> = found.map(String::from).collect();
        match self.names() {
            names if !names.is_empty() && names != found => {
                let (series, expected) = (series.to_owned(), names.to_vec());
                Err(ScalerError::OtherColumns { series, expected, found })
            }
            _ => self.check_count(found.len()),
        }
    }

    pub(crate) fn check_count(&self, expected: usize) -> Result<(), ScalerError> {
        match self.columns() {
            found if found == expected => Ok(()),
            found => Err(ScalerError::ColumnCount { expected, found }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MinMax, Scaler};
    use super::*;

    fn series(names: [&str; 2]) -> Series {
        let time = (1..=3).map(|day| jiff::civil::date(2020, 1, day).at(0, 0, 0, 0)).collect();
        let columns = [vec![1.0, 2.0, 5.0], vec![-1.0, 0.0, 1e300]];
        Series::new("s", time, names.map(String::from).into_iter().zip(columns).collect()).unwrap()
    }

    #[test]
    fn columns_are_compared_by_name_or_by_count() {
        let scaler = MinMax.fit_series(&series(["a", "b"])).unwrap();
        let message = scaler.transform_series(&series(["b", "a"])).unwrap_err().to_string();
        let expected = "scaler: fitted to the columns a, b, but the series \"s\" has b, a; give it the same columns in \
                        the same order";
        assert_eq!(message, expected);
        let unnamed = MinMax.fit(&[&[0.0, 1.0]]).unwrap();
        let message = unnamed.transform_series(&series(["a", "b"])).unwrap_err().to_string();
        assert!(message.starts_with("scaler: it was fitted to 1 columns, but 2 are needed"), "{message}");
    }

    #[test]
    fn a_scaled_value_that_overflows_is_an_error() {
        let scaler = MinMax.fit(&[&[0.0, 1.0], &[0.0, 1e-300]]).unwrap();
        let message = scaler.transform_series(&series(["a", "b"])).unwrap_err().to_string();
        assert!(message.starts_with("series \"s\", row 2, column \"b\": found \"inf\""), "{message}");
    }
}
