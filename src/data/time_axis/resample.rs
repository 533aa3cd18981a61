//! Resampling: the rows of each bin (an hour, a month) become one row.

use std::ops::Range;

use jiff::civil::DateTime;

use super::error::TimeAxisError;
use crate::compensated_sum::CompensatedSum;
use crate::data::calendar::Bins;
use crate::data::error::DataError;
use crate::data::statistics::mean;
use crate::data::{Frequency, Series};

/// How to combine the values of a bin into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(alias = "agg")]
pub enum Aggregation {
    /// The first value.
    First,
    /// The last value.
    Last,
    /// The smallest value.
    #[doc(alias = "min")]
    Minimum,
    /// The largest value.
    #[doc(alias = "max")]
    Maximum,
    /// The sum.
    #[doc(alias = "sum")]
    Total,
    /// The arithmetic mean.
    Mean,
    /// The number of rows.
    #[doc(alias = "count")]
    #[doc(alias = "size")]
    RowCount,
}

impl Aggregation {
    /// Combines the values of a bin. There must be at least one value.
    fn of(self, values: &[f64]) -> f64 {
        match self {
            Aggregation::First => values[0],
            Aggregation::Last => values[values.len() - 1],
            Aggregation::Minimum => values.iter().copied().fold(f64::INFINITY, f64::min),
            Aggregation::Maximum => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Aggregation::Total => CompensatedSum::of(values.iter().copied()),
            Aggregation::Mean => mean(values),
            Aggregation::RowCount => values.len() as f64,
        }
    }
}

/// The edge of a bin at which its row is labeled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BinEdge {
    /// The start of the bin.
    Start,
    /// The end of the bin.
    End,
}

/// Options of [`Series::resample`].
#[derive(Debug, Clone)]
#[must_use = "nothing is resampled before `build`"]
pub struct ResampleBuilder<'a> {
    series: &'a Series,
    frequency: Frequency,
    every: Option<Aggregation>,
    // The source column, the aggregation, and the name of the column in the result.
    columns: Vec<(String, Aggregation, String)>,
    label: Option<BinEdge>,
}

impl Series {
    /// Resamples to fewer rows: all rows of one bin of a frequency, such as one hour or one month, become one row.
    ///
    /// Bins and labels are those of `resample` in pandas:
    /// - Bins of a fixed step are counted from the (local) midnight at the start of the first row's day. A bin contains its start
    ///   but not its end, and its label is its start.
    /// - Bins of `D`, `B`, `MS`, `QS`, `YS` and `MD` begin at (local) midnight of a date of the frequency; this midnight is the
    ///   label. With `B`, the weekend belongs to Friday.
    /// - Bins of `W`, `ME`, `QE` and `YE` include their whole last day; the label is the midnight that begins it.
    ///
    /// Multiples such as `2MS` are counted from the bin of the first row. Bins without rows are omitted;
    /// [`fill_gaps`](Self::fill_gaps) can add them. A bin that is only partly covered, as the last one may be, gives a row like any
    /// other.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Series, data::Aggregation};
    /// let time = [0, 20, 40, 60].map(|minute| format!("2020-01-01T0{}:{:02}", minute / 60, minute % 60).parse().unwrap());
    /// let columns = ["level", "rain"].map(|name| (name.to_owned(), vec![1.0, 2.0, 3.0, 4.0]));
    /// let series = Series::new("river", time.to_vec(), columns.to_vec())?;
    /// let hours = series
    ///     .resample("h".parse()?)
    ///     .column("level", Aggregation::Mean)
    ///     .column("rain", Aggregation::Total)
    ///     .build()?;
    /// assert_eq!(hours.column("level"), Some(&[2.0, 4.0][..]));
    /// assert_eq!(hours.column("rain"), Some(&[6.0, 4.0][..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "groupby")]
    #[doc(alias = "downsample")]
    pub fn resample(&self, frequency: Frequency) -> ResampleBuilder<'_> {
        ResampleBuilder { series: self, frequency, every: None, columns: Vec::new(), label: None }
    }
}

