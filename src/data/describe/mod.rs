//! Describes a series: its range, frequency and gaps, and the spread and suspicious values of each column.

mod column;
mod table;

pub use column::{ColumnDescription, ValueRun};

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::{Frequency, Gap, Panel, Series};

/// The result of [`Series::describe`]; it prints as a table.
///
/// It counts no missing values, since a series has none. The [`ReadReport`](super::ReadReport) says what a reader dropped or
/// filled.
#[derive(Debug, Clone, PartialEq)]
#[doc(alias = "summary")]
#[doc(alias = "info")]
pub struct Description {
    name: String,
    rows: usize,
    range: Option<(DateTime, DateTime)>,
    frequency: Option<Frequency>,
    usual_step: Option<SignedDuration>,
    gaps: Vec<Gap>,
    repeated_rows: usize,
    equal_columns: Vec<(String, String)>,
    columns: Vec<ColumnDescription>,
}

impl Series {
    /// Describes the series: its time axis, and the spread, zeros, outliers and longest run of each column.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::Series;
    /// let time = (0..10).map(|hour| format!("2020-01-01T0{hour}:00").parse().unwrap()).collect();
    /// let celsius = vec![4.0, 5.0, 5.0, 5.0, 5.0, 6.0, 0.0, 5.5, 99.0, 4.5];
    /// let description = Series::new("oven", time, vec![("celsius".to_owned(), celsius)])?.describe();
    /// let column = description.column("celsius").unwrap();
    /// assert_eq!((column.zeros(), column.outliers()), (1, 2));
    /// let run = column.longest_run().unwrap();
    /// assert_eq!((run.value, run.rows), (5.0, 4));
    /// println!("{description}");
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    #[doc(alias = "summary")]
    #[doc(alias = "info")]
    pub fn describe(&self) -> Description {
        let time = self.time();
        let frequency = self.frequency();
        let gaps = frequency.as_ref().map_or(Vec::new(), |frequency| frequency.gaps(time));
        let columns: Vec<(&str, &[f64])> =
            self.column_names().map(|name| (name, self.column(name).unwrap_or_default())).collect();
        let repeats =
            |row: &usize| !columns.is_empty() && columns.iter().all(|(_, values)| values[*row] == values[row - 1]);
        let mut equal_columns = Vec::new();
        for (i, (column, values)) in columns.iter().enumerate() {
            if let Some((first, _)) = columns[..i].iter().find(|(_, others)| others == values && !values.is_empty()) {
                equal_columns.push((first.to_string(), column.to_string()));
            }
        }
        Description {
            name: self.name().to_owned(),
            rows: self.len(),
            range: time.first().copied().zip(time.last().copied()),
            frequency,
            usual_step: median_step(time),
            gaps,
            repeated_rows: (1..self.len()).filter(repeats).count(),
            equal_columns,
            columns: columns.iter().map(|(name, values)| ColumnDescription::new(name, values, time)).collect(),
        }
    }
}

impl Panel {
    /// Describes each series of the panel, in order, as [`Series::describe`] does.
    pub fn describe(&self) -> Vec<Description> {
        self.series().iter().map(Series::describe).collect()
    }
}

impl Description {
    /// Returns the name of the series.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Returns the first and the last time, or `None` without rows.
    pub fn range(&self) -> Option<(DateTime, DateTime)> {
        self.range
    }

    /// Returns the frequency that most steps follow, found by [`Series::frequency`].
    pub fn frequency(&self) -> Option<&Frequency> {
        self.frequency.as_ref()
    }

    /// Returns the median step between neighboring times, or `None` for fewer than two rows. Of an even number of steps, it is the
    /// lower of the two middle ones.
    pub fn usual_step(&self) -> Option<SignedDuration> {
        self.usual_step
    }

    /// Returns the gaps, oldest first, found by [`Series::gaps`].
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns the gap with the most missing rows; if several have as many, the first.
    pub fn largest_gap(&self) -> Option<&Gap> {
        self.gaps.iter().rev().max_by_key(|gap| gap.missing)
    }

    /// Returns the number of rows missing in all gaps.
    pub fn missing_rows(&self) -> usize {
        self.gaps.iter().fold(0, |sum, gap| sum.saturating_add(gap.missing))
    }

    /// Returns the number of rows that equal the previous row in every column.
    #[doc(alias = "duplicated")]
    pub fn repeated_rows(&self) -> usize {
        self.repeated_rows
    }

    /// Returns a pair for each column whose values equal those of an earlier one: the first column with these values, then the
    /// one that repeats it.
    pub fn equal_columns(&self) -> &[(String, String)] {
        &self.equal_columns
    }

    /// Returns the descriptions of the columns in order.
    pub fn columns(&self) -> &[ColumnDescription] {
        &self.columns
    }

    /// Returns the description of a column, or `None` if no column has exactly this name.
    pub fn column(&self, name: &str) -> Option<&ColumnDescription> {
        self.columns.iter().find(|column| column.name() == name)
    }
}

fn median_step(time: &[DateTime]) -> Option<SignedDuration> {
    let mut steps: Vec<SignedDuration> = time.windows(2).map(|pair| pair[1].duration_since(pair[0])).collect();
    let middle = steps.len().checked_sub(1)? / 2;
    Some(*steps.select_nth_unstable(middle).1)
}
