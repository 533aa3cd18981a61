//! Reads the time of each row from one or several columns, as the options say.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::CsvOptions;
use super::columns::Located;
use super::options::TimeFrom;
use super::rows::{Rows, excerpt};
use super::rules::AmbiguousTime;
use super::time_format::by_format;
use super::time_remedy::{TimeFault, short_year_remedy, time_fault};
use crate::data::time::{TimeMistake, TimeText, parse_time};
use crate::data::{DataError, Frequency, UnixUnit};

/// Reads the time of each row.
pub(super) struct Times<'a> {
    options: &'a CsvOptions,
    column: Located,
    rule: Rule<'a>,
    /// Whether the first unambiguous date has the day first, and the line of this date.
    order: Option<(bool, u64)>,
    zone: Option<(&'a str, TimeZone)>,
    ambiguous: AmbiguousTime,
    /// Whether the first time had an offset from UTC, and the line of this time.
    first: Option<(bool, u64)>,
    /// The time of the previous row, in UTC.
    last: Option<DateTime>,
    joined: String,
}

enum Rule<'a> {
    Usual { day_first: Option<bool> },
    Format(&'a str),
    Unix(UnixUnit),
    Counted(DateTime, &'a Frequency),
}

impl<'a> Times<'a> {
    /// Reads the times in `column`. If the options count rows, `column` has no fields.
    pub(super) fn new(options: &'a CsvOptions, column: Located) -> Result<Self, DataError> {
        let rule = match (&options.time, &options.time_format, options.unix) {
            (TimeFrom::Counted { start, step }, ..) => Rule::Counted(*start, step),
            (_, Some(format), _) => Rule::Format(format),
            (_, _, Some(unit)) => Rule::Unix(unit),
            _ => Rule::Usual { day_first: options.day_first },
        };
        let zone = match &options.zone {
            Some(name) => {
                let zone = TimeZone::get(name).map_err(|_| DataError::UnknownZone { found: name.clone() })?;
                Some((&**name, zone))
            }
            None => None,
        };
        Ok(Times {
            options,
            column,
            rule,
            order: None,
            zone,
            ambiguous: options.ambiguous,
            first: None,
            last: None,
            joined: String::new(),
        })
    }

    /// The time of the row, converted to UTC if its offset is known.
    pub(super) fn read(&mut self, rows: &Rows<'_>) -> Result<DateTime, DataError> {
        if let Rule::Counted(..) = self.rule {
            return self.count(rows);
        }
        let time = self.written(rows)?;
        self.in_utc(rows, time)
    }

    /// Converts the row's time to UTC if its offset is known.
    pub(super) fn in_utc(&mut self, rows: &Rows<'_>, time: TimeText) -> Result<DateTime, DataError> {
        let has_offset = time.offset.is_some();
        match self.first {
            None => self.first = Some((has_offset, rows.line())),
            Some((first, line)) if first != has_offset => {
                let (at, column, found) = (rows.at(), self.column.name.clone(), self.text(rows));
                // Line 1 of a table is its row 0, so the message subtracts 1 for a table.
                let first = line - u64::from(rows.is_table());
                return Err(DataError::MixedOffsets { at, column, found, has_offset, first });
            }
            Some(_) => {}
        }
        let time = match (&self.zone, time.offset) {
            (Some((_, zone)), None) => {
                let offset = self.offset(zone, time.shown, rows)?;
                TimeText { offset: Some(i64::from(offset.seconds())), ..time }
            }
            _ => time,
        };
        let utc = time.utc().ok_or_else(|| self.mistake(rows, TimeMistake::Unknown))?;
        self.last = Some(utc);
        Ok(utc)
    }

    /// The time of the last row read, in UTC.
    pub(super) fn last(&self) -> Option<DateTime> {
        self.last
    }

    /// Makes the reader continue as if the previous row had this time.
    pub(super) fn set_last(&mut self, last: Option<DateTime>) {
        self.last = last;
    }

    /// The time as written in the row.
    fn written(&mut self, rows: &Rows<'_>) -> Result<TimeText, DataError> {
        if let Some(&empty) = self.column.fields.iter().find(|&&field| rows.cell(field).is_empty()) {
            let column = self.column.names.iter().zip(&self.column.fields).find(|(_, field)| **field == empty);
            let column = column.map_or_else(|| self.column.name.clone(), |(name, _)| name.clone());
            let after_header = self.first.is_none().then_some(self.options.skip_after_header + 1);
            return Err(DataError::EmptyTime { at: rows.at(), column, after_header });
        }
        let text = match *self.column.fields {
            [field] => rows.cell(field),
            ref fields => {
                self.joined.clear();
                for &field in fields {
                    if !self.joined.is_empty() {
                        self.joined.push(' ');
                    }
                    self.joined.push_str(rows.cell(field));
                }
                &self.joined
            }
        };
        let text = if self.options.interval_start { start_of_interval(text) } else { text };
        match &self.rule {
            Rule::Usual { day_first } => {
                let time = parse_time(text, *day_first).map_err(|mistake| self.mistake(rows, mistake))?;
                if day_first.is_none()
                    && let Some(is_day) = tells_order(text)
                {
                    match self.order {
                        None => self.order = Some((is_day, rows.line())),
                        Some((first, line)) if first != is_day => {
                            let (at, column, found) = (rows.at(), self.column.name.clone(), excerpt(text));
                            return Err(DataError::MixedDateOrder {
                                at,
                                column,
                                found,
                                day_first: is_day,
                                first: line,
                            });
                        }
                        Some(_) => {}
                    }
                }
                Ok(time)
            }
            Rule::Unix(unit) => {
                let shown = unit.parse(text).ok_or_else(|| DataError::NotUnixTime {
                    at: rows.at(),
                    column: self.column.name.clone(),
                    found: excerpt(text),
                    unit: *unit,
                    remedy: match text.len() {
                        _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => "correct the cell",
                        15 | 16 => "if these are microseconds, use `.unix(UnixUnit::Microseconds)`",
                        18 | 19 => "if these are nanoseconds, use `.unix(UnixUnit::Nanoseconds)`",
                        _ => "use another unit, such as `.unix(UnixUnit::Milliseconds)`",
                    },
                })?;
                Ok(TimeText { shown, offset: Some(0) })
            }
            Rule::Format(format) => by_format(format, text).map_err(|reason| DataError::NotInFormat {
                at: rows.at(),
                column: self.column.name.clone(),
                found: excerpt(text),
                format: format!("the format \"{format}\" ({reason})"),
            }),
            Rule::Counted(..) => unreachable!("rows are counted by `count`"),
        }
    }

    fn count(&mut self, rows: &Rows<'_>) -> Result<DateTime, DataError> {
        let Rule::Counted(start, step) = &self.rule else { unreachable!("only counted rows have no column") };
        let time = match self.last {
            None => step.times(*start, 1).pop(),
            Some(last) => step.next(last, 1).pop(),
        };
        let time = time.ok_or_else(|| DataError::CalendarEnds { at: rows.at() })?;
        self.last = Some(time);
        Ok(time)
    }

    /// The offset of a local time, chosen by `ambiguous` where there are two.
    fn offset(&self, zone: &TimeZone, local: DateTime, rows: &Rows<'_>) -> Result<Offset, DataError> {
        let (before, after, is_fold) = match zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => return Ok(offset),
            AmbiguousOffset::Fold { before, after } => (before, after, true),
            AmbiguousOffset::Gap { before, after } => (before, after, false),
        };
        let utc = |offset: Offset| local.checked_sub(SignedDuration::from_secs(i64::from(offset.seconds()))).ok();
        match (self.ambiguous, is_fold) {
            (AmbiguousTime::Refuse, _) => {
                let (at, column, zone) = (rows.at(), self.column.name.clone(), self.zone_name());
                Err(match is_fold {
                    true => DataError::AmbiguousLocalTime { at, column, found: local, zone },
                    false => DataError::SkippedLocalTime { at, column, found: local, zone },
                })
            }
            // At a skipped time, the offset from before the change gives a time after the change, and vice versa.
            (AmbiguousTime::Earlier, true) | (AmbiguousTime::Later | AmbiguousTime::InOrder, false) => Ok(before),
            (AmbiguousTime::Later, true) | (AmbiguousTime::Earlier, false) => Ok(after),
            (AmbiguousTime::InOrder, true) => {
                let is_second = self.last.is_some_and(|last| utc(before).is_some_and(|earlier| earlier <= last));
                Ok(if is_second { after } else { before })
            }
        }
    }

    fn zone_name(&self) -> String {
        self.zone.as_ref().map(|(name, _)| (*name).to_owned()).unwrap_or_default()
    }

    fn text(&self, rows: &Rows<'_>) -> String {
        excerpt(&self.whole_text(rows))
    }

    fn whole_text(&self, rows: &Rows<'_>) -> String {
        let cells: Vec<&str> = self.column.fields.iter().map(|&field| rows.cell(field)).collect();
        let text = cells.join(" ");
        if self.options.interval_start { start_of_interval(&text).to_owned() } else { text }
    }

    fn mistake(&self, rows: &Rows<'_>, mistake: TimeMistake) -> DataError {
        let (at, column, found) = (rows.at(), self.column.name.clone(), self.text(rows));
        let is_first = self.first.is_none();
        match mistake {
            TimeMistake::Unknown if rows.is_table() => {
                let remedy = "give its format with `ArrowOptions::new().time_format(\"%d/%m/%Y %H:%M\")`".to_owned();
                DataError::NotATime { at, column, found, remedy }
            }
            TimeMistake::Unknown if rows.is_header() => DataError::RepeatedHeader { at },
            TimeMistake::Unknown => {
                let text = self.whole_text(rows);
                let left_out = (self.options.skip_after_header, rows.footer());
                match time_fault(&text, self.options.day_first, left_out, is_first) {
                    TimeFault::Missing => DataError::MissingTime { at, column, found },
                    TimeFault::NoSuchTime => DataError::NoSuchTime { at, column, found },
                    TimeFault::Other(_)
                        if !rows.is_table()
                            && is_first
                            && text.starts_with(char::is_alphabetic)
                            && !has_digit(&text) =>
                    {
                        let after_header = self.options.skip_after_header + 1;
                        DataError::NoFirstTime { at, column, found, after_header }
                    }
                    TimeFault::Other(remedy) => DataError::NotATime { at, column, found, remedy },
                }
            }
            TimeMistake::Ambiguous => DataError::AmbiguousDate { at, column, found },
            TimeMistake::ShortYear => {
                let remedy = short_year_remedy(&self.whole_text(rows));
                DataError::ShortYear { at, column, found, remedy }
            }
            TimeMistake::Stamp => DataError::AmbiguousStamp { at, column, found },
        }
    }
}

/// Whether the day comes first in a date such as `31/12/2020`; `None` if its numbers do not show it.
fn tells_order(text: &str) -> Option<bool> {
    let bytes = text.as_bytes();
    let separator = bytes.get(1..3)?.iter().position(|byte| matches!(byte, b'/' | b'-' | b'.'))? + 1;
    let leading = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        text[..digits.min(2)].parse::<u8>().ok()
    };
    match (leading(text)?, leading(&text[separator + 1..])?) {
        (13.., _) => Some(true),
        (_, 13..) => Some(false),
        _ => None,
    }
}

/// Returns the start of an interval, or the whole text if it is not an interval.
fn start_of_interval(text: &str) -> &str {
    let slash = (text.matches('/').count() == 1).then(|| text.split_once('/')).flatten();
    let parts = [" - ", " – ", " to "].iter().find_map(|mark| text.split_once(mark)).or(slash);
    parts.map_or(text, |(start, _)| start.trim())
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}
