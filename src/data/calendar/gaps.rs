//! Finds gaps in a time axis: places where rows are missing according to the frequency of the other rows.

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::frequency::{Frequency, Unit};
use super::grid::{Grid, to_local};
use crate::data::Series;

/// The largest number of consecutive missing business days that count as holidays rather than as a gap. Golden Week and Lunar
/// New Year close exchanges for five.
const HOLIDAYS: i64 = 5;

/// Rows missing between two neighboring times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// The time of the last row before the gap.
    pub after: DateTime,
    /// The time of the first row after the gap.
    pub before: DateTime,
    /// The number of missing rows.
    pub missing: usize,
}

impl Frequency {
    /// Returns the gaps of an increasing time axis, oldest first.
    ///
    /// A gap is at least one missing step. Distances are rounded to whole steps, so a row that is late by less than half a step
    /// makes no gap. Up to five consecutive missing business days count as holidays. In intraday data of an exchange, each night is
    /// a gap.
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

    /// The index of each row after a gap, with the number of rows missing before it.
    fn missing<'a>(&'a self, time: &'a [DateTime]) -> Box<dyn Iterator<Item = (usize, usize)> + 'a> {
        let rows = (1..).zip(time.windows(2));
        match self.unit {
            Unit::Fixed(step) => Box::new(rows.filter_map(move |(row, pair)| {
                let distance = pair[1].duration_since(pair[0]);
                // For nearly all rows this test is enough, since their distance is one step.
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
                    let missing = (2 * steps + count) / (2 * count) - 1;
                    let missing_dates = missing.saturating_mul(count);
                    (missing_dates > holidays).then(|| (row, usize::try_from(missing).unwrap_or(0)))
                }))
            }
        }
    }
}

/// The number of steps missing in a distance of more than one step, rounded. It is capped, since six centuries have more
/// nanoseconds than a `usize` can count.
fn missing_steps(distance: SignedDuration, step: SignedDuration) -> usize {
    let (distance, step) = (distance.as_nanos(), step.as_nanos());
    usize::try_from((2 * distance + step) / (2 * step) - 1).unwrap_or(usize::MAX)
}

impl Series {
    /// Returns the frequency that most steps follow, found by [`Frequency::find`].
    #[doc(alias = "infer_freq")]
    #[doc(alias = "freq")]
    pub fn frequency(&self) -> Option<Frequency> {
        Frequency::find(self.time())
    }

