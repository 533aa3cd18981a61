//! Reads a file row by row: the fields, and the line on which each row begins.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use csv::ByteRecord;

use super::text::{CleanText, HEAD_BYTES, MAX_ROW_BYTES, RowTooLong, find_delimiter};
use super::{CsvOptions, source};
use crate::data::{DataError, DataLocation};
use crate::files::shown_to;

/// The largest number of characters of a cell that a message shows.
pub(super) const SHOWN_CHARS: usize = 40;

/// A row of a file or table.
#[derive(Default)]
struct Row {
    record: ByteRecord,
    /// The line of the file on which the row begins, and the number of lines that the row spans.
    line: u64,
    lines: u64,
}

/// The rows of a file or table, one at a time.
pub(super) struct Rows<'a> {
    pub(super) file: &'a str,
    source: Source<'a>,
    row: Row,
    /// Rows read ahead. They are held back because the last `footer` rows of the file are skipped.
    ahead: VecDeque<Row>,
    footer: usize,
    /// The number of lines skipped before the first row.
    skipped: u64,
    header: Vec<String>,
    header_line: u64,
    skip_repeated_headers: bool,
    /// Whether a row after the header had as many fields as the header.
    fitted: bool,
    /// The comment character, for the remedies in messages.
    comment: Option<char>,
}

