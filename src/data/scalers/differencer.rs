//! Differences of a series. Forecast differences can be converted back to levels, the values of the series itself.

use super::error::ScalerError;
use crate::data::{AsSeries, DataError, Series};
use serde::{Deserialize, Serialize};

/// Subtracts from each value the value `lag` rows earlier. A lag of 1 removes a trend; a lag of one season removes the
/// seasonality.
///
/// This is not a [`Scaler`](super::Scaler), because it shortens the series by `lag` rows, and its inverse needs the last values
/// before the first difference. [`fit_series`](Differencer::fit_series) stores the last rows of a series; the resulting
/// [`FittedDifferencer`] converts forecast differences of the following rows to levels.
///
/// # Example
/// ```
/// use timeseriesml::data::Differencer;
/// let sales = [10.0, 20.0, 13.0, 24.0];
/// let differencer = Differencer::new().lag(2);
/// assert_eq!(differencer.transform(&sales), [3.0, 4.0]);
/// // Two forecast differences, which follow the last two values.
/// assert_eq!(differencer.inverse_transform(&sales, &[5.0, 6.0])?, [18.0, 30.0]);
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
/// # Source
/// `pandas.DataFrame.diff(periods)`, but without the first rows, which have no difference.
#[doc(alias = "diff")]
#[doc(alias = "Diff")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Differencer {
    lag: usize,
}

impl Default for Differencer {
    fn default() -> Self {
        Differencer { lag: 1 }
    }
}

impl Differencer {
    /// Makes a differencer with a lag of 1, that is, for differences from the previous row.
    pub fn new() -> Self {
        Differencer::default()
    }

    /// Sets the lag: the value `lag` rows earlier is subtracted from each value. It must be at least 1.
    #[doc(alias = "periods")]
    #[must_use]
    pub fn lag(self, lag: usize) -> Self {
        Differencer { lag }
    }

    /// Returns the differences of the values. There are `lag` fewer differences than values.
    pub fn transform(&self, values: &[f64]) -> Vec<f64> {
        let later = values.get(self.lag..).unwrap_or_default();
        later.iter().zip(values).map(|(x, before)| x - before).collect()
    }

    /// Returns the levels that follow the values `last`, given their differences: the inverse of [`transform`](Self::transform).
    /// It uses the last `lag` values of `last`.
    ///
    /// # Errors
    /// [`ScalerError::LagOfZero`], and [`ScalerError::TooFewForLag`] if `last` has fewer than `lag` values.
    #[doc(alias = "cumsum")]
    pub fn inverse_transform(&self, last: &[f64], differences: &[f64]) -> Result<Vec<f64>, ScalerError> {
        let Differencer { lag } = *self;
        self.check(last.len())?;
        let mut levels = Vec::with_capacity(lag + differences.len());
        levels.extend_from_slice(&last[last.len() - lag..]);
        for (row, difference) in differences.iter().enumerate() {
            levels.push(levels[row] + difference);
        }
        Ok(levels.split_off(lag))
    }

    fn check(&self, rows: usize) -> Result<(), ScalerError> {
        match self.lag {
            0 => Err(ScalerError::LagOfZero),
            lag if rows < lag => Err(ScalerError::TooFewForLag { lag, rows }),
            _ => Ok(()),
        }
    }

    /// Stores the last `lag` rows of a series.
    ///
    /// # Errors
    /// [`ScalerError::LagOfZero`], and [`ScalerError::TooFewForLag`] if the series has fewer than `lag` rows.
    pub fn fit_series(&self, series: &impl AsSeries) -> Result<FittedDifferencer, ScalerError> {
        let series = series.as_series();
        self.check(series.len())?;
        let last = |name: &str| {
            let values = series.column(name).unwrap_or_default();
            values[values.len() - self.lag..].to_vec()
        };
        let names: Vec<String> = series.column_names().map(String::from).collect();
        let last = names.iter().map(|name| last(name)).collect();
        Ok(FittedDifferencer { lag: self.lag, names, last })
    }
}

