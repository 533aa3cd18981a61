//! The times for which a forecast is made.

use jiff::civil::DateTime;

use super::find::most_frequent;
use super::frequency::Frequency;

/// Returns the `n` times that follow the last one of `time`, at the frequency that most steps of `time` follow.
///
/// [`Frequency::find`] finds the frequency: months and quarters keep their first, last or other day, and Monday follows Friday in
/// data without weekends. If no frequency is found, the step is the most frequent difference, or the shortest one if several are
/// equally frequent. The result is empty for fewer than two times, which have no step, and shorter than `n` if the calendar
/// ends (year 9999). For times of a zone with daylight saving, use [`Frequency::find_in`] and [`Frequency::next`].
///
/// # Example
/// ```
/// use jiff::civil::date;
/// let months = [date(2020, 1, 31).at(0, 0, 0, 0), date(2020, 2, 29).at(0, 0, 0, 0)];
/// assert_eq!(timeseriesml::next_times(&months, 1), [date(2020, 3, 31).at(0, 0, 0, 0)]);
/// ```
pub fn next_times(time: &[DateTime], n: usize) -> Vec<DateTime> {
    let Some(&last) = time.last() else { return Vec::new() };
    let frequency = Frequency::find(time).or_else(|| {
        let step = most_frequent(time.windows(2).map(|pair| pair[1].duration_since(pair[0])))?;
        Frequency::fixed(step).ok()
    });
    frequency.map_or(Vec::new(), |frequency| frequency.next(last, n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::time::parse_time;

    fn check_next(time: &[&str], expected: &[&str]) {
        let parse = |texts: &[&str]| texts.iter().map(|text| parse_time(text, None).unwrap().shown).collect::<Vec<_>>();
        assert_eq!(next_times(&parse(time), 2), parse(expected), "{time:?}");
    }

    #[test]
    fn steps_go_on_as_most_of_the_series() {
        check_next(&[], &[]);
        check_next(&["2020-01-01"], &[]);
        check_next(
            &["2020-01-01 00:00", "2020-01-01 01:00", "2020-01-01 05:00", "2020-01-01 06:00"],
            &["2020-01-01 07:00", "2020-01-01 08:00"],
        );
        // Both differences occur once, so the times continue with the shorter.
        check_next(&["2020-01-01", "2020-01-02", "2020-01-05"], &["2020-01-06", "2020-01-07"]);
        // After rows from Monday to Friday, Monday follows.
        check_next(
            &["2020-01-06", "2020-01-07", "2020-01-08", "2020-01-09", "2020-01-10"],
            &["2020-01-13", "2020-01-14"],
        );
        // No difference occurs twice, so the times continue with the shortest.
        check_next(
            &["2020-01-01 00:00", "2020-01-01 00:05", "2020-01-01 00:07", "2020-01-01 00:10"],
            &["2020-01-01 00:12", "2020-01-01 00:14"],
        );
    }

    #[test]
    fn months_and_years_keep_their_day() {
        check_next(&["2020-11", "2020-12", "2021-01"], &["2021-02", "2021-03"]);
        check_next(&["2019-12-31", "2020-03-31", "2020-06-30"], &["2020-09-30", "2020-12-31"]);
        check_next(&["2019-02-28", "2020-02-29"], &["2021-02-28", "2022-02-28"]);
        check_next(&["2019-07-01", "2020-07-01"], &["2021-07-01", "2022-07-01"]);
    }

    #[test]
    fn the_calendar_may_end_first() {
        check_next(&["9999-12-29", "9999-12-30"], &["9999-12-31"]);
        check_next(&["9999-10", "9999-11"], &["9999-12"]);
    }
}