enum Source<'a> {
    Csv(Box<csv::Reader<CleanText<'a>>>),
    Json(Box<JsonLines<'a>>),
    /// The rows of a table, set by [`Rows::set_row`].
    #[cfg_attr(not(feature = "arrow"), expect(dead_code, reason = "only Arrow has tables"))]
    Table,
}

impl<'a> Rows<'a> {
    pub(super) fn new(file: &'a str, reader: impl Read + 'a, options: &CsvOptions) -> Result<Self, DataError> {
        let read_error = |source| DataError::Read { file: file.to_owned(), source };
        let reader = source::text(file, reader, options)?;
        let spaces = options.delimiter == Some(' ');
        let mut text = CleanText::new(reader, options.skip_lines, spaces).map_err(read_error)?;
        let source = if options.json_lines {
            Source::Json(Box::new(JsonLines { text: BufReader::new(text), line: 0, keys: None, pending: None }))
        } else {
            let comment = options.comment.map(|mark| one_byte("comment", mark)).transpose()?;
            let (first, before) = text.first_line(comment).map_err(read_error)?;
            if first.contains(&0) {
                // This is checked before the rest is read, since `/dev/zero` has no end.
                let at = DataLocation::Line { file: file.to_owned(), line: options.skip_lines + before + 1 };
                return Err(DataError::NotText { at, byte: 0 });
            }
            let delimiter = match options.delimiter {
                Some(' ') => b'\t',
                Some(delimiter) => one_byte("delimiter", delimiter)?,
                None => find_delimiter(first),
            };
            let mut builder = csv::ReaderBuilder::new();
            builder.has_headers(false).flexible(true).delimiter(delimiter).comment(comment).buffer_capacity(HEAD_BYTES);
            Source::Csv(Box::new(builder.from_reader(text)))
        };
        Ok(Rows {
            footer: options.skip_footer,
            skipped: options.skip_lines,
            skip_repeated_headers: options.skip_repeated_headers,
            comment: options.comment,
            ..Rows::plain(file, source)
        })
    }

    /// Makes a reader of rows that skips none.
    fn plain(file: &'a str, source: Source<'a>) -> Self {
        Rows {
            file,
            source,
            row: Row::default(),
            ahead: VecDeque::new(),
            footer: 0,
            skipped: 0,
            header: Vec::new(),
            header_line: 0,
            skip_repeated_headers: false,
            fitted: false,
            comment: None,
        }
    }

    /// The rows of a typed table, positioned at its header.
    #[cfg(feature = "arrow")]
    pub(super) fn of_table(file: &'a str, header: &[String]) -> Self {
        let row = Row { record: ByteRecord::from(header.to_vec()), line: 0, lines: 1 };
        Rows { row, ..Rows::plain(file, Source::Table) }
    }

    /// Moves to row `row` of a table, counted from 0. `cells` are its text cells, in the order of their fields.
    #[cfg(feature = "arrow")]
    pub(super) fn set_row<T: AsRef<str>>(&mut self, row: u64, cells: impl IntoIterator<Item = (usize, T)>) {
        self.row.line = row + 1;
        self.row.record.clear();
        for (field, text) in cells {
            while self.row.record.len() < field {
                self.row.record.push_field(b"");
            }
            self.row.record.push_field(text.as_ref().as_bytes());
        }
    }

    /// Moves to the next row that is neither blank nor skipped; returns `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, DataError> {
        while self.ahead.len() <= self.footer {
            // Reuse the memory of the row just left.
            let mut row = std::mem::take(&mut self.row);
            if !self.read(&mut row)? {
                return Ok(false);
            }
            self.ahead.push_back(row);
        }
        let row = self.ahead.pop_front();
        self.row = row.unwrap_or_default();
        Ok(true)
    }

    fn read(&mut self, row: &mut Row) -> Result<bool, DataError> {
        loop {
            if !self.read_record(row)? {
                return Ok(false);
            }
            self.check_text(row)?;
            let is_blank = row.record.len() <= 1 && cell(&row.record, 0).is_empty();
            let is_left_out = self.skip_repeated_headers && is_header(&row.record, &self.header);
            if !is_blank && !is_left_out {
                return Ok(true);
            }
        }
    }

    fn read_record(&mut self, row: &mut Row) -> Result<bool, DataError> {
        let (file, skipped) = (self.file, self.skipped);
        match &mut self.source {
            Source::Csv(reader) => {
                let before = reader.position().line() + skipped;
                match reader.read_byte_record(&mut row.record) {
                    Ok(true) => {}
                    Ok(false) => return Ok(false),
                    Err(error) => return Err(read_error(file, before, error)),
                }
                reader.get_mut().begin_row();
                // The reader gives the line where the previous record ended, and blank lines may follow it. So count back from the
                // line where this record ends: over the line ends within the record, and over the line end that closed it, if any.
                let (after, closing) = (reader.position().line() + skipped, u64::from(!reader.get_ref().ended));
                let inner = match after - before {
                    // The only line end closed the record.
                    1 if closing == 1 => 0,
                    _ => memchr::memchr_iter(b'\n', row.record.as_slice()).count() as u64,
                };
                row.line = after - inner - closing;
                row.lines = inner + 1;
                // A quotation mark that is never closed joins all lines up to the end of the file.
                let text = reader.get_ref();
                let last = row.record.iter().next_back().unwrap_or_default();
                if inner > 0 && text.ended && text.last_byte != b'"' && last.contains(&b'\n') {
                    let at = DataLocation::Line { file: file.to_owned(), line: row.line };
                    return Err(DataError::QuoteNotClosed { at, lines: row.lines });
                }
                Ok(true)
            }
            Source::Json(json) => json.read(file, skipped, row),
            Source::Table => Ok(false),
        }
    }

    /// Refuses a row that is not UTF-8 or has a zero byte, since the file is then not text.
    fn check_text(&self, row: &Row) -> Result<(), DataError> {
        let bytes = row.record.as_slice();
        let bad = if bytes.is_ascii() {
            memchr::memchr(0, bytes).map(|_| 0)
        } else {
            row.record.iter().find_map(|field| match std::str::from_utf8(field) {
                Ok(text) if !text.contains('\0') => None,
                Ok(_) => Some(0),
                Err(error) => Some(field[error.valid_up_to()]),
            })
        };
        bad.map_or(Ok(()), |byte| Err(DataError::NotText { at: self.location(row.line), byte }))
    }

    /// The line on which the row begins.
    pub(super) fn line(&self) -> u64 {
        self.row.line
    }

    /// The number of the row of a table, counted from 0.
    #[cfg(feature = "arrow")]
    pub(super) fn row(&self) -> u64 {
        self.row.line.saturating_sub(1)
    }

    pub(super) fn at(&self) -> DataLocation {
        self.location(self.row.line)
    }

    pub(super) fn location(&self, line: u64) -> DataLocation {
        location(self.file, line, self.is_table())
    }

    /// Makes the current row the header and returns its names.
    pub(super) fn header(&mut self) -> Vec<String> {
        self.header = (0..self.row.record.len()).map(|field| self.cell(field).to_owned()).collect();
        self.header_line = self.row.line + self.row.lines - 1;
        self.header.clone()
    }

    /// Whether the current row repeats the header.
    pub(super) fn is_header(&self) -> bool {
        is_header(&self.row.record, &self.header)
    }

    /// Whether all cells of the row are empty.
    pub(super) fn is_blank(&self) -> bool {
        (0..self.len()).all(|field| self.cell(field).is_empty())
    }

    /// The number of rows skipped at the end of the file.
    pub(super) fn footer(&self) -> usize {
        self.footer
    }

    pub(super) fn len(&self) -> usize {
        self.row.record.len()
    }

    /// Records that a row after the header has as many fields as the header.
    pub(super) fn set_fitted(&mut self) {
        self.fitted = true;
    }

    /// The number of lines that the row spans.
    pub(super) fn lines(&self) -> u64 {
        self.row.lines
    }

    /// Whether a row after the header had as many fields as the header.
    pub(super) fn fitted(&self) -> bool {
        self.fitted
    }

    /// The names in the header; empty if the file has none.
    pub(super) fn names(&self) -> &[String] {
        &self.header
    }

    /// The character that begins lines to skip.
    pub(super) fn comment(&self) -> Option<char> {
        self.comment
    }

    /// The line on which the header ends.
    pub(super) fn header_line(&self) -> u64 {
        self.header_line
    }

    /// The text of a field without surrounding spaces; empty if the row has no such field.
    pub(super) fn cell(&self, field: usize) -> &str {
        cell(&self.row.record, field)
    }

    /// The text of an id field. In a table, surrounding spaces are part of the id.
    pub(super) fn id(&self, field: usize) -> &str {
        match self.is_table() {
            true => std::str::from_utf8(self.field(field)).unwrap_or_default(),
            false => self.cell(field),
        }
    }

    /// Whether the rows are those of a typed table.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.source, Source::Table)
    }

    /// The bytes of a field, with surrounding spaces.
    pub(super) fn field(&self, field: usize) -> &[u8] {
        self.row.record.get(field).unwrap_or_default()
    }

    /// Puts the current row back: in a file without a header, the first row read has values.
    pub(super) fn put_back(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.ahead.push_front(row);
    }
}

