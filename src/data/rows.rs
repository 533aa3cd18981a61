//! The rows of a CSV text, one at a time, and the cells of each as numbers and times.
//!
//! Knows where on which line a row begins, whatever the line ends, and cuts what messages repeat of a cell.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use csv::ByteRecord;
use jiff::civil::DateTime;

use crate::data::{
    DataError, DataLocation,
    time_index::{TimeMistake, parse_time},
};
use crate::files::shown_to;

/// How much of a file is looked at to find its delimiter.
pub(super) const HEAD_BYTES: u64 = 64 * 1024;
/// How much of a cell a message repeats.
pub(super) const SHOWN_CHARS: usize = 40;

/// The beginning of a text, which was read to find the delimiter, and the rest.
type Text<R> = LineEnds<BufReader<io::Chain<Cursor<Vec<u8>>, R>>>;

/// The rows of a CSV text, one at a time.
pub(super) struct Rows<'a, R> {
    file: &'a str,
    reader: csv::Reader<Text<R>>,
    record: ByteRecord,
    /// The physical line on which the record begins, and how many lines it takes.
    pub(super) line: u64,
    lines: u64,
}

impl<'a, R: Read> Rows<'a, R> {
    pub(super) fn new(file: &'a str, mut reader: R) -> Result<Self, DataError> {
        let mut head = Vec::new();
        let read = reader.by_ref().take(HEAD_BYTES).read_to_end(&mut head);
        read.map_err(|source| DataError::Read { file: file.to_owned(), source })?;
        if head.starts_with(b"\xef\xbb\xbf") {
            head.drain(..3);
        }
        let mut lines = (1..).zip(head.split(|&byte| byte == b'\n'));
        let (line, first) = lines.find(|(_, text)| !text.trim_ascii().is_empty()).unwrap_or((1, &[]));
        if first.contains(&0) {
            // Checked before the rest is read: a device of zeros has no end.
            let at = DataLocation::Line { file: file.to_owned(), line };
            return Err(DataError::NotText { at, byte: 0 });
        }
        let delimiter = delimiter(first);
        let text = LineEnds { inner: BufReader::new(Cursor::new(head).chain(reader)), after_cr: false, ended: false };
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
        Ok(Rows { file, reader, record: ByteRecord::new(), line: 0, lines: 0 })
    }