/// A [`Differencer`] with the last rows of the series that it was fitted to. Serde serializes it; deserializing checks the numbers.
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, data::{AsSeries, Differencer}};
/// let candles = SyntheticCandles::new(100).generate();
/// let series = candles.as_series();
/// let differencer = Differencer::new().fit_series(&series.rows(..80)?)?;
/// let differences = differencer.transform_series(series)?; // 99 rows: the first has no row before it
/// // Differences after the 80 rows, such as a forecast, become levels again.
/// let levels = differencer.inverse_transform_series(&differences.rows(79..)?)?;
/// assert_eq!(levels.time(), series.rows(80..)?.time());
/// let error = levels.column("close").unwrap()[19] - series.column("close").unwrap()[99];
/// assert!(error.abs() < 1e-9);
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct FittedDifferencer {
    // Invariant: at least 1.
    lag: usize,
    names: Vec<String>,
    // Invariant: one list for each name, of `lag` finite values.
    last: Vec<Vec<f64>>,
}

/// A fitted differencer as deserialized, before its invariants are checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    lag: usize,
    names: Vec<String>,
    last: Vec<Vec<f64>>,
}

impl TryFrom<Stored> for FittedDifferencer {
    type Error = ScalerError;

    fn try_from(stored: Stored) -> Result<Self, ScalerError> {
        let Stored { lag, names, last } = stored;
        if lag == 0 {
            return Err(ScalerError::LagOfZero);
        }
        if names.len() != last.len() {
            return Err(ScalerError::DamagedNames { names: names.len(), columns: last.len() });
        }
        for (column, last) in last.iter().enumerate() {
            if last.len() != lag {
                let (name, found) = ("the number of last values", last.len() as f64);
                return Err(ScalerError::Damaged { name, column, found, allowed: "the lag" });
            }
            if let Some(&found) = last.iter().find(|last| !last.is_finite()) {
                return Err(ScalerError::Damaged { name: "a last value", column, found, allowed: "finite" });
            }
        }
        Ok(FittedDifferencer { lag, names, last })
    }
}

impl FittedDifferencer {
    fn rule(&self) -> Differencer {
        Differencer { lag: self.lag }
    }

    /// Returns the names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the differences of each column of a series. The first is at the time of row `lag`.
    ///
    /// # Errors
    /// [`ScalerError::OtherColumns`] if the columns differ from the fitted ones, [`ScalerError::TooFewForLag`] if there are fewer than
    /// `lag` rows, both as [`DataError::NotScaled`]; [`DataError::NotFinite`] if a difference overflows `f64`.
    pub fn transform_series(&self, series: &impl AsSeries) -> Result<Series, DataError> {
        let series = series.as_series();
        self.check_columns(series)?;
        self.rule().check(series.len())?;
        let columns = series.column_names().map(|name| {
            let values = series.column(name).unwrap_or_default();
            (name.to_owned(), self.rule().transform(values))
        });
        Series::new(series.name(), series.time()[self.lag..].to_vec(), columns.collect())
    }

    /// Converts differences of all columns to levels at the same times. The differences must follow the fitted rows.
    ///
    /// # Errors
    /// [`ScalerError::OtherColumns`] as [`DataError::NotScaled`] if the columns differ from the fitted ones;
    /// [`DataError::NotFinite`] if a level overflows `f64`.
    pub fn inverse_transform_series(&self, differences: &impl AsSeries) -> Result<Series, DataError> {
        let series = differences.as_series();
        self.check_columns(series)?;
        let columns = series.column_names().zip(&self.last).map(|(name, last)| {
            let differences = series.column(name).unwrap_or_default();
            Ok::<_, ScalerError>((name.to_owned(), self.rule().inverse_transform(last, differences)?))
        });
        let columns = columns.collect::<Result<_, _>>()?;
        Series::new(series.name(), series.time().to_vec(), columns)
    }