/// Returns the location of a line in a file or table. In a table, line 0 means the table itself, and line 1 its row 0.
pub(super) fn location(file: &str, line: u64, is_table: bool) -> DataLocation {
    let file = file.to_owned();
    match is_table {
        true => DataLocation::TableRow { table: file, row: line.checked_sub(1) },
        false => DataLocation::Line { file, line },
    }
}

/// The text of a field, trimmed. Invariant: `check_text` accepted the record.
fn cell(record: &ByteRecord, field: usize) -> &str {
    record.get(field).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default().trim()
}

fn is_header(record: &ByteRecord, header: &[String]) -> bool {
    let is_it = |(field, name): (usize, &String)| cell(record, field).eq_ignore_ascii_case(name);
    record.len() == header.len() && !header.is_empty() && header.iter().enumerate().all(is_it)
}

fn read_error(file: &str, line: u64, error: csv::Error) -> DataError {
    let text = error.to_string();
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        // Cannot happen: the reader accepts rows of any width and any bytes.
        _ => io::Error::other(text),
    };
    text_error(file, line, source)
}

fn text_error(file: &str, line: u64, source: io::Error) -> DataError {
    if source.get_ref().is_some_and(|error| error.is::<RowTooLong>()) {
        let at = DataLocation::Line { file: file.to_owned(), line };
        return DataError::RowTooLong { at, limit: MAX_ROW_BYTES };
    }
    DataError::Read { file: file.to_owned(), source }
}

