//! Bins of time: all rows of one day or month, for example. Resampling turns each bin into one row.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

use super::frequency::{Frequency, Unit};
use super::grid::{Grid, MonthDay, to_local, to_utc};

/// The bins of a frequency, counted from the day of the first time.
pub(crate) struct Bins<'a> {
    frequency: &'a Frequency,
    /// The time from which bins of a fixed step are counted: usually the start of the first local day.
    origin: DateTime,
    /// The number of the date that labels the first bin, if the frequency is a grid of dates.
    first: i64,
}

/// A bin's two possible labels (its edges), and the time at which the next bin begins; `None` outside the range of dates.
pub(crate) struct Bin {
    pub(crate) start: Option<DateTime>,
    pub(crate) end: Option<DateTime>,
    pub(crate) until: Option<DateTime>,
}

impl<'a> Bins<'a> {
    pub(crate) fn new(frequency: &'a Frequency, first: DateTime) -> Self {
        let date = to_local(first, frequency.zone()).date();
        // Where clocks skip midnight, the first time of the day may come before the "midnight" that was converted to UTC.
        let origin = midnight(frequency, date).filter(|&origin| origin <= first).unwrap_or(first);
        Bins { frequency, origin, first: name(frequency, date) }
    }

    /// Whether bins are labeled by their last day.
    pub(crate) fn label_at_end(&self) -> bool {
        matches!(self.frequency.unit, Unit::Calendar { grid, .. } if ends(grid))
    }

    /// Returns the bin of a time, which must be in the first bin or later.
    pub(crate) fn bin(&self, time: DateTime) -> Bin {
        match self.frequency.unit {
            Unit::Fixed(step) => {
                let steps = time.duration_since(self.origin).as_nanos() / step.as_nanos();
                let start = self.origin.checked_add(SignedDuration::from_nanos_i128(steps * step.as_nanos())).ok();
                let end = start.and_then(|start| start.checked_add(step).ok());
                Bin { start, end, until: end }
            }
            Unit::Calendar { count, grid } => {
                let count = i64::from(count.get());
                let steps = name(self.frequency, to_local(time, self.frequency.zone()).date()) - self.first;
                let label = |number| grid.date(number).and_then(|date| midnight(self.frequency, date));
                if ends(grid) {
                    // The number is rounded up, since the last date of a bin is its label.
                    let last = self.first + (steps + count - 1).div_euclid(count) * count;
                    let day_after = grid.date(last).and_then(|date| date.tomorrow().ok());
                    let until = day_after.and_then(|date| midnight(self.frequency, date));
                    Bin { start: label(last - count), end: label(last), until }
                } else {
                    let start = self.first + steps.div_euclid(count) * count;
                    let end = label(start + count);
                    Bin { start: label(start), end, until: end }
                }
            }
        }
    }
}

/// The number of the grid date that labels the bin of `date`, if each grid date labels a bin; 0 for a fixed step.
fn name(frequency: &Frequency, date: Date) -> i64 {
    match frequency.unit {
        Unit::Fixed(_) => 0,
        Unit::Calendar { grid, .. } if ends(grid) => grid.ceil(date),
        Unit::Calendar { grid, .. } => grid.floor(date),
    }
}

/// Whether a grid's dates are the last days of its bins, as month ends are.
fn ends(grid: Grid) -> bool {
    matches!(grid, Grid::Weeks(_) | Grid::Months { day: MonthDay::Last | MonthDay::LastBusiness, .. })
}

/// The first instant of a local day, in UTC.
fn midnight(frequency: &Frequency, date: Date) -> Option<DateTime> {
    to_utc(date.to_datetime(Time::midnight()), frequency.zone())
}
