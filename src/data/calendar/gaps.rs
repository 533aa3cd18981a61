//! Gaps: where rows are missing by the frequency of the others.

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::frequency::{Frequency, Unit};
use super::grid::{Grid, to_local};
use crate::data::Series;

/// The most business days in a row that may be holidays: Golden Week and Lunar New Year close exchanges for five.
const HOLIDAYS: usize = 5;

/// Rows that are missing between two neighbouring times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// The time of the last row before the gap.
    pub after: DateTime,
    /// The time of the first row after the gap.
    pub before: DateTime,
    /// How many rows are missing.
    pub missing: usize,
}

impl Frequency {
    /// Returns the gaps of an increasing time axis, oldest first.
    ///
    /// A gap is where at least one step is missing; distances are rounded to whole steps, so rows that are late by less
    /// than half a step are none. For business days, up to five missing days in a row are taken for holidays. Each
    /// night is a gap of intraday data of an exchange.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::data::Frequency;
    /// let time = ["2020-01-01T00:00", "2020-01-01T01:00", "2020-01-01T05:00"].map(|time| time.parse().unwrap());
    /// let gaps = Frequency::hourly().gaps(&time);
    /// assert_eq!((gaps.len(), gaps[0].missing, gaps[0].after), (1, 3, time[1]));
    /// ```
    pub fn gaps(&self, time: &[DateTime]) -> Vec<Gap> {
        let missing = self.missing(time);
        missing.map(|(row, missing)| Gap { after: time[row - 1], before: time[row], missing }).collect()
    }

    /// Each row that comes after a gap, and how many rows are missing there.
    fn missing<'a>(&'a self, time: &'a [DateTime]) -> Box<dyn Iterator<Item = (usize, usize)> + 'a> {
        let rows = (1..).zip(time.windows(2));
        match self.unit {
            Unit::Fixed(step) => Box::new(rows.filter_map(move |(row, pair)| {
                let distance = pair[1].duration_since(pair[0]);
                // Nearly all rows end here.
                (distance > step).then(|| (row, missing_steps(distance, step))).filter(|(_, missing)| *missing > 0)
            })),
            Unit::Calendar { count, grid } => {
                let number = move |time| grid.nearest(to_local(time, self.zone()).date());
                let holidays = if grid == Grid::BusinessDays { HOLIDAYS } else { 0 };
                let mut last = time.first().map_or(0, |&first| number(first));
                Box::new(rows.filter_map(move |(row, pair)| {
                    let number = number(pair[1]);
                    let (steps, count) = (number - last, i64::from(count.get()));
                    last = number;
                    let missing = usize::try_from((2 * steps + count) / (2 * count) - 1).unwrap_or(0);
                    (missing > holidays).then_some((row, missing))
                }))
            }
        }
    }
}

/// How many steps are missing in a distance of more than one, rounded.
fn missing_steps(distance: SignedDuration, step: SignedDuration) -> usize {
    let (distance, step) = (distance.as_nanos(), step.as_nanos());
    usize::try_from((2 * distance + step) / (2 * step) - 1).unwrap_or(0)
}

impl Series {
    /// Returns the frequency that most steps follow: [`Frequency::find`].
    #[doc(alias = "infer_freq")]
    #[doc(alias = "freq")]
    pub fn frequency(&self) -> Option<Frequency> {
        Frequency::find(self.time())
    }

    /// Returns the gaps by the frequency that most steps follow, oldest first; see [`Frequency::gaps`].
    ///
    /// Without such a frequency no gap can be told, and the result is empty.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::Series;
    /// let time = ["2020-01-01", "2020-01-02", "2020-01-03", "2025-01-03"].map(|day| format!("{day}T00:00").parse().unwrap());
    /// let series = Series::new("s", time.to_vec(), vec![])?;
    /// assert_eq!(series.gaps()[0].missing, 1826);
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    #[doc(alias = "extract_subseries")]
    pub fn gaps(&self) -> Vec<Gap> {
        self.frequency().map_or(Vec::new(), |frequency| frequency.gaps(self.time()))
    }
}

/// Returns the rows that come after a gap, in one pass; none if there is no frequency.
#[allow(dead_code, reason = "for windows that do not cross gaps")]
pub(crate) fn gap_rows(time: &[DateTime]) -> Vec<usize> {
    let Some(frequency) = Frequency::find(time) else { return Vec::new() };
    frequency.missing(time).map(|(row, _)| row).collect()
}