impl ResampleBuilder<'_> {
    /// Aggregates every column that is not named by [`column`](Self::column), in the order of the series.
    pub fn all_columns(mut self, aggregation: Aggregation) -> Self {
        self.every = Some(aggregation);
        self
    }

    /// Aggregates a column and keeps its name.
    pub fn column(self, name: impl Into<String>, aggregation: Aggregation) -> Self {
        let name = name.into();
        self.column_as(name.clone(), aggregation, name)
    }

    /// Aggregates a column under a different name, so that one column can be aggregated in several ways.
    pub fn column_as(mut self, source: impl Into<String>, aggregation: Aggregation, name: impl Into<String>) -> Self {
        self.columns.push((source.into(), aggregation, name.into()));
        self
    }

    /// Sets which edge of a bin labels its row.
    ///
    /// The end of a bin of a fixed step, `D`, `B`, `MS`, `QS`, `YS` or `MD` is the start of the next bin; the start of a bin of `W`,
    /// `ME`, `QE` or `YE` is the last day of the previous bin, as in pandas. The rows in each bin stay the same.
    pub fn label(mut self, edge: BinEdge) -> Self {
        self.label = Some(edge);
        self
    }

    /// Builds the resampled series, which keeps the name of the original.
    ///
    /// # Errors
    /// [`TimeAxisError::NoAggregation`] if no column is aggregated, [`TimeAxisError::OutsideCalendar`] for a label outside the
    /// years −9999 to 9999, and [`TimeAxisError::Data`] for a column that does not exist, a repeated name, or a sum that
    /// overflows `f64`.
    pub fn build(self) -> Result<Series, TimeAxisError> {
        let name = || self.series.name().to_owned();
        let columns = self.aggregated();
        if columns.is_empty() {
            return Err(TimeAxisError::NoAggregation { series: name() });
        }
        let time = self.series.time();
        let mut rows: Vec<Range<usize>> = Vec::new();
        let mut labels: Vec<DateTime> = Vec::new();
        let mut first = 0;
        let bins = Bins::new(&self.frequency, time.first().copied().unwrap_or_default());
        while let Some(&at) = time.get(first) {
            let bin = bins.bin(at);
            let (label, edge) = match self.label {
                Some(BinEdge::Start) => (bin.start, "start"),
                Some(BinEdge::End) => (bin.end, "end"),
                None => (if bins.label_at_end() { bin.end } else { bin.start }, "usual"),
            };
            let label = label.ok_or_else(|| TimeAxisError::OutsideCalendar { series: name(), time: at, edge })?;
            let inside = |time: &DateTime| bin.until.is_none_or(|until| *time < until);
            let end = first + time[first..].iter().take_while(|time| inside(time)).count().max(1);
            match (labels.last(), rows.last_mut()) {
                // This bin has the previous label again: where clocks go back across midnight, the previous day occurs twice.
                (Some(&last), Some(Range { end: last_end, .. })) if label <= last => *last_end = end,
                _ => {
                    labels.push(label);
                    rows.push(first..end);
                }
            }
            first = end;
        }
        let mut aggregated = Vec::new();
        for (source, aggregation, column) in columns {
            let values = self.series.column(&source).ok_or_else(|| DataError::NoSuchColumn {
                series: name(),
                column: source.clone(),
                found: self.series.column_names().map(String::from).collect(),
            })?;
            aggregated.push((column, rows.iter().map(|rows| aggregation.of(&values[rows.clone()])).collect()));
        }
        Ok(Series::new(self.series.name(), labels, aggregated)?)
    }

    /// All columns of the result: for each, the source column, the aggregation and the name.
    fn aggregated(&self) -> Vec<(String, Aggregation, String)> {
        let Some(every) = self.every else { return self.columns.clone() };
        let named = |column: &str| self.columns.iter().filter(|(source, ..)| source == column).cloned().collect();
        let mut columns = Vec::new();
        for column in self.series.column_names() {
            let named: Vec<_> = named(column);
            if named.is_empty() {
                columns.push((column.to_owned(), every, column.to_owned()));
            }
            columns.extend(named);
        }
        let exists = |source: &str| self.series.column(source).is_some();
        columns.extend(self.columns.iter().filter(|(source, ..)| !exists(source)).cloned());
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(times: &[&str]) -> Series {
        let time = times.iter().map(|time| time.parse().unwrap()).collect();
        let values = (1..=times.len()).map(|i| i as f64).collect();
        Series::new("s", time, vec![("a".to_owned(), values), ("b".to_owned(), vec![2.0; times.len()])]).unwrap()
    }

    fn message(builder: ResampleBuilder) -> String {
        builder.build().unwrap_err().to_string()
    }

    #[test]
    fn columns_are_aggregated_in_several_ways() {
        let series = series(&["2020-01-01T00:00", "2020-01-01T12:00", "2020-01-03T00:00"]);
        let days = series
            .resample(Frequency::daily())
            .all_columns(Aggregation::RowCount)
            .column_as("a", Aggregation::First, "first")
            .column_as("a", Aggregation::Maximum, "a")
            .build()
            .unwrap();
        assert!(days.column_names().eq(["first", "a", "b"]));
        assert_eq!(days.column("first"), Some(&[1.0, 3.0][..]));
        assert_eq!((days.column("a"), days.column("b")), (Some(&[2.0, 3.0][..]), Some(&[2.0, 1.0][..])));
        assert_eq!(days.time(), &[series.time()[0], series.time()[2]]);
    }

    #[test]
    fn empty_and_short_series_are_resampled() {
        let empty = series(&[]).resample(Frequency::daily()).all_columns(Aggregation::Total).build().unwrap();
        assert!(empty.is_empty() && empty.column("b").is_some());
        let one = series(&["2020-01-15T05:00"])
            .resample(Frequency::month_end())
            .all_columns(Aggregation::Total)
            .build()
            .unwrap();
        assert_eq!(one.time(), ["2020-01-31T00:00".parse().unwrap()]);
    }

    #[test]
    fn days_whose_clocks_cross_midnight_twice_are_one_row() {
        // In St. John's, clocks went back from 00:01 to 23:01 at 02:31 UTC.
        let rows = series(&["2010-11-07T01:00", "2010-11-07T02:45", "2010-11-07T03:00", "2010-11-07T04:00"]);
        let days =
            rows.resample("D[America/St_Johns]".parse().unwrap()).all_columns(Aggregation::RowCount).build().unwrap();
        assert_eq!((days.time()[0], days.column("a")), ("2010-11-06T02:30".parse().unwrap(), Some(&[3.0, 1.0][..])));
    }

    #[test]
    fn mistakes_are_named() {
        let rows = series(&["9999-12-31T00:00", "9999-12-31T01:00"]);
        let expected = "series \"s\": no column is aggregated; choose some with `.column(\"…\", Aggregation::Mean)`, or use `.all_columns(…)`";
        assert_eq!(message(rows.resample(Frequency::hourly())), expected);
        let missing =
            rows.resample(Frequency::hourly()).all_columns(Aggregation::Total).column("c", Aggregation::Total);
        assert_eq!(message(missing), "series \"s\": no column \"c\", only a, b; case matters");
        let twice = rows.resample(Frequency::hourly()).column("a", Aggregation::Total).column("a", Aggregation::Total);
        assert_eq!(message(twice), "series \"s\": two columns are named \"a\"; rename one");
        let end = rows.resample(Frequency::daily()).all_columns(Aggregation::Total).label(BinEdge::End);
        let expected = "series \"s\": the bin of 9999-12-31T00:00:00 has no end edge in the years -9999 to 9999; label it at the other edge";
        assert_eq!(message(end), expected);
        let year = rows.resample(Frequency::year_end()).all_columns(Aggregation::Total).build().unwrap();
        assert_eq!((year.time(), year.column("a")), (&rows.time()[..1], Some(&[3.0][..])));
    }
}
