//! Reads and writes the names of frequencies, which are those of pandas.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::Weekday;
use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
use jiff::tz::TimeZone;

use super::error::FrequencyError;
use super::frequency::{Frequency, Unit};
use super::grid::{Grid, MonthDay};

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MON", Weekday::Monday),
    ("TUE", Weekday::Tuesday),
    ("WED", Weekday::Wednesday),
    ("THU", Weekday::Thursday),
    ("FRI", Weekday::Friday),
    ("SAT", Weekday::Saturday),
    ("SUN", Weekday::Sunday),
];

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// The units of fixed length and their nanoseconds, the longest unit first.
const FIXED: [(&str, i128); 6] = [
    ("h", 3_600_000_000_000),
    ("min", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

impl FromStr for Frequency {
    type Err = FrequencyError;

    /// Reads a pandas name, current or old. The documentation of [`Frequency`] lists the names.
    ///
    /// # Errors
    /// [`FrequencyError::UnknownFrequency`], [`FrequencyError::StepCount`] and [`FrequencyError::UnknownZone`].
    fn from_str(text: &str) -> Result<Self, FrequencyError> {
        let unknown = || FrequencyError::UnknownFrequency { found: text.to_owned() };
        let (steps, zone) = match text.split_once('[') {
            Some((steps, zone)) => (steps, Some(zone.strip_suffix(']').ok_or_else(unknown)?)),
            None => (text, None),
        };
        let (digits, name) = steps.split_at(steps.find(|c: char| !c.is_ascii_digit()).unwrap_or(steps.len()));
        let frequency = named(name).ok_or_else(unknown)?;
        let frequency =
            if digits.is_empty() { frequency } else { frequency.every(digits.parse().map_err(|_| unknown())?)? };
        Ok(match zone {
            Some(zone) => frequency.in_zone(zone_named(zone)?),
            None => frequency,
        })
    }
}

fn named(name: &str) -> Option<Frequency> {
    let (unit, suffix) = match name.split_once('-') {
        Some((unit, suffix)) => (unit, Some(suffix)),
        None => (name, None),
    };
    let months = |per, day, default: usize| {
        let month = match suffix {
            Some(suffix) => MONTHS.iter().position(|&name| name == suffix)?,
            None => default,
        };
        let phase = i64::try_from(month).ok()? % per;
        Some(Frequency::of_count(NonZeroU32::MIN, Grid::Months { per, phase, day }))
    };
    match unit {
        "W" => {
            let weekday = suffix.unwrap_or("SUN");
            WEEKDAYS.iter().find(|(name, _)| *name == weekday).map(|&(_, weekday)| Frequency::weekly(weekday))
        }
        "MD" => Frequency::month_day(suffix?.parse().ok()?).ok(),
        "QS" => months(3, MonthDay::First, 0),
        "QE" | "Q" => months(3, MonthDay::Last, 11),
        "YS" | "AS" => months(12, MonthDay::First, 0),
        "YE" | "Y" | "A" => months(12, MonthDay::Last, 11),
        "BQS" => months(3, MonthDay::FirstBusiness, 0),
        "BQE" | "BQ" => months(3, MonthDay::LastBusiness, 11),
        "BYS" | "BAS" => months(12, MonthDay::FirstBusiness, 0),
        "BYE" | "BY" | "BA" => months(12, MonthDay::LastBusiness, 11),
        _ if suffix.is_some() => None,
        "D" => Some(Frequency::daily()),
        "B" => Some(Frequency::business_daily()),
        "MS" => Some(Frequency::month_start()),
        "ME" | "M" => Some(Frequency::month_end()),
        "BMS" => Some(Frequency::business_month_start()),
        "BME" | "BM" => Some(Frequency::business_month_end()),
        _ => {
            let unit = match unit {
                "H" => "h",
                "T" => "min",
                "S" => "s",
                unit => unit,
            };
            let (_, nanoseconds) = FIXED.iter().find(|(name, _)| *name == unit)?;
            Frequency::fixed(SignedDuration::from_nanos_i128(*nanoseconds)).ok()
        }
    }
}

fn zone_named(name: &str) -> Result<TimeZone, FrequencyError> {
    let unknown = |_| FrequencyError::UnknownZone { found: name.to_owned() };
    DateTimeParser::new().parse_time_zone(name).map_err(unknown)
}

impl fmt::Display for Frequency {
    /// Writes the name that [`Frequency::from_str`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::Fixed(step) => {
                let step = step.as_nanos();
                let divides = |&(_, unit): &(&str, i128)| step % unit == 0;
                let (name, unit) = FIXED.into_iter().find(divides).unwrap_or(("ns", 1));
                count(f, step / unit)?;
                f.write_str(name)?;
            }
            Unit::Calendar { count: steps, grid } => {
                count(f, steps.get().into())?;
                grid_name(f, grid)?;
            }
        }
        match self.zone().map(|zone| DateTimePrinter::new().time_zone_to_string(zone)) {
            Some(Ok(zone)) => write!(f, "[{zone}]"),
            // The operating system set this zone without giving its name.
            Some(Err(_)) => f.write_str("[Etc/Unknown]"),
            None => Ok(()),
        }
    }
}