    /// Converts forecast differences of one column to levels. The differences must follow the fitted rows.
    ///
    /// A level is a stored value plus a sum of differences, and the quantiles of a sum are not the sums of the quantiles. So
    /// quantiles of differences become quantiles of levels only for the first `lag` steps.
    ///
    /// # Panics
    /// If there is no such column.
    #[track_caller]
    pub fn inverse_transform(&self, column: usize, differences: &[f64]) -> Vec<f64> {
        // This cannot fail, since there are `lag` last values.
        self.rule().inverse_transform(&self.last[column], differences).unwrap_or_default()
    }

    fn check_columns(&self, series: &Series) -> Result<(), ScalerError> {
        let found: Vec<String> = series.column_names().map(String::from).collect();
        match found == self.names {
            true => Ok(()),
            false => {
                let (series, expected) = (series.name().to_owned(), self.names.clone());
                Err(ScalerError::OtherColumns { series, expected, found })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(rows: i8, names: [&str; 2]) -> Series {
        let time = (1..=rows).map(|day| jiff::civil::date(2020, 1, day).at(0, 0, 0, 0)).collect();
        let values = |factor: f64| (0..rows).map(|i| factor * f64::from(i).powi(2)).collect();
        let columns = [values(1.0), values(-3.0)];
        Series::new("s", time, names.map(String::from).into_iter().zip(columns).collect()).unwrap()
    }

    #[test]
    fn differences_of_a_forecast_are_levels_again() {
        let all = series(12, ["a", "b"]);
        for lag in [1, 2, 5] {
            let fitted = Differencer::new().lag(lag).fit_series(&all.rows(..8).unwrap()).unwrap();
            let differences = fitted.transform_series(&all).unwrap();
            assert_eq!(differences.time(), &all.time()[lag..]);
            assert_eq!(differences.column("a").unwrap()[0], all.column("a").unwrap()[lag]);
            let forecast = differences.rows(8 - lag..).unwrap();
            assert_eq!(fitted.inverse_transform_series(&forecast).unwrap(), all.rows(8..).unwrap());
            let levels = fitted.inverse_transform(1, forecast.column("b").unwrap());
            assert_eq!(levels, all.column("b").unwrap()[8..]);
            let text = serde_json::to_string(&fitted).unwrap();
            assert_eq!(serde_json::from_str::<FittedDifferencer>(&text).unwrap(), fitted);
        }
    }

    #[test]
    fn mistakes_are_errors() {
        let short = series(3, ["a", "b"]);
        let message = Differencer::new().lag(4).fit_series(&short).unwrap_err().to_string();
        assert_eq!(
            message,
            "differencer: a lag of 4 needs 4 rows before the first difference, found 3; give it more rows"
        );
        assert_eq!(Differencer::new().lag(0).fit_series(&short), Err(ScalerError::LagOfZero));
        assert_eq!(Differencer::new().lag(0).inverse_transform(&[], &[1.0]), Err(ScalerError::LagOfZero));
        let fitted = Differencer::new().fit_series(&short).unwrap();
        let message = fitted.transform_series(&series(3, ["b", "a"])).unwrap_err().to_string();
        assert!(message.starts_with("scaler: fitted to the columns a, b"), "{message}");
        assert_eq!(fitted.transform_series(&short.rows(..1).unwrap()).unwrap().len(), 0);
        assert!(fitted.transform_series(&short.rows(..0).unwrap()).is_err());
        for damaged in [
            r#"{"lag":0,"names":[],"last":[]}"#,
            r#"{"lag":1,"names":["a"],"last":[]}"#,
            r#"{"lag":1,"names":["a"],"last":[[1.0,2.0]]}"#,
        ] {
            assert!(serde_json::from_str::<FittedDifferencer>(damaged).is_err(), "{damaged}");
        }
    }
}
