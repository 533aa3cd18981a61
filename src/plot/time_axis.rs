//! Positions and labels of the ticks of a time axis.
//!
//! Ticks are at round times: whole minutes, hours, days, Mondays, first days of a month or year. The finest step whose labels do not
//! overlap is used. Times are civil: a day has 24 hours, and there is no time zone.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};

use super::axis::Tick;

/// Steps are counted from this Monday, so that steps of whole weeks fall on Mondays.
const EPOCH: DateTime = DateTime::constant(1970, 1, 5, 0, 0, 0, 0);

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The distance from one tick to the next.
#[derive(Clone, Copy)]
enum Step {
    Seconds(i64),
    Months(i64),
}

const STEPS: [Step; 33] = [
    Step::Seconds(1),
    Step::Seconds(5),
    Step::Seconds(15),
    Step::Seconds(30),
    Step::Seconds(MINUTE),
    Step::Seconds(5 * MINUTE),
    Step::Seconds(15 * MINUTE),
    Step::Seconds(30 * MINUTE),
    Step::Seconds(HOUR),
    Step::Seconds(2 * HOUR),
    Step::Seconds(3 * HOUR),
    Step::Seconds(6 * HOUR),
    Step::Seconds(12 * HOUR),
    Step::Seconds(DAY),
    Step::Seconds(2 * DAY),
    Step::Seconds(7 * DAY),
    Step::Seconds(14 * DAY),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(2 * 12),
    Step::Months(5 * 12),
    Step::Months(10 * 12),
    Step::Months(20 * 12),
    Step::Months(50 * 12),
    Step::Months(100 * 12),
    Step::Months(200 * 12),
    Step::Months(500 * 12),
    Step::Months(1000 * 12),
    Step::Months(2000 * 12),
    Step::Months(5000 * 12),
];

/// The position of a time on the axis, in seconds.
pub(super) fn seconds(time: DateTime) -> f64 {
    time.duration_since(EPOCH).as_secs_f64()
}

/// The ticks for times from `first` to `last`, on an axis where the width of one character of a label is `seconds_per_character`.
///
/// The list is empty if there is no round time between them.
pub(super) fn ticks(first: DateTime, last: DateTime, seconds_per_character: f64) -> Vec<Tick> {
    /// The space between two labels, in characters.
    const GAP: f64 = 2.0;
    let apart = |ticks: &[Tick]| {
        ticks.windows(2).all(|pair| {
            let characters = (pair[0].label.chars().count() + pair[1].label.chars().count()) as f64 / 2.0 + GAP;
            pair[1].at - pair[0].at >= characters * seconds_per_character
        })
    };
    // The shortest label is a four-digit year, so steps too fine for it need not be tried.
    let finest = (4.0 + GAP) * seconds_per_character;
    let candidates = STEPS.iter().filter(|step| step.longest() >= finest);
    candidates.map(|step| step.ticks(first, last)).find(|ticks| apart(ticks)).unwrap_or_default()
}

impl Step {
    /// The longest time between two ticks, in seconds.
    fn longest(self) -> f64 {
        match self {
            Self::Seconds(seconds) => seconds as f64,
            Self::Months(months) => (months * 31 * DAY) as f64,
        }
    }

    fn ticks(self, first: DateTime, last: DateTime) -> Vec<Tick> {
        let times: Vec<DateTime> = self.times(first, last).collect();
        let mut ticks: Vec<Tick> =
            times.iter().map(|&time| Tick { at: seconds(time), label: self.label(time) }).collect();
        // If all labels are clock times, the first one gets a date.
        if let (Some(tick), Some(time)) = (ticks.first_mut(), times.first())
            && self.within_a_day()
            && !times.iter().copied().any(is_midnight)
        {
            tick.label = format!("{} {}", time.date(), tick.label);
        }
        ticks
    }

    fn within_a_day(self) -> bool {
        matches!(self, Self::Seconds(..DAY))
    }

