//! Reads times in a format that the caller gives.

use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::Offset;

use crate::data::time::TimeText;

/// Reads a time in a format. If the format has no month, day or time of day, these are January, the first and midnight.
pub(super) fn by_format(format: &str, text: &str) -> Result<TimeText, String> {
    let reason = |error: jiff::Error| error.to_string();
    let mut parts: BrokenDownTime = strtime::parse(format, text).map_err(reason)?;
    if let Some(timestamp) = parts.timestamp() {
        return Ok(TimeText { shown: Offset::UTC.to_datetime(timestamp), offset: Some(0) });
    }
    let by_week =
        parts.iso_week().is_some() || parts.sunday_based_week().is_some() || parts.monday_based_week().is_some();
    if parts.day_of_year().is_none() && !by_week {
        if parts.month().is_none() {
            parts.set_month(Some(1)).map_err(reason)?;
        }
        if parts.day().is_none() {
            parts.set_day(Some(1)).map_err(reason)?;
        }
    }
    let has_year = parts.year().is_some() || parts.iso_week_year().is_some();
    let shown = parts.to_datetime().map_err(|error| match has_year {
        true => reason(error),
        false => "it has no year".to_owned(),
    })?;
    Ok(TimeText { shown, offset: parts.offset().map(|offset| i64::from(offset.seconds())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_read_what_they_name() {
        for (format, text, expected) in [
            ("%d/%m/%Y %H:%M", "03/04/2019 9:05", "2019-04-03T09:05"),
            ("%m/%d/%y", "03/04/19", "2019-03-04T00:00"),
            ("%Y%m%d", "20190304", "2019-03-04T00:00"),
            ("%b-%d-%Y", "Jan-1-1995", "1995-01-01T00:00"),
            ("%Y-%m-%d %I:%M %p", "2019-03-04 1:30 PM", "2019-03-04T13:30"),
            ("%Y-%m-%d %I-%p", "2019-03-04 12-AM", "2019-03-04T00:00"),
            ("%Y", "1995", "1995-01-01T00:00"),
            ("%Y-%m", "1995-07", "1995-07-01T00:00"),
            ("%Y %j", "1995 32", "1995-02-01T00:00"),
            ("%Y%m%d%H", "2024030108", "2024-03-01T08:00"),
            ("%H:%M %d.%m.%Y", "7:05 01.02.2020", "2020-02-01T07:05"),
            ("%d/%m/%Y %H:%M %z", "03/04/2019 01:00 +0200", "2019-04-02T23:00"),
            ("%s", "1580477400", "2020-01-31T13:30"),
        ] {
            let found = by_format(format, text).unwrap_or_else(|reason| panic!("{format}: {reason}"));
            assert_eq!(found.utc().unwrap(), expected.parse().unwrap(), "{format}");
        }
        assert!(by_format("%d/%m/%Y", "31/31/2020").is_err());
        assert!(by_format("%H:%M", "10:00").is_err());
        assert!(by_format("%?", "10:00").is_err());
    }
}
