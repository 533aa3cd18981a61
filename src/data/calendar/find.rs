//! Finds the frequency of a time axis. The most frequent step suggests candidates; the one that explains most steps wins.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

use super::frequency::Frequency;
use super::grid::{Grid, MonthDay, month, to_local};

/// Of a time axis longer than `BLOCKS · BLOCK`, only a sample is examined: `BLOCKS` evenly spread blocks of `BLOCK` times each.
const BLOCKS: usize = 64;
const BLOCK: usize = 1024;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The shortest possible month: 28 days, less up to two hours if clocks go forward in it.
const SHORTEST_MONTH: SignedDuration = SignedDuration::from_hours(28 * 24 - 2);

/// Two neighboring times, in UTC and in local time.
struct Pair {
    from: DateTime,
    to: DateTime,
    local_from: DateTime,
    local_to: DateTime,
}

impl Frequency {
    /// Finds the frequency that most steps between neighboring times follow.
    ///
    /// Gaps and a few irregular rows do not matter. The result is `None` for fewer than two times, or if every frequency explains
    /// less than half of the steps. Daily times without weekends are business days, even with holidays; this requires at least
    /// five rows from Monday to Friday, since fewer could as well be daily. Months, quarters and years may have their rows on the
    /// first, the last or another day of a month. Of more than 65 536 times, 64 evenly spread blocks are examined.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::data::Frequency;
    /// let time = ["2020-01-31T00:00", "2020-02-29T00:00", "2020-05-31T00:00", "2020-06-30T00:00"];
    /// let frequency = Frequency::find(&time.map(|time| time.parse().unwrap()));
    /// assert_eq!(frequency, Some(Frequency::month_end()));
    /// ```
    #[doc(alias = "infer_freq")]
    pub fn find(time: &[DateTime]) -> Option<Frequency> {
        find(time, None)
    }

    /// Finds the frequency as [`find`](Self::find) does, but by the local time of a zone; `time` is in UTC.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::data::{Frequency, TimeZone};
    /// // The first days of quarters in New York.
    /// let time = ["2024-01-01T05:00", "2024-04-01T04:00", "2024-07-01T04:00"].map(|time| time.parse().unwrap());
    /// let frequency = Frequency::find_in(&time, TimeZone::get("America/New_York").unwrap());
    /// assert_eq!(frequency.unwrap().to_string(), "QS[America/New_York]");
    /// ```
    pub fn find_in(time: &[DateTime], zone: TimeZone) -> Option<Frequency> {
        find(time, Some(zone))
    }
}

fn find(time: &[DateTime], zone: Option<TimeZone>) -> Option<Frequency> {
    let pairs = sample(time, zone.as_ref());
    let explained =
        |frequency: &Frequency| pairs.iter().filter(|pair| frequency.after(pair.from).next() == Some(pair.to)).count();
    let mut best: Option<(usize, Frequency)> = None;
    for mut candidate in candidates(&pairs)? {
        candidate.zone.clone_from(&zone);
        let score = explained(&candidate);
        if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
            best = Some((score, candidate));
        }
    }
    best.filter(|(score, _)| 2 * score >= pairs.len()).map(|(_, frequency)| frequency)
}

fn sample(time: &[DateTime], zone: Option<&TimeZone>) -> Vec<Pair> {
    let pair = |pair: &[DateTime]| {
        let (from, to) = (pair[0], pair[1]);
        Pair { from, to, local_from: to_local(from, zone), local_to: to_local(to, zone) }
    };
    if time.len() <= BLOCKS * BLOCK {
        return time.windows(2).map(pair).collect();
    }
    let starts = (0..BLOCKS).map(|block| (time.len() - BLOCK) / (BLOCKS - 1) * block);
    starts.flat_map(|start| time[start..start + BLOCK].windows(2).map(pair)).collect()
}