    /// Returns the gaps, oldest first, at the frequency that most steps follow. [`Frequency::gaps`] defines a gap.
    ///
    /// The result is empty if there is no such frequency.
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

/// Returns the indices of the rows that follow a gap; none if the times have no frequency.
pub(crate) fn gap_rows(time: &[DateTime]) -> Vec<usize> {
    let Some(frequency) = Frequency::find(time) else { return Vec::new() };
    frequency.missing(time).map(|(row, _)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frequency(name: &str) -> Frequency {
        name.parse().unwrap()
    }

    /// Returns `n` times of a frequency starting at `start`, without the rows `without`.
    fn times(name: &str, start: &str, n: usize, without: &[usize]) -> Vec<DateTime> {
        let mut times = frequency(name).times(start.parse().unwrap(), n);
        let mut row = 0;
        times.retain(|_| {
            row += 1;
            !without.contains(&(row - 1))
        });
        times
    }

    fn check(name: &str, start: &str, without: &[usize], missing: &[usize]) {
        let time = times(name, start, 40, without);
        assert_eq!(Frequency::find(&time), Some(frequency(name)), "{name} without {without:?}");
        let found: Vec<_> = frequency(name).gaps(&time).iter().map(|gap| gap.missing).collect();
        assert_eq!(found, missing, "{name} without {without:?}");
        assert_eq!(gap_rows(&time).len(), missing.len());
    }

    #[test]
    fn frequency_is_found_in_spite_of_gaps() {
        for name in [
            "s", "15min", "h", "36h", "D", "2D", "B", "W-MON", "2W-SUN", "MS", "ME", "2MS", "MD-15", "MD-30", "BME",
            "BMS", "2BME",
        ] {
            check(name, "2020-01-01T00:00", &[], &[]);
            check(name, "2020-01-01T09:30", &[7, 8, 9, 10, 11, 12, 20], if name == "B" { &[6] } else { &[6, 1] });
        }
        for name in [
            "QS", "QE", "QS-FEB", "QE-OCT", "2QE", "YS", "YE", "YE-FEB", "YS-JUL", "5YS", "3MD-15", "12MD-20", "BQE",
            "BQS-FEB", "BYE",
        ] {
            check(name, "1920-01-01T00:00", &[], &[]);
            check(name, "1920-01-01T00:00", &[2, 3, 30], &[2, 1]);
        }
    }

    #[test]
    fn holidays_are_no_gaps_of_business_days() {
        check("B", "2020-01-01T16:00", &[3, 12, 13, 14, 15, 16], &[]);
        check("B", "2020-01-01T16:00", &[3, 12, 13, 14, 15, 16, 17], &[6]);
        // Fewer than five rows from Monday to Friday count as days.
        let days = |n| Frequency::find(&times("D", "2020-01-06T00:00", n, &[]));
        assert_eq!((days(4), days(5), days(6)), (Some(frequency("D")), Some(frequency("B")), Some(frequency("D"))));
        let around_weekend = times("B", "2020-01-09T00:00", 4, &[]);
        assert_eq!(Frequency::find(&around_weekend), Some(frequency("B")));
    }

    #[test]
    fn five_years_are_a_gap() {
        let mut time = times("h", "2015-01-01T00:00", 10, &[]);
        time.extend(times("h", "2020-01-01T00:00", 10, &[]));
        let gap = Gap { after: time[9], before: time[10], missing: 43_814 };
        assert_eq!((frequency("h").gaps(&time), gap_rows(&time)), (vec![gap], vec![10]));
    }

    #[test]
    fn late_rows_are_no_gaps() {
        let time = ["00:00", "01:00", "02:20", "03:00", "04:00", "05:31", "06:00"];
        let time = time.map(|time| format!("2020-01-01T{time}").parse().unwrap());
        let missing: Vec<_> = frequency("h").gaps(&time).iter().map(|gap| (gap.after, gap.missing)).collect();
        assert_eq!(missing, [(time[4], 1)]);
        // The last trading day of a month may come shortly before the end of the month.
        let ends = ["2020-01-31", "2020-02-28", "2020-03-31", "2020-05-29"];
        let ends = ends.map(|day| format!("{day}T16:00").parse().unwrap());
        let gaps = frequency("ME").gaps(&ends);
        assert_eq!((gaps.len(), gaps[0].missing), (1, 1));
    }

    #[test]
    fn irregular_and_short_series_have_no_gaps() {
        let squares: Vec<DateTime> = (1..40_i64)
            .map(|i| "2020-01-01T00:00".parse::<DateTime>().unwrap() + SignedDuration::from_secs(i * i))
            .collect();
        assert_eq!((Frequency::find(&squares), gap_rows(&squares)), (None, vec![]));
        assert_eq!((Frequency::find(&[]), Frequency::find(&squares[..1])), (None, None));
        assert_eq!(Frequency::find(&squares[..2]), Some(frequency("3s")));
        assert_eq!(frequency("B").gaps(&squares[..1]), []);
        // Times that decrease have no gaps either.
        let reversed: Vec<_> = times("D", "2020-01-01T00:00", 9, &[]).into_iter().rev().collect();
        assert_eq!((Frequency::find(&reversed), frequency("D").gaps(&reversed)), (None, vec![]));
    }

    #[test]
    fn new_york_is_seen_through_its_clocks() {
        let zone = || jiff::tz::TimeZone::get("America/New_York").unwrap();
        for name in ["D", "B", "W-MON", "BME", "MS", "ME", "QS", "QE", "YE"] {
            let name = format!("{name}[America/New_York]");
            let local = frequency(&name);
            let time = local.times("2019-01-01T05:00".parse().unwrap(), 60);
            assert_eq!(Frequency::find_in(&time, zone()), Some(local.clone()), "{name}");
            assert_eq!(local.gaps(&time), [], "{name}");
            let gaps = local.gaps(&[&time[..20], &time[30..]].concat());
            assert_eq!((gaps.len(), gaps[0].missing), (1, 10), "{name}");
        }
        // Days of UTC are steps of 24 hours in New York.
        let time = times("D", "2019-01-01T05:00", 400, &[]);
        assert_eq!(Frequency::find_in(&time, zone()).unwrap().to_string(), "24h[America/New_York]");
    }

    #[test]
    fn long_axes_are_sampled() {
        let mut time = times("min", "2020-01-01T00:00", 200_000, &(0..200_000).step_by(13).collect::<Vec<_>>());
        assert_eq!((Frequency::find(&time), gap_rows(&time).len()), (Some(frequency("min")), 15_384));
        time.truncate(65_537);
        assert_eq!(Frequency::find(&time), Some(frequency("min")));
    }

    #[test]
    fn the_calendar_may_end() {
        let time = times("YE", "9995-12-31T00:00", 9, &[2]);
        assert_eq!((time.len(), gap_rows(&time)), (4, vec![2]));
        let time = times("D[Asia/Tokyo]", "9999-12-20T15:00", 20, &[]);
        assert_eq!(frequency("D[Asia/Tokyo]").gaps(&time), []);
    }
}