fn count(f: &mut fmt::Formatter<'_>, count: i128) -> fmt::Result {
    if count == 1 { Ok(()) } else { write!(f, "{count}") }
}

fn grid_name(f: &mut fmt::Formatter<'_>, grid: Grid) -> fmt::Result {
    match grid {
        Grid::Days => f.write_str("D"),
        Grid::BusinessDays => f.write_str("B"),
        Grid::Weeks(weekday) => {
            let name = WEEKDAYS.iter().find(|(_, other)| *other == weekday).map_or("SUN", |(name, _)| name);
            write!(f, "W-{name}")
        }
        Grid::Months { day: MonthDay::On(day), .. } => write!(f, "MD-{day}"),
        Grid::Months { per, phase, day } => {
            let unit = match per {
                1 => "M",
                3 => "Q",
                _ => "Y",
            };
            let business = matches!(day, MonthDay::FirstBusiness | MonthDay::LastBusiness);
            let first = matches!(day, MonthDay::First | MonthDay::FirstBusiness);
            let (end, usual) = if first { ("S", 0) } else { ("E", per - 1) };
            write!(f, "{}{unit}{end}", if business { "B" } else { "" })?;
            // For quarters, `phase` is 0 to 2. pandas names quarter starts after the first such month of the year, and quarter
            // ends after the last.
            let month = if per == 3 && !first { phase + 9 } else { phase };
            let suffix = usize::try_from(month).ok().filter(|_| phase != usual).and_then(|month| MONTHS.get(month));
            suffix.map_or(Ok(()), |month| write!(f, "-{month}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for name in [
            "h",
            "15min",
            "90s",
            "250ms",
            "D",
            "3D",
            "B",
            "W-MON",
            "2W-SUN",
            "MS",
            "ME",
            "2ME",
            "MD-15",
            "3MD-30",
            "QS",
            "QS-FEB",
            "QE",
            "QE-OCT",
            "YS",
            "YS-JUL",
            "BMS",
            "BME",
            "BQS-FEB",
            "BQE",
            "BQE-OCT",
            "BYS",
            "BYE-JUN",
            "2BME",
            "YE",
            "5YE-JUN",
            "D[America/New_York]",
            "h[+05:30]",
            "D[UTC]",
        ] {
            assert_eq!(name.parse::<Frequency>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn old_and_other_names_are_read() {
        for (old, name) in [
            ("H", "h"),
            ("T", "min"),
            ("60min", "h"),
            ("S", "s"),
            ("M", "ME"),
            ("Q", "QE"),
            ("A", "YE"),
            ("Y", "YE"),
            ("AS-OCT", "YS-OCT"),
            ("W", "W-SUN"),
            ("QS-OCT", "QS"),
            ("QE-DEC", "QE"),
            ("QE-MAR", "QE"),
            ("1D", "D"),
            ("24h", "24h"),
            ("MD-1", "MS"),
            ("MD-31", "ME"),
        ] {
            assert_eq!(old.parse::<Frequency>().unwrap().to_string(), name, "{old}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "5",
            "x",
            "d",
            "-1D",
            "1.5h",
            "W-XYZ",
            "W-",
            "ME-JAN",
            "MD",
            "MD-0",
            "MD-32",
            "D-MON",
            "QS-jan",
            "D[",
            "[UTC]",
            "é",
            "99999999999D",
        ] {
            let message = text.parse::<Frequency>().unwrap_err().to_string();
            let expected = "expected a name such as 15min, h, D, B, W-MON, MS, ME, QS, QE, YS or YE, with or without a \
                            whole number before it";
            assert_eq!(message, format!("frequency \"{text}\": {expected}"));
        }
        let message = "0D".parse::<Frequency>().unwrap_err().to_string();
        assert_eq!(message, "frequency: a step of 0 units is not possible; give a number from 1 to 4294967295");
        let message = "D[Europe/Atlantis]".parse::<Frequency>().unwrap_err().to_string();
        let expected = "frequency: unknown time zone \"Europe/Atlantis\"; give an IANA name such as America/New_York";
        assert_eq!(message, expected);
    }
}