/// The frequencies whose step may be the most frequent one, the preferred frequency first; `None` if there is no step.
fn candidates(pairs: &[Pair]) -> Option<Vec<Frequency>> {
    let step = most_frequent(pairs.iter().map(|pair| pair.to.duration_since(pair.from)))?;
    let mut candidates = Vec::new();
    if step >= SHORTEST_MONTH {
        candidates.extend(months(pairs));
    }
    // When clocks go forward, a local day is only 23 hours long (22 in a zone that moves them by two hours).
    if step >= DAY - SignedDuration::from_hours(2) {
        candidates.extend(days(pairs));
    }
    candidates.extend(Frequency::fixed(step));
    Some(candidates)
}

fn months(pairs: &[Pair]) -> Vec<Frequency> {
    let difference = |pair: &Pair| month(pair.local_to.date()) - month(pair.local_from.date());
    let Some(step) = most_frequent(pairs.iter().map(difference)).and_then(count) else { return Vec::new() };
    let dates = || dates(pairs);
    let Some(day) = most_frequent(dates().map(Date::day)) else { return Vec::new() };
    // The phase (for quarters: which month of the quarter) is the one that most rows have.
    let phased = |day| {
        let per = [12, 3, 1].into_iter().find(|per| step.get().is_multiple_of(*per)).unwrap_or(1);
        let phase = most_frequent(dates().map(|date| month(date).rem_euclid(per.into()))).unwrap_or(0);
        let count = NonZeroU32::new(step.get() / per).unwrap_or(step);
        Frequency::of_count(count, Grid::Months { per: per.into(), phase, day })
    };
    let other = |day| Frequency::of_count(step, Grid::Months { per: 1, phase: 0, day });
    let other = match day {
        1 => phased(MonthDay::First),
        31 => other(MonthDay::Last),
        _ => other(MonthDay::On(day)),
    };
    vec![phased(MonthDay::Last), phased(MonthDay::LastBusiness), other, phased(MonthDay::FirstBusiness)]
}

fn days(pairs: &[Pair]) -> Vec<Frequency> {
    let step = most_frequent(pairs.iter().map(|pair| pair.local_to.duration_since(pair.local_from)));
    let Some(step) = step.filter(|step| step.as_nanos() % DAY.as_nanos() == 0) else { return Vec::new() };
    let Some(days) = count(step.as_hours() / 24) else { return Vec::new() };
    if let Some(weeks) = NonZeroU32::new(days.get() / 7).filter(|_| days.get().is_multiple_of(7)) {
        let weekday = most_frequent(dates(pairs).map(|date| date.weekday().to_monday_zero_offset()));
        let weekday = weekday.and_then(|weekday| Weekday::from_monday_zero_offset(weekday).ok());
        return weekday.map(|weekday| Frequency::of_count(weeks, Grid::Weeks(weekday))).into_iter().collect();
    }
    let daily = Frequency::of_count(days, Grid::Days);
    let business =
        |pair: &Pair| Grid::BusinessDays.floor(pair.local_to.date()) - Grid::BusinessDays.floor(pair.local_from.date());
    let business = most_frequent(pairs.iter().map(business)).and_then(count);
    let business = business.map(|count| Frequency::of_count(count, Grid::BusinessDays));
    // Rows from Monday to Friday of one week fit both days and business days; five of them count as business days.
    let weekdays_only = dates(pairs).all(|date| date.weekday().to_monday_zero_offset() < 5);
    let mut candidates: Vec<_> = [daily].into_iter().chain(business).collect();
    if days.get() == 1 && weekdays_only && pairs.len() >= 4 {
        candidates.reverse();
    }
    candidates
}

/// The local dates of both times of each pair.
fn dates(pairs: &[Pair]) -> impl Iterator<Item = Date> + '_ {
    pairs.iter().flat_map(|pair| [pair.local_from.date(), pair.local_to.date()])
}

fn count(steps: i64) -> Option<NonZeroU32> {
    u32::try_from(steps).ok().and_then(NonZeroU32::new)
}

/// The most frequent value; the smallest if several are equally frequent.
pub(super) fn most_frequent<T: Hash + Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts = HashMap::new();
    for value in values {
        *counts.entry(value).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|&(value, count)| (count, Reverse(value))).map(|(value, _)| value)
}