    /// Goes to the next row that is not blank; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, DataError> {
        loop {
            let more = self.reader.read_byte_record(&mut self.record).map_err(|error| self.read_error(error))?;
            if !more {
                return Ok(false);
            }
            // The record's own position is where the one before ended, which blank lines part from where this one
            // begins. So count back from its end: over the line ends it holds, and over the one that closed it unless
            // the text did.
            let inner = self.record.as_slice().iter().filter(|&&byte| byte == b'\n').count() as u64;
            let closing = u64::from(!self.reader.get_ref().ended);
            self.line = self.reader.position().line() - inner - closing;
            self.lines = inner + 1;
            for field in 0..self.record.len() {
                self.cell(field)?;
            }
            if self.record.len() > 1 || !self.cell(0)?.is_empty() {
                return Ok(true);
            }
        }
    }

    fn read_error(&self, error: csv::Error) -> DataError {
        let text = error.to_string();
        let source = match error.into_kind() {
            csv::ErrorKind::Io(source) => source,
            // Rows of any width and bytes of any kind are taken, so this should not come.
            _ => io::Error::other(text),
        };
        DataError::Read { file: self.file.to_owned(), source }
    }

    pub(super) fn at(&self) -> DataLocation {
        DataLocation::Line { file: self.file.to_owned(), line: self.line }
    }

    pub(super) fn header(&self) -> Result<Vec<String>, DataError> {
        (0..self.record.len()).map(|field| Ok(self.cell(field)?.to_owned())).collect()
    }

    pub(super) fn check_width(&self, expected: usize) -> Result<(), DataError> {
        let found = self.record.len();
        if found == expected {
            return Ok(());
        }
        Err(DataError::FieldCount { at: self.at(), found, expected, lines: self.lines })
    }

    /// Returns the text of a field without the spaces around it.
    fn cell(&self, field: usize) -> Result<&str, DataError> {
        let bytes = &self.record[field];
        let bad = match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => return Ok(text.trim()),
            Ok(_) => 0,
            Err(error) => bytes[error.valid_up_to()],
        };
        Err(DataError::NotText { at: self.at(), byte: bad })
    }

    /// The time in a field.
    pub(super) fn time(&self, field: usize, column: &str) -> Result<DateTime, DataError> {
        let (text, at, column) = (self.cell(field)?, || self.at(), || column.to_owned());
        if text.is_empty() {
            return Err(DataError::EmptyTime { at: at(), column: column() });
        }
        parse_time(text).map_err(|mistake| {
            let found = excerpt(text);
            match mistake {
                TimeMistake::Unknown => DataError::NotATime { at: at(), column: column(), found },
                TimeMistake::Ambiguous => DataError::AmbiguousDate { at: at(), column: column(), found },
            }
        })
    }

    /// Whether one of these fields holds what stands for a number that is missing.
    pub(super) fn is_incomplete(&self, fields: &[(&str, usize)]) -> Result<bool, DataError> {
        const MISSING: [&str; 6] = ["", "nan", "na", "n/a", "null", "none"];
        let is_missing = |text: &str| MISSING.iter().any(|missing| text.eq_ignore_ascii_case(missing));
        fields.iter().try_fold(false, |incomplete, &(_, field)| Ok(incomplete || is_missing(self.cell(field)?)))
    }

    /// The number in a field, which is finite.
    pub(super) fn number(&self, field: usize, column: &str) -> Result<f64, DataError> {
        let text = self.cell(field)?;
        let number = text.parse::<f64>();
        if let Ok(value) = number
            && value.is_finite()
        {
            return Ok(value);
        }
        let (at, column, found) = (self.at(), column.to_owned(), excerpt(text));
        Err(match number {
            Ok(_) => DataError::NotFinite { at, column, found },
            Err(_) if text.is_empty() => DataError::EmptyCell { at, column },
            Err(_) if is_grouped(text) => DataError::NumberFormat { at, column, found },
            Err(_) => DataError::NotANumber { at, column, found },
        })
    }
}

/// Turns every line end (`\r\n`, or `\r` alone) into `\n`, because the csv crate counts lines by `\n` and reads the one
/// of `\r\n` only with the next record; and tells whether the text has ended.
struct LineEnds<R> {
    inner: R,
    after_cr: bool,
    ended: bool,
}

impl<R: BufRead> Read for LineEnds<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            let input = match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                input => input?,
            };
            let (mut taken, mut written) = (0, 0);
            for &byte in input.iter().take(out.len()) {
                if byte != b'\n' || !self.after_cr {
                    out[written] = if byte == b'\r' { b'\n' } else { byte };
                    written += 1;
                }
                self.after_cr = byte == b'\r';
                taken += 1;
            }
            self.inner.consume(taken);
            self.ended = taken == 0;
            if written > 0 || self.ended {
                return Ok(written);
            }
        }
    }
}

/// Returns the most frequent of comma, semicolon and tab outside quotation marks; the comma if they are equally
/// frequent.
fn delimiter(header: &[u8]) -> u8 {
    let header = header.trim_ascii_start().split(|&byte| byte == b'\r').next().unwrap_or_default();
    let mut in_quotes = false;
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    for &byte in header {
        in_quotes ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(byte == *delimiter && !in_quotes);
        }
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map_or(b',', |(delimiter, _)| delimiter)
}

/// Recognises digits that are parted by something: `1,234.5`, `1.234,5`, `1 234`, `0,5`.
fn is_grouped(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    let separator = |c: char| matches!(c, '.' | ',' | '\'' | '’' | '_' | ' ' | '\u{a0}' | '\u{202f}');
    unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.ends_with(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(|c| c.is_ascii_digit() || separator(c))
}

/// A text from a file, cut to the length that a message bears, and on one line.
pub(super) fn excerpt(text: &str) -> String {
    shown_to(text, SHOWN_CHARS)
}