    /// The round times of this step from `first` to `last`, inclusive.
    fn times(self, first: DateTime, last: DateTime) -> Box<dyn Iterator<Item = DateTime>> {
        match self {
            Self::Seconds(step) => {
                let first = seconds(first) / step as f64;
                let last = seconds(last) / step as f64;
                Box::new(
                    (first.ceil() as i64..=last.floor() as i64)
                        .filter_map(move |index| EPOCH.checked_add(SignedDuration::from_secs(index * step)).ok()),
                )
            }
            Self::Months(step) => {
                let month = |time: DateTime| i64::from(time.year()) * 12 + i64::from(time.month()) - 1;
                let indices = month(first).div_euclid(step)..=month(last).div_euclid(step);
                let times = indices.filter_map(move |index| {
                    let month = index * step;
                    let year = i16::try_from(month.div_euclid(12)).ok()?;
                    DateTime::new(year, month.rem_euclid(12) as i8 + 1, 1, 0, 0, 0, 0).ok()
                });
                Box::new(times.filter(move |&time| first <= time && time <= last))
            }
        }
    }

    /// The shortest label that this step needs; midnight is labeled with the date that begins then.
    fn label(self, time: DateTime) -> String {
        match self {
            Self::Months(months) if months % 12 == 0 => time.year().to_string(),
            Self::Months(_) => format!("{}-{:02}", time.year(), time.month()),
            Self::Seconds(_) if is_midnight(time) => time.date().to_string(),
            Self::Seconds(step) if step % MINUTE == 0 => format!("{:02}:{:02}", time.hour(), time.minute()),
            Self::Seconds(_) => format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()),
        }
    }
}

fn is_midnight(time: DateTime) -> bool {
    time.time() == Time::midnight()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(first: &str, last: &str, characters: f64, expected: &[&str]) {
        let (first, last) = (time(first), time(last));
        let per_character = (seconds(last) - seconds(first)) / characters;
        let labels: Vec<String> = ticks(first, last, per_character).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, expected);
    }

    #[test]
    fn labels_fit_the_step() {
        check("2020-01-31", "2020-07-02", 60.0, &["2020-02", "2020-03", "2020-04", "2020-05", "2020-06", "2020-07"]);
        check(
            "2020-11-01",
            "2020-12-01",
            70.0,
            &["2020-11-02", "2020-11-09", "2020-11-16", "2020-11-23", "2020-11-30"],
        );
        check("2020-11-03T01:00", "2020-11-03T23:00", 50.0, &["2020-11-03 06:00", "12:00", "18:00"]);
        check("2020-11-02T12:00", "2020-11-04", 50.0, &["12:00", "2020-11-03", "12:00", "2020-11-04"]);
        check("2020-11-03", "2020-11-04T12:00", 50.0, &["2020-11-03", "12:00", "2020-11-04", "12:00"]);
        check("2020-11-03T10:00:01", "2020-11-03T10:00:16", 60.0, &["2020-11-03 10:00:05", "10:00:10", "10:00:15"]);
        check("1999-05-01", "2021-05-01", 40.0, &["2000", "2005", "2010", "2015", "2020"]);
    }

    #[test]
    fn labels_do_not_overlap_at_any_span_and_width() {
        let first = time("2019-02-27T13:47:11");
        for exponent in 0..40 {
            let span = 1.7_f64.powi(exponent).ceil();
            let last = first.checked_add(SignedDuration::from_secs(span as i64)).unwrap();
            for characters in [20.0, 47.0, 110.0, 300.0] {
                let ticks = ticks(first, last, span / characters);
                for pair in ticks.windows(2) {
                    let distance = (pair[1].at - pair[0].at) / span * characters;
                    let widths = (pair[0].label.len() + pair[1].label.len()) as f64 / 2.0;
                    assert!(distance > widths, "{:?} over {:?} in {characters} characters", pair, span);
                }
                assert!(characters < 100.0 || span < 60.0 || ticks.len() >= 2, "{span} s: {ticks:?}");
            }
        }
    }

    #[test]
    fn whole_calendar_of_civil_time_has_ticks() {
        let ticks = ticks(DateTime::MIN, DateTime::MAX, seconds(DateTime::MAX) / 40.0);
        assert!(ticks.len() >= 3, "{ticks:?}");
    }

    #[test]
    fn no_round_time_in_between_gives_no_tick() {
        let (first, last) = (time("2020-11-03T10:00:00.1"), time("2020-11-03T10:00:00.9"));
        assert_eq!(ticks(first, last, 0.01), []);
    }
}
