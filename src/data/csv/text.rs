//! Normalizes the bytes of a text file before they are split into rows.
//!
//! Every line end becomes `\n`. The csv crate counts lines by `\n` only, and counts the `\n` of a `\r\n` only when it reads the
//! next record. A byte order mark and skipped lines are removed. If the delimiter is a space, each run of spaces and tabs becomes
//! one tab.

use std::io::{self, BufRead, BufReader, Read};

/// The largest size of a row. A larger row shows that the file has no line ends, or that a quotation mark is never closed.
pub(super) const MAX_ROW_BYTES: u64 = 16 << 20;
/// The largest number of bytes read ahead to find the first line, which shows the delimiter.
pub(super) const HEAD_BYTES: usize = 64 * 1024;

/// The error of [`CleanText`] when a row exceeds [`MAX_ROW_BYTES`].
#[derive(Debug, thiserror::Error)]
#[error("the row is too long")]
pub(super) struct RowTooLong;

/// Text with `\n` as its only line end.
pub(super) struct CleanText<'a> {
    inner: BufReader<Box<dyn Read + 'a>>,
    after_cr: bool,
    lines_to_skip: u64,
    spaces: Option<Spaces>,
    /// Clean text read ahead, of which the first `given` bytes were already returned.
    head: Vec<u8>,
    given: usize,
    /// Whether the last read returned the end of the text.
    pub(super) ended: bool,
    /// The last byte returned that is not white space.
    pub(super) last_byte: u8,
    row_bytes: u64,
}

/// The state for replacing each run of spaces and tabs with one tab.
#[derive(Default)]
struct Spaces {
    in_line: bool,
    pending: bool,
    in_quotes: bool,
}

impl<'a> CleanText<'a> {
    pub(super) fn new(reader: Box<dyn Read + 'a>, lines_to_skip: u64, collapse_spaces: bool) -> io::Result<Self> {
        let mut inner = BufReader::with_capacity(HEAD_BYTES, reader);
        if buffered(&mut inner)?.starts_with(b"\xef\xbb\xbf") {
            inner.consume(3);
        }
        let spaces = collapse_spaces.then(Spaces::default);
        let (head, given, row_bytes) = (Vec::new(), 0, 0);
        Ok(CleanText {
            inner,
            after_cr: false,
            lines_to_skip,
            spaces,
            head,
            given,
            ended: false,
            last_byte: 0,
            row_bytes,
        })
    }

    /// Returns the first line that is neither blank nor a comment, cut to [`HEAD_BYTES`], and the number of lines before it. This
    /// only peeks: the reader still returns the line later.
    pub(super) fn first_line(&mut self, comment: Option<u8>) -> io::Result<(&[u8], u64)> {
        let line = self.find_first_line(comment)?;
        let before = memchr::memchr_iter(b'\n', &self.head[..line.start]).count() as u64;
        Ok((&self.head[line], before))
    }

    fn find_first_line(&mut self, comment: Option<u8>) -> io::Result<std::ops::Range<usize>> {
        loop {
            let searched = find_line(&self.head, comment);
            let is_whole = |line: &std::ops::Range<usize>| line.end < self.head.len();
            if let Some(line) = searched.filter(|line| is_whole(line) || self.head.len() >= HEAD_BYTES) {
                return Ok(line);
            }
            let mut chunk = [0; 8 * 1024];
            let read = self.clean(&mut chunk)?;
            if read == 0 || self.head.len() >= HEAD_BYTES {
                return Ok(find_line(&self.head, comment).unwrap_or(0..0));
            }
            self.head.extend_from_slice(&chunk[..read]);
        }
    }

    /// Restarts the byte count for the next row. The count is inexact, since the csv reader has already buffered some of that row.
    pub(super) fn begin_row(&mut self) {
        self.row_bytes = 0;
    }

