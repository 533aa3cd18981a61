//! Reports what a reader changed, left out or filled.

use std::fmt;

/// What a reader did under its [`CsvOptions`](crate::CsvOptions). It prints as one line.
///
/// # Example
/// ```
/// use timeseriesml::{CsvOptions, data::Missing};
/// let text = "time,celsius\n2020-01-01,180\n2020-01-02,\n2020-01-03,181.5\n";
/// let options = CsvOptions::new().missing(Missing::DropRow);
/// let (oven, report) = options.read_series_with_report_from("oven", text.as_bytes(), &["celsius"])?;
/// assert_eq!((report.rows, report.dropped), (3, 1));
/// assert_eq!(report.to_string(), "3 rows read, 1 left out (a value is missing)");
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadReport {
    /// The number of rows after the header, not counting rows that options skip.
    pub rows: usize,
    /// The number of rows left out because a value is missing.
    pub dropped: usize,
    /// The name of each column with filled values, and the number of these values.
    pub filled: Vec<(String, usize)>,
    /// The number of rows left out because another row has the same time.
    pub duplicates: usize,
    /// Whether the rows had to be sorted.
    pub sorted: bool,
    /// The number of inconsistent candles left out.
    pub skipped: usize,
    /// The number of inconsistent candles kept.
    pub kept: usize,
    /// The number of candles whose high or low was moved to make them consistent, by no more than the tolerance.
    pub widened: usize,
}

impl ReadReport {
    /// Adds the counts in the report on another series of the file.
    pub(super) fn add(&mut self, other: &ReadReport) {
        self.rows += other.rows;
        self.dropped += other.dropped;
        self.duplicates += other.duplicates;
        self.sorted |= other.sorted;
        self.skipped += other.skipped;
        self.kept += other.kept;
        self.widened += other.widened;
        for (column, count) in &other.filled {
            self.count_filled(column, *count);
        }
    }

    pub(super) fn count_filled(&mut self, column: &str, count: usize) {
        match self.filled.iter_mut().find(|(name, _)| name == column) {
            Some((_, sum)) => *sum += count,
            None => self.filled.push((column.to_owned(), count)),
        }
    }
}

impl fmt::Display for ReadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: usize, one: &'static str, many: &'static str| if count == 1 { one } else { many };
        write!(f, "{} {} read", self.rows, plural(self.rows, "row", "rows"))?;
        if self.sorted {
            f.write_str(", sorted by time")?;
        }
        for (count, reason) in [
            (self.dropped, "a value is missing"),
            (self.duplicates, "the time is on another row"),
            (self.skipped, "the candle contradicts itself"),
        ] {
            if count > 0 {
                write!(f, ", {count} left out ({reason})")?;
            }
        }
        for (column, count) in &self.filled {
            write!(f, ", {count} {} of \"{column}\" filled", plural(*count, "value", "values"))?;
        }
        if self.kept > 0 {
            let candles = plural(self.kept, "candle that contradicts itself", "candles that contradict themselves");
            write!(f, ", {} {candles} kept", self.kept)?;
        }
        if self.widened > 0 {
            write!(f, ", {} {} widened to open and close", self.widened, plural(self.widened, "candle", "candles"))?;
        }
        Ok(())
    }
}