/// A delimiter or comment character as the single byte that the CSV reader needs.
fn one_byte(option: &'static str, mark: char) -> Result<u8, DataError> {
    let is_free = mark.is_ascii() && !matches!(mark, '"' | '\n' | '\r' | '\0') && !mark.is_ascii_alphanumeric();
    u8::try_from(mark).ok().filter(|_| is_free).ok_or(DataError::Mark { option, found: mark })
}

/// JSON objects, one per line.
struct JsonLines<'a> {
    text: BufReader<CleanText<'a>>,
    line: u64,
    /// The keys of the first object.
    keys: Option<Vec<String>>,
    /// The first object, held back while its keys are returned as the header.
    pending: Option<serde_json::Map<String, serde_json::Value>>,
}

impl JsonLines<'_> {
    fn read(&mut self, file: &str, skipped: u64, row: &mut Row) -> Result<bool, DataError> {
        let object = match self.pending.take() {
            Some(object) => object,
            None => match self.object(file, skipped)? {
                Some(object) => object,
                None => return Ok(false),
            },
        };
        (row.line, row.lines) = (self.line + skipped, 1);
        let Some(keys) = &self.keys else {
            row.record = object.keys().map(String::as_bytes).collect();
            self.keys = Some(object.keys().cloned().collect());
            self.pending = Some(object);
            return Ok(true);
        };
        row.record = keys.iter().map(|key| json_cell(object.get(key)).into_owned().into_bytes()).collect();
        Ok(true)
    }

    fn object(
        &mut self,
        file: &str,
        skipped: u64,
    ) -> Result<Option<serde_json::Map<String, serde_json::Value>>, DataError> {
        let mut line = Vec::new();
        loop {
            line.clear();
            self.text.get_mut().begin_row();
            let number = self.line + skipped + 1;
            let read = self.text.read_until(b'\n', &mut line).map_err(|error| text_error(file, number, error))?;
            if read == 0 {
                return Ok(None);
            }
            self.line += 1;
            if !line.trim_ascii().is_empty() {
                let at = DataLocation::Line { file: file.to_owned(), line: number };
                return match serde_json::from_slice(line.trim_ascii()) {
                    Ok(object) => Ok(Some(object)),
                    Err(error) => Err(DataError::NotJson { at, reason: json_reason(line.trim_ascii(), &error) }),
                };
            }
        }
    }
}

/// Says what is wrong with a line, and the remedy.
fn json_reason(line: &[u8], error: &serde_json::Error) -> String {
    if line.starts_with(b"[") {
        return "an array; write one object per line, without brackets around them".to_owned();
    }
    if line.ends_with(b",") && serde_json::from_slice::<serde_json::Value>(&line[..line.len() - 1]).is_ok() {
        return "a comma after the object; remove the commas at the ends of lines".to_owned();
    }
    if !line.starts_with(b"{") {
        return format!("\"{}\"; read CSV without `.json_lines(true)`", excerpt(&String::from_utf8_lossy(line)));
    }
    // Cut off the position that serde_json adds, since it counts lines within this line.
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        serde_json::error::Category::Eof => {
            "an object that does not end on this line; write one object per line".to_owned()
        }
        _ => format!("a syntax error at character {} ({reason}); correct the line", error.column()),
    }
}

/// Writes a JSON value as the text of a cell; null is empty.
fn json_cell(value: Option<&serde_json::Value>) -> Cow<'_, str> {
    match value {
        None | Some(serde_json::Value::Null) => Cow::Borrowed(""),
        Some(serde_json::Value::String(text)) => Cow::Borrowed(text),
        Some(other) => Cow::Owned(other.to_string()),
    }
}

/// Shortens `text` and puts it on one line, for a message.
pub(super) fn excerpt(text: &str) -> String {
    shown_to(text, SHOWN_CHARS)
}
