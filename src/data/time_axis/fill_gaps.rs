//! Adds missing rows to a series.

use jiff::civil::DateTime;

use super::error::TimeAxisError;
use crate::data::fill;
use crate::data::{FillMethod, Frequency, Series};

impl Series {
    /// Adds the rows that are missing at the frequency that most steps follow. Returns the new series and the number of added rows.
    ///
    /// The gaps are those that [`gaps`](Series::gaps) finds; up to five consecutive missing business days count as holidays and are
    /// not added. In each gap, the added times continue at this frequency from the last row before the gap. Rows that do not
    /// follow the frequency stay unchanged.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Series, data::FillMethod};
    /// let time = [0, 1, 4].map(|hour| format!("2020-01-01T0{hour}:00").parse().unwrap());
    /// let series = Series::new("oven", time.to_vec(), vec![("celsius".to_owned(), vec![180.0, 181.0, 184.0])])?;
    /// let (filled, added) = series.fill_gaps(FillMethod::Interpolate)?;
    /// assert_eq!((added, filled.column("celsius")), (2, Some(&[180.0, 181.0, 182.0, 183.0, 184.0][..])));
    /// # Ok::<(), timeseriesml::data::TimeAxisError>(())
    /// ```
    /// # Errors
    /// [`TimeAxisError::NoFrequency`] if no frequency explains most steps of at least two rows,
    /// [`TimeAxisError::TooManyMissing`] if the rows do not fit into memory.
    #[doc(alias = "fill_missing_values")]
    #[doc(alias = "asfreq")]
    #[doc(alias = "fill_missing_dates")]
    pub fn fill_gaps(&self, method: FillMethod) -> Result<(Series, usize), TimeAxisError> {
        match self.frequency() {
            Some(frequency) => self.fill_gaps_at(&frequency, method),
            None if self.len() < 2 => Ok((self.clone(), 0)),
            None => Err(TimeAxisError::NoFrequency { series: self.name().to_owned() }),
        }
    }

    /// Adds the rows that are missing at a given frequency, as [`fill_gaps`](Series::fill_gaps) does.
    ///
    /// # Errors
    /// [`TimeAxisError::TooManyMissing`] if the rows do not fit into memory.
    #[doc(alias = "asfreq")]
    pub fn fill_gaps_at(&self, frequency: &Frequency, method: FillMethod) -> Result<(Series, usize), TimeAxisError> {
        let gaps = frequency.gaps(self.time());
        let missing = gaps.iter().fold(0_usize, |sum, gap| sum.saturating_add(gap.missing));
        let too_many = |_| TimeAxisError::TooManyMissing { series: self.name().to_owned(), missing };
        let rows = self.len().saturating_add(missing);

        let mut time: Vec<DateTime> = Vec::new();
        time.try_reserve_exact(rows).map_err(too_many)?;
        // For each row of the result: the row of this series that it comes from, or `None` for an added row.
        let mut sources: Vec<Option<usize>> = Vec::new();
        sources.try_reserve_exact(rows).map_err(too_many)?;
        let mut gaps = gaps.into_iter().peekable();
        for (row, &at) in self.time().iter().enumerate() {
            time.push(at);
            sources.push(Some(row));
            if let Some(gap) = gaps.next_if(|gap| gap.after == at) {
                time.extend(frequency.after(at).take(gap.missing).take_while(|&time| time < gap.before));
                sources.resize(time.len(), None);
            }
        }
        let mut columns = Vec::new();
        for name in self.column_names() {
            let old = self.column(name).unwrap_or_default();
            let mut values = Vec::new();
            values.try_reserve_exact(sources.len()).map_err(too_many)?;
            values.extend(sources.iter().map(|source| source.map_or(f64::NAN, |row| old[row])));
            let filled = fill(&mut values, &time, method);
            debug_assert_eq!(filled, Ok(time.len() - self.len()), "a gap has a row on each side");
            columns.push((name.to_owned(), values));
        }
        let added = time.len() - self.len();
        Ok((Series::new(self.name(), time, columns)?, added))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(times: &[&str], values: &[f64]) -> Series {
        let time = times.iter().map(|time| time.parse().unwrap()).collect();
        Series::new("s", time, vec![("a".to_owned(), values.to_vec())]).unwrap()
    }

    fn check(series: &Series, frequency: &str, method: FillMethod, rows: &[&str], values: &[f64]) {
        let (filled, added) = series.fill_gaps_at(&frequency.parse().unwrap(), method).unwrap();
        let expected: Vec<DateTime> = rows.iter().map(|time| time.parse().unwrap()).collect();
        assert_eq!((filled.time(), filled.column("a")), (&expected[..], Some(values)), "{frequency}");
        assert_eq!(added, rows.len() - series.len());
    }

    #[test]
    fn gaps_are_filled_by_the_frequency() {
        let months = series(&["2020-01-31", "2020-04-30"], &[1.0, 4.0]);
        let days = ["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30"];
        check(&months, "ME", FillMethod::Interpolate, &days, &[1.0, 2.0, 3.0, 4.0]);
        check(&months, "ME", FillMethod::ForwardFill, &days, &[1.0, 1.0, 1.0, 4.0]);
        // The missing month ends are 29 and 60 days into a gap of 90 days.
        check(&months, "ME", FillMethod::InterpolateTime, &days, &[1.0, 1.9666666666666666, 3.0, 4.0]);
        check(&months, "QE", FillMethod::ForwardFill, &["2020-01-31", "2020-04-30"], &[1.0, 4.0]);
    }

    #[test]
    fn late_rows_stay_and_nothing_is_added_twice() {
        let late = series(&["2020-01-01T00:00", "2020-01-01T01:20", "2020-01-01T04:00"], &[0.0, 1.0, 2.0]);
        let rows = ["2020-01-01T00:00", "2020-01-01T01:20", "2020-01-01T02:20", "2020-01-01T03:20", "2020-01-01T04:00"];
        check(&late, "h", FillMethod::ForwardFill, &rows, &[0.0, 1.0, 1.0, 1.0, 2.0]);
    }

    #[test]
    fn days_of_new_york_are_filled_by_its_clocks() {
        let spring = series(&["2024-03-09T05:00", "2024-03-12T04:00"], &[0.0, 3.0]);
        let rows = ["2024-03-09T05:00", "2024-03-10T05:00", "2024-03-11T04:00", "2024-03-12T04:00"];
        check(&spring, "D[America/New_York]", FillMethod::Interpolate, &rows, &[0.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn what_cannot_be_filled_is_told() {
        let squares =
            series(&["2020-01-01T00:00", "2020-01-01T00:01", "2020-01-01T00:04", "2020-01-01T00:09"], &[0.0; 4]);
        let message = squares.fill_gaps(FillMethod::ForwardFill).unwrap_err().to_string();
        let expected =
            "series \"s\": the frequency cannot be inferred; give one with `fill_gaps_at(&frequency, method)`";
        assert_eq!(message, expected);
        let ages = series(&["0001-01-01T00:00", "9999-12-31T00:00"], &[0.0; 2]);
        let message = ages.fill_gaps_at(&"ns".parse().unwrap(), FillMethod::ForwardFill).unwrap_err().to_string();
        assert!(message.ends_with("more than fit into memory; give a coarser frequency"), "{message}");
        let one = series(&["2020-01-01T00:00"], &[1.0]);
        assert_eq!(one.fill_gaps(FillMethod::Interpolate).unwrap(), (one, 0));
    }
}
