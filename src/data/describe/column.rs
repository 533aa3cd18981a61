//! The description of one column.

use jiff::civil::DateTime;

use crate::data::statistics::{mean, quantile};

/// A value is an outlier if it lies outside the quartiles by more than this many interquartile ranges.
///
/// Source: J. W. Tukey, "Exploratory Data Analysis" (1977), inner fences.
const FENCE: f64 = 1.5;

/// The spread of a column and its suspicious values. Without rows, its statistics are NaN.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDescription {
    name: String,
    minimum: f64,
    quartiles: [f64; 3],
    maximum: f64,
    mean: f64,
    deviation: f64,
    zeros: usize,
    outliers: usize,
    longest_run: Option<ValueRun>,
}

/// A run of neighboring rows with the same value. A long run suggests a stuck sensor, or missing values that were filled.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct ValueRun {
    /// The value of these rows.
    pub value: f64,
    /// The number of rows.
    pub rows: usize,
    /// The time of the first row.
    pub first: DateTime,
}

impl ColumnDescription {
    /// Describes a column. `values` must be finite, with one value for each time.
    pub(super) fn new(name: &str, values: &[f64], time: &[DateTime]) -> Self {
        let mut scratch = values.to_vec();
        let quartiles = [25.0, 50.0, 75.0].map(|percent| partly_sorted_quantile(&mut scratch, percent));
        let [low, _, high] = quartiles;
        // If the interquartile range overflows, the fences are infinite and there are no outliers.
        let reach = FENCE * (high - low);
        let outlier = |value: f64| value < low - reach || value > high + reach;
        let mean = mean(values);
        ColumnDescription {
            name: name.to_owned(),
            minimum: values.iter().copied().fold(f64::NAN, f64::min),
            quartiles,
            maximum: values.iter().copied().fold(f64::NAN, f64::max),
            mean,
            deviation: deviation(values, mean),
            zeros: values.iter().filter(|value| **value == 0.0).count(),
            outliers: values.iter().filter(|value| outlier(**value)).count(),
            longest_run: longest_run(values, time),
        }
    }

    /// Returns the name of the column.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the smallest value.
    #[doc(alias = "min")]
    pub fn minimum(&self) -> f64 {
        self.minimum
    }

    /// Returns the lower quartile, the median and the upper quartile, interpolated as in NumPy.
    #[doc(alias = "quantile")]
    pub fn quartiles(&self) -> [f64; 3] {
        self.quartiles
    }

    /// Returns the largest value.
    #[doc(alias = "max")]
    pub fn maximum(&self) -> f64 {
        self.maximum
    }

    /// Returns the arithmetic mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Returns the sample standard deviation (divided by n − 1, as in pandas); NaN for fewer than two rows.
    #[doc(alias = "std")]
    pub fn deviation(&self) -> f64 {
        self.deviation
    }

    /// Returns the number of zeros.
    pub fn zeros(&self) -> usize {
        self.zeros
    }

    /// Returns the number of values that are below the lower or above the upper quartile by more than 1.5 interquartile
    /// ranges (the rule of Tukey's box plot). If both quartiles are equal, all other values are outliers.
    pub fn outliers(&self) -> usize {
        self.outliers
    }

    /// Returns the longest run of equal values; if several are equally long, the first. `None` without rows.
    pub fn longest_run(&self) -> Option<ValueRun> {
        self.longest_run
    }

    /// Returns whether all values are equal.
    pub fn is_constant(&self) -> bool {
        self.minimum == self.maximum
    }
}

/// The sample standard deviation. The values are scaled first, so that their squares do not overflow.
fn deviation(values: &[f64], mean: f64) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max((value - mean).abs()));
    if largest == 0.0 {
        return 0.0;
    }
    let squares: f64 = values.iter().map(|value| ((value - mean) / largest).powi(2)).sum();
    largest * (squares / (values.len() - 1) as f64).sqrt()
}

/// A quantile in linear time: only the two values next to it are moved to their sorted positions. NaN if there are no values.
fn partly_sorted_quantile(values: &mut [f64], percent: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
    let (_, _, above) = values.select_nth_unstable_by((last as f64 * (percent / 100.0)) as usize, f64::total_cmp);
    if !above.is_empty() {
        above.select_nth_unstable_by(0, f64::total_cmp);
    }
    quantile(values, percent)
}

fn longest_run(values: &[f64], time: &[DateTime]) -> Option<ValueRun> {
    let mut longest: Option<ValueRun> = None;
    let mut first = 0;
    for run in values.chunk_by(|a, b| a == b) {
        if longest.is_none_or(|longest| run.len() > longest.rows) {
            longest = Some(ValueRun { value: run[0], rows: run.len(), first: time[first] });
        }
        first += run.len();
    }
    longest
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, civil::date};

    use super::*;

    fn column(values: &[f64]) -> ColumnDescription {
        let start = date(2020, 1, 1).at(0, 0, 0, 0);
        let time: Vec<_> = (0..values.len()).map(|hour| start + SignedDuration::from_hours(hour as i64)).collect();
        ColumnDescription::new("a", values, &time)
    }

    #[test]
    fn numbers_are_those_of_pandas() {
        // The expected numbers are from pandas 3.1.1: `Series([3, -1, 0, 0, 10, 2.5, 0, 7]).describe()`.
        let a = column(&[3.0, -1.0, 0.0, 0.0, 10.0, 2.5, 0.0, 7.0]);
        assert_eq!((a.minimum(), a.mean(), a.maximum()), (-1.0, 2.6875, 10.0));
        assert_eq!(a.quartiles(), [0.0, 1.25, 4.0]);
        assert!((a.deviation() - 3.918249426903368).abs() < 1e-14, "{}", a.deviation());
        assert_eq!((a.zeros(), a.outliers(), a.is_constant()), (3, 0, false));
        let run = a.longest_run().unwrap();
        assert_eq!((run.value, run.rows, run.first), (0.0, 2, date(2020, 1, 1).at(2, 0, 0, 0)));
    }

    #[test]
    fn outliers_are_beyond_the_fences() {
        let mut values: Vec<f64> = (0..=8).map(f64::from).collect();
        // The quartiles of the values 0 to 8 and two larger ones are 2.5 and 7.5, so the upper fence is 15.
        values.extend([15.0, 15.0]);
        assert_eq!((column(&values).quartiles(), column(&values).outliers()), ([2.5, 5.0, 7.5], 0));
        values[9] = 15.1;
        assert_eq!(column(&values).outliers(), 1);
        assert_eq!(column(&[0.0, 0.0, 0.0, 0.0, 1.0]).outliers(), 1);
    }

    #[test]
    fn few_and_extreme_values_are_described() {
        let none = column(&[]);
        assert!(none.minimum().is_nan() && none.mean().is_nan() && none.quartiles()[1].is_nan() && !none.is_constant());
        assert_eq!((none.longest_run(), none.outliers()), (None, 0));
        let one = column(&[-0.0]);
        assert!(one.deviation().is_nan() && one.is_constant() && one.zeros() == 1);
        let wide = column(&[f64::MAX, f64::MIN, f64::MAX, f64::MIN]);
        assert_eq!((wide.mean(), wide.outliers()), (0.0, 0));
        assert!((column(&[1e-300, 3e-300]).deviation() / 2.0_f64.sqrt() - 1e-300).abs() < 1e-315);
    }
}