    /// Writes clean bytes to `out` and returns their number, which is 0 only at the end of the text. `out` must have room for two
    /// bytes: a pending tab and the byte after it.
    fn clean(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let input = buffered(&mut self.inner)?;
            if input.is_empty() {
                return Ok(0);
            }
            let held_back = usize::from(self.spaces.as_ref().is_some_and(|spaces| spaces.pending));
            let input = &input[..input.len().min(out.len() - held_back)];
            let taken = input.len();
            let mut written = 0;
            let plain = self.lines_to_skip == 0 && self.spaces.is_none() && !self.after_cr;
            if plain && memchr::memchr(b'\r', input).is_none() {
                out[..taken].copy_from_slice(input);
                written = taken;
            } else {
                for &byte in input {
                    let is_second_half = byte == b'\n' && self.after_cr;
                    self.after_cr = byte == b'\r';
                    if is_second_half {
                        continue;
                    }
                    let byte = if byte == b'\r' { b'\n' } else { byte };
                    if self.lines_to_skip > 0 {
                        self.lines_to_skip -= u64::from(byte == b'\n');
                        continue;
                    }
                    match &mut self.spaces {
                        None => {
                            out[written] = byte;
                            written += 1;
                        }
                        Some(spaces) => written += spaces.write(byte, &mut out[written..]),
                    }
                }
            }
            self.inner.consume(taken);
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

impl Spaces {
    /// Writes a byte to `out`, after a tab if spaces are pending. Never writes more bytes than were read.
    fn write(&mut self, byte: u8, out: &mut [u8]) -> usize {
        match byte {
            b' ' | b'\t' if !self.in_quotes => {
                self.pending = self.in_line;
                return 0;
            }
            b'\n' if !self.in_quotes => *self = Spaces::default(),
            _ => {
                self.in_line = true;
                self.in_quotes ^= byte == b'"';
            }
        }
        let tab = usize::from(std::mem::take(&mut self.pending));
        if tab == 1 {
            out[0] = b'\t';
        }
        out[tab] = byte;
        tab + 1
    }
}

impl Read for CleanText<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if self.row_bytes > MAX_ROW_BYTES {
            return Err(io::Error::other(RowTooLong));
        }
        if out.len() == 1 && self.given == self.head.len() {
            let mut two = [0; 2];
            let read = self.clean(&mut two)?;
            (self.head, self.given) = (two[..read].to_vec(), 0);
        }
        let ahead = &self.head[self.given..];
        let read = if ahead.is_empty() {
            self.clean(out)?
        } else {
            let read = ahead.len().min(out.len());
            out[..read].copy_from_slice(&ahead[..read]);
            self.given += read;
            read
        };
        self.ended = read == 0;
        if let Some(&byte) = out[..read].iter().rev().find(|byte| !byte.is_ascii_whitespace()) {
            self.last_byte = byte;
        }
        self.row_bytes += read as u64;
        Ok(read)
    }
}

/// The bytes in the reader's buffer, refilled if empty.
fn buffered<R: BufRead>(reader: &mut R) -> io::Result<&[u8]> {
    loop {
        match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // `fill_buf` is called again below, since returning the first slice would extend its borrow over the loop.
            Err(error) => return Err(error),
            Ok(_) => return reader.fill_buf(),
        }
    }
}

/// Finds the range of the first line that is neither blank nor a comment.
fn find_line(text: &[u8], comment: Option<u8>) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text.split(|&byte| byte == b'\n') {
        let end = start + line.len();
        if !line.trim_ascii().is_empty() && comment.is_none_or(|mark| line[0] != mark) {
            return Some(start..end);
        }
        start = end + 1;
    }
    None
}

/// Returns the most frequent of comma, semicolon and tab outside quotation marks. If several are equally frequent, the first in
/// this order wins.
pub(super) fn find_delimiter(header: &[u8]) -> u8 {
    let mut in_quotes = false;
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    for &byte in header.trim_ascii_start() {
        in_quotes ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(byte == *delimiter && !in_quotes);
        }
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map_or(b',', |(delimiter, _)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &[u8], skip: u64, collapse: bool) -> Vec<u8> {
        let mut out = Vec::new();
        CleanText::new(Box::new(text), skip, collapse).unwrap().read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn line_ends_become_one_kind_and_lines_are_skipped() {
        assert_eq!(clean(b"\xef\xbb\xbfa\r\nb\rc\n\r\n", 0, false), b"a\nb\nc\n\n");
        assert_eq!(clean(b"a\r\nb\rc\n", 1, false), b"b\nc\n");
        assert_eq!(clean(b"a\n", 9, false), b"");
    }

    #[test]
    fn runs_of_spaces_separate_fields_outside_quotes() {
        let text = b"  a  b\t c \n\"x  y\"   2\n\n";
        assert_eq!(clean(text, 0, true), b"a\tb\tc\n\"x  y\"\t2\n\n");
        let (mut reader, mut one_by_one) = (CleanText::new(Box::new(&text[..]), 0, true).unwrap(), Vec::new());
        let mut byte = [0];
        while reader.read(&mut byte).unwrap() == 1 {
            one_by_one.push(byte[0]);
        }
        assert_eq!(one_by_one, clean(text, 0, true));
    }

    #[test]
    fn a_row_without_an_end_is_an_error() {
        let mut text = CleanText::new(Box::new(io::repeat(b'1')), 0, false).unwrap();
        let error = io::copy(&mut text, &mut io::sink()).unwrap_err();
        assert!(error.get_ref().is_some_and(|error| error.is::<RowTooLong>()));
    }

    #[test]
    fn the_first_line_is_read_twice() {
        let mut text = CleanText::new(Box::new(&b"\n# c\na;b\n1;2\n"[..]), 0, false).unwrap();
        assert_eq!(text.first_line(Some(b'#')).unwrap(), (&b"a;b"[..], 2));
        let mut all = Vec::new();
        text.read_to_end(&mut all).unwrap();
        assert_eq!(all, b"\n# c\na;b\n1;2\n");
    }

    #[test]
    fn the_most_frequent_delimiter_wins() {
        for (header, delimiter) in
            [("a,b;c,d", b','), ("a;b,c;d", b';'), ("a\tb", b'\t'), ("\"a;b;c\",d", b','), ("a", b',')]
        {
            assert_eq!(find_delimiter(header.as_bytes()), delimiter, "{header}");
        }
    }
}
