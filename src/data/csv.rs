//! Reading a [`Series`] from CSV text: strict about values, lenient about what changes no value.
//!
//! Lenient: a byte order mark, any line ends, blank lines, quoted fields, spaces around fields, capitals in the header,
//! more columns than needed, and a comma, semicolon or tab as delimiter (the most frequent one of the header). Strict:
//! every row has as many fields as the header, and each needed cell is a finite number or a time that can be read in
//! one way. The first mistake in the order of the file is reported; a time that stands on two rows comes last where rows
//! are sorted. The text is streamed; only the numbers are kept.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use jiff::civil::DateTime;

use crate::data::{
    DataError, DataLocation, Series,
    error::twice,
    rows::{Rows, excerpt},
    series::order_error,
    time_index::parse_time,
};
use crate::files::shown_path;

/// How many names of a header a message repeats.
const SHOWN_NAMES: usize = 12;

/// The time column goes by one of these names; if a header has several of them, the first of this list is taken.
const TIME: Wanted<'_> =
    Wanted { name: "date", aliases: &["datetime", "timestamp", "open time", "time", "ds", "month", "unix"] };

/// Reads a time and the named columns from a CSV file.
///
/// The time is in a column named date, datetime, timestamp, open time, time, ds, month or unix (the first of these that
/// the header has). Names are compared without regard to capitals; the series has them as they are given here. Its name
/// is the path. Other columns are ignored. Rows stand oldest first, or are sorted by [`CsvOptions::sort`].
///
/// Fields are parted by commas, semicolons or tabs (whichever the header has most of) and may be quoted. Numbers have a point before
/// their decimals. An empty cell is an error: whether to fill the gap, or to leave the row out ([`CsvOptions::drop_incomplete`]), is not for a
/// reader to choose. A path to a named pipe is read as its text comes, and waits for a writer.
///
/// # Example
/// ```no_run
/// let oven = timeseriesml::read_series("readings/oven.csv", &["celsius", "watts"])?;
/// assert_eq!(oven.name(), "readings/oven.csv");
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
/// # Errors
/// A [`DataError`] that names the file and the line of the first mistake, from a missing file to unsorted times.
pub fn read_series(path: impl AsRef<Path>, columns: &[&str]) -> Result<Series, DataError> {
    CsvOptions::new().read_series(path, columns)
}

/// Reads a time and the named columns from CSV text, as [`read_series`] does from a file.
///
/// `name` becomes the name of the series and stands in messages where the path of a file would.
///
/// # Example
/// ```
/// let text = "time,celsius\n2020-01-01,180\n2020-01-02,181.5\n";
/// let oven = timeseriesml::data::read_series_from("oven", text.as_bytes(), &["celsius"])?;
/// assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5][..]));
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
/// # Errors
/// Those of [`read_series`] but for the path's.
pub fn read_series_from(name: &str, reader: impl Read, columns: &[&str]) -> Result<Series, DataError> {
    CsvOptions::new().read_series_from(name, reader, columns)
}

/// What a reader may do to a file that is not as [`read_series`] wants it: nothing unless it is asked for.
///
/// # Example
/// ```
/// use timeseriesml::CsvOptions;
/// let newest_first = "time,celsius\n2020-01-02,181.5\n2020-01-01,180\n";
/// let oven = CsvOptions::new().sort(true).read_series_from("oven", newest_first.as_bytes(), &["celsius"])?;
/// assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5][..]));
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct CsvOptions {
    sort: bool,
    drop_incomplete: bool,
}

impl CsvOptions {
    /// Nothing is asked for.
    pub fn new() -> Self {
        CsvOptions::default()
    }

    /// Whether rows that stand in another order are sorted by time. Two rows of one time stay an error, which names both lines.
    #[must_use]
    pub fn sort(self, sort: bool) -> Self {
        CsvOptions { sort, ..self }
    }

    /// Whether rows are left out in which a needed number is missing: an empty cell, or NaN, NA, N/A, null or none in any capitals. The
    /// steps around such a row are further apart then, which a window does not know.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let gap = "time,celsius\n2020-01-01,180\n2020-01-02,\n2020-01-03,181.5\n";
    /// let oven = CsvOptions::new().drop_incomplete(true).read_series_from("oven", gap.as_bytes(), &["celsius"])?;
    /// assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5][..]));
    /// # Ok::<(), timeseriesml::DataError>(())
    /// ```
    #[must_use]
    pub fn drop_incomplete(self, drop_incomplete: bool) -> Self {
        CsvOptions { drop_incomplete, ..self }
    }

    /// Reads a time and the named columns from a CSV file, as the function [`read_series`] does.
    ///
    /// # Errors
    /// Those of [`read_series`].
    pub fn read_series(self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Series, DataError> {
        self.read_file(path.as_ref(), &wanted(columns), |_, _| Ok(()))
    }

    /// Reads a time and the named columns from CSV text, as the function [`read_series_from`] does.
    ///
    /// # Errors
    /// Those of [`read_series_from`].
    pub fn read_series_from(self, name: &str, reader: impl Read, columns: &[&str]) -> Result<Series, DataError> {
        self.read_columns(name, reader, &wanted(columns), |_, _| Ok(()))
    }

    /// Reads the columns of a file; `check` sees the values of each row and makes the location only if it needs one.
    pub(crate) fn read_file<E: From<DataError>>(
        self,
        path: &Path,
        wanted: &[Wanted<'_>],
        check: impl Fn(&[f64], &dyn Fn() -> DataLocation) -> Result<(), E>,
    ) -> Result<Series, E> {
        let file = shown_path(path);
        if path.is_dir() {
            return Err(DataError::IsFolder { file }.into());
        }
        match File::open(path) {
            Ok(reader) => self.read_columns(&file, reader, wanted, check),
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                Err(DataError::NoSuchFile { file, source }.into())
            }
            Err(source) => Err(DataError::Read { file, source }.into()),
        }
    }

    /// Reads the columns of CSV text; `name` is the file that it comes from, or what the caller calls it.
    pub(crate) fn read_columns<E: From<DataError>>(
        self,
        name: &str,
        reader: impl Read,
        wanted: &[Wanted<'_>],
        check: impl Fn(&[f64], &dyn Fn() -> DataLocation) -> Result<(), E>,
    ) -> Result<Series, E> {
        let mut rows = Rows::new(name, reader)?;
        if !rows.advance()? {
            return Err(DataError::EmptyFile { file: name.to_owned() }.into());
        }
        let header = rows.header()?;
        let header_at = rows.at();
        let (time_name, time_field) = find_column(&header, TIME, wanted, &rows)?;
        if let Some(column) = twice(&wanted.iter().map(|column| column.name.trim().to_lowercase()).collect::<Vec<_>>())
        {
            return Err(DataError::AskedTwice { series: name.to_owned(), column: column.clone() }.into());
        }
        let fields = wanted
            .iter()
            .map(|&column| find_column(&header, column, wanted, &rows))
            .collect::<Result<Vec<_>, DataError>>()?;
        if let Some(&(column, _)) = fields.iter().find(|(_, field)| *field == time_field) {
            return Err(DataError::TimeAsValues { at: header_at, column: column.to_owned() }.into());
        }

        let (mut time, mut lines) = (Vec::new(), Vec::new());
        let mut columns = vec![Vec::new(); wanted.len()];
        let mut values = vec![0.0; wanted.len()];
        let mut dropped = 0;
        while rows.advance()? {
            rows.check_width(header.len())?;
            if self.drop_incomplete && rows.is_incomplete(&fields)? {
                dropped += 1;
                continue;
            }
            let now = rows.time(time_field, time_name)?;
            if let Some(&previous) = time.last()
                && now <= previous
                && !self.sort
            {
                let previous_at = DataLocation::Line { file: name.to_owned(), line: lines[lines.len() - 1] };
                return Err(order_error((previous_at, previous), (rows.at(), now), time.len() == 1).into());
            }
            for (value, &(name, field)) in values.iter_mut().zip(&fields) {
                *value = rows.number(field, name)?;
            }
            check(&values, &|| rows.at())?;
            time.push(now);
            lines.push(rows.line);
            for (column, &value) in columns.iter_mut().zip(&values) {
                column.push(value);
            }
        }
        match (time.len(), dropped) {
            (0, 0) => return Err(DataError::HeaderOnly { at: header_at }.into()),
            (0, rows) => return Err(DataError::NoCompleteRow { at: header_at, rows }.into()),
            _ => {}
        }
        if self.sort {
            sort_rows(name, &lines, &mut time, &mut columns)?;
        }
        let names = wanted.iter().map(|column| column.name.to_owned());
        Ok(Series::new(name, time, names.zip(columns).collect())?)
    }
}

/// Brings the rows into the order of their times, and refuses a time that stands on two of the lines.
fn sort_rows(file: &str, lines: &[u64], time: &mut Vec<DateTime>, columns: &mut [Vec<f64>]) -> Result<(), DataError> {
    let mut order: Vec<usize> = (0..time.len()).collect();
    // Stable: rows of one time keep the order of the file.
    order.sort_by_key(|&row| time[row]);
    let twice = order.windows(2).filter(|pair| time[pair[0]] == time[pair[1]]).min_by_key(|pair| pair[1]);
    if let Some(pair) = twice {
        let at = |row: usize| DataLocation::Line { file: file.to_owned(), line: lines[row] };
        return Err(DataError::DuplicateTime { at: at(pair[1]), time: time[pair[1]], first: at(pair[0]) });
    }
    *time = order.iter().map(|&row| time[row]).collect();
    for column in columns {
        *column = order.iter().map(|&row| column[row]).collect();
    }
    Ok(())
}

/// A column that a reader needs, under its first name or, if the header lacks that, under the first alias it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) name: &'a str,
    pub(crate) aliases: &'a [&'a str],
}

fn wanted<'a>(columns: &[&'a str]) -> Vec<Wanted<'a>> {
    columns.iter().map(|&name| Wanted { name, aliases: &[] }).collect()
}

/// Finds a column of the header, and returns the name it goes by with its field.
fn find_column<'a, R: Read>(
    header: &[String],
    column: Wanted<'a>,
    wanted: &[Wanted<'_>],
    rows: &Rows<'_, R>,
) -> Result<(&'a str, usize), DataError> {
    for &name in std::iter::once(&column.name).chain(column.aliases) {
        let lower = name.trim().to_lowercase();
        let mut fields = (0..header.len()).filter(|&field| header[field].to_lowercase() == lower);
        match (fields.next(), fields.next()) {
            (Some(field), None) => return Ok((name, field)),
            (Some(first), Some(second)) => {
                let (column, first, second) = (name.to_owned(), first + 1, second + 1);
                return Err(DataError::DuplicateColumn { at: rows.at(), column, first, second });
            }
            (None, _) => {}
        }
    }
    if header[0].parse::<f64>().is_ok() || parse_time(&header[0]).is_ok() {
        let names = std::iter::once(TIME.name).chain(wanted.iter().map(|column| column.name));
        let expected = names.collect::<Vec<_>>().join(",");
        return Err(DataError::NoHeader { at: rows.at(), found: excerpt(&header[0]), expected });
    }
    let expected = if column.aliases.is_empty() {
        format!("\"{}\"", column.name)
    } else {
        format!("\"{}\" (nor {})", column.name, quoted(column.aliases))
    };
    Err(DataError::MissingColumn { at: rows.at(), expected, found: quoted(header) })
}

fn quoted(names: &[impl AsRef<str>]) -> String {
    let shown = names.iter().take(SHOWN_NAMES).map(|name| format!("\"{}\"", excerpt(name.as_ref())));
    let list = shown.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN_NAMES) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::rows::{HEAD_BYTES, SHOWN_CHARS};

    fn check(text: &[u8], expected: Result<&[f64], &str>) {
        let found = read_series_from("s", text, &["Value"]);
        let found = found.map(|series| series.column("Value").unwrap().to_vec()).map_err(|error| error.to_string());
        assert_eq!(found, expected.map(<[f64]>::to_vec).map_err(str::to_owned), "{}", text.escape_ascii());
    }

    #[test]
    fn forms_that_change_no_value_are_read() {
        let texts: [&[u8]; 9] = [
            b"date,value\n2020-01-01,1\n2020-01-02,2.5\n",
            b"date,value\n2020-01-01,1\n2020-01-02,2.5",
            b"\xef\xbb\xbfdate,value\r\n2020-01-01,1\r\n2020-01-02,2.5\r\n\r\n\r\n",
            b"Date;VALUE\r2020-01-01;1\r2020-01-02;2.5\r",
            b"\n \n\"ds\"\t value \n2020-01-01\t 1\n\n2020-01-02\t\"2.5\"\n \n",
            b"value,Open Time,note\n+1,2020-01-01,\"a \"\"b\"\",\nc\"\n25e-1,2020-01-02,\n",
            b"unix,date,value,\n1,2020-01-01,1,\n0,2020-01-02,2.5,\n",
            b"date,\"a;b;c;d\",value\n2020-01-01,,1\n2020-01-02,,2.5\n",
            b"timestamp,value\n1577836800,1\n1577923200000,2.5\n",
        ];
        for text in texts {
            check(text, Ok(&[1.0, 2.5]));
        }
    }

    #[test]
    fn columns_that_cannot_be_asked_for_are_refused() {
        let message = |columns: &[&str]| {
            let read = read_series_from("s", &b"Time,value\n2020-01-01,1\n"[..], columns);
            read.unwrap_err().to_string()
        };
        let twice = "series \"s\": the column \"value\" is asked for twice; name each column once";
        assert_eq!(message(&["value", "Value"]), twice);
        let time = "s, line 1: the column \"time\" holds the time, which every series has; leave it out of the columns asked for";
        assert_eq!(message(&["value", "time"]), time);
    }

    #[test]
    fn rows_without_a_needed_number_are_left_out_if_asked() {
        let read = |text: &str| {
            let read =
                CsvOptions::new().drop_incomplete(true).sort(true).read_series_from("s", text.as_bytes(), &["a", "b"]);
            read.map(|series| [series.column("a").unwrap().to_vec(), series.column("b").unwrap().to_vec()])
        };
        // What is missing in a column that is not needed, or is no sign of a gap, changes nothing.
        let text = "time,a,b,c\n2020-01-03,3,30,\n2020-01-02,,20,1\n2020-01-01,1,10,1\n2020-01-04,4,NaN,1\n\
                    2020-01-05,null,n/a,1\n2020-01-06,6,60,\n";
        assert_eq!(read(text).unwrap(), [[1.0, 3.0, 6.0], [10.0, 30.0, 60.0]]);
        let message = |text: &str| read(text).unwrap_err().to_string();
        let none = "s, line 1: all 2 rows below the header lack a number in one of the columns asked for; ask for fewer columns";
        assert_eq!(message("time,a,b\n2020-01-01,1,\n2020-01-02,,2\n"), none);
        assert!(message("time,a,b\n2020-01-01,1,-\n").contains("found \"-\", expected a number"));
        assert!(message("time,a,b\n2020-01-01,1,inf\n").contains("expected a finite number"));
        assert!(message("time,a,b\n").contains("no row follows the header"));
    }

    #[test]
    fn sorting_changes_the_order_and_nothing_else() {
        let read = |text: &str| CsvOptions::new().sort(true).read_series_from("s", text.as_bytes(), &["value"]);
        let sorted = read("date,value\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n").unwrap();
        for text in [
            "date,value\n2020-01-03,3\n2020-01-02,2\n2020-01-01,1\n",
            "date,value\n2020-01-02,2\n\n2020-01-03,3\n2020-01-01,1\n",
        ] {
            assert_eq!(read(text).unwrap(), sorted);
        }
        // The first in the order of the file, whose rows of one time need not be neighbours.
        for (lines, first, second) in [("3 1 2 1 2 1", 3, 5), ("1 1 2", 2, 3), ("2 1 2", 2, 4)] {
            let row = |day: &str| format!("2020-01-0{day},1\n");
            let text = "date,value\n".to_owned() + &lines.split(' ').map(row).collect::<String>();
            let day = text.lines().nth(second - 1).unwrap().split(',').next().unwrap();
            let expected = format!(
                "s, line {second}: the time {day}T00:00:00 stands on line {first} already; keep one row per time"
            );
            assert_eq!(read(&text).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn line_is_the_physical_line_on_which_the_row_begins() {
        let mistake = "column \"Value\": found \"x\", expected a number; correct the cell or remove the row";
        for (text, line) in [
            ("date,value\n2020-01-01,x\n", 2),
            ("date,value\n2020-01-01,x", 2),
            ("date,value\r\n2020-01-01,1\r\n2020-01-02,x\r\n", 3),
            ("date,value\r2020-01-01,1\r2020-01-02,x", 3),
            ("\n\ndate,value\n\n\n2020-01-01,x\n", 6),
            ("\r\n\r\ndate,value\r\n\r\n\r\n2020-01-01,x\r\n", 6),
            ("date,value,note\n2020-01-01,1,\"a\n\nb\"\n\n2020-01-02,x,\"c\nd\"\n", 6),
            ("date,value,note\r\n2020-01-01,1,\"a\r\n\r\nb\"\r\n\r\n2020-01-02,x,\"c\r\nd\"\r\n2020-01-03,1,", 6),
            ("date,value,note\n\n2020-01-01,x,\"never closed\n\n2020-01-02,1,\n", 3),
            ("date,value,note\n\n2020-01-01,x,\"never closed\n\n2020-01-02,1,", 3),
        ] {
            check(text.as_bytes(), Err(&format!("s, line {line}, {mistake}")));
        }
    }

    #[test]
    fn lines_are_counted_across_buffers() {
        let mut text = "date,value\r\n".to_owned();
        let first = jiff::civil::date(2020, 1, 1).at(0, 0, 0, 0);
        for row in 0..20_000 {
            text += &format!("{},{row}\r\n", first + jiff::SignedDuration::from_mins(row));
        }
        text += "2021-01-01,x\r\n";
        let mistake =
            "s, line 20002, column \"Value\": found \"x\", expected a number; correct the cell or remove the row";
        check(text.as_bytes(), Err(mistake));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let message = |line, byte| {
            format!("s, line {line}: found the byte {byte}, expected UTF-8 text; save the file as CSV in UTF-8")
        };
        check(b"date,value\n2020-01-01,1\n2020-01-02,2,caf\xe9\n", Err(&message(3, "0xe9")));
        check(b"date,value\n2020-01-01,\0\n", Err(&message(2, "0x00")));
        check(b"\n\0\0\0", Err(&message(2, "0x00")));
        check(b"\xff\xfed\0a\0t\0e\0\n\0", Err(&message(1, "0x00")));
        let zeros = read_series_from("s", io::repeat(0), &["value"]).unwrap_err();
        assert_eq!(zeros.to_string(), message(1, "0x00"));
    }

    #[test]
    fn long_cells_are_cut_in_messages() {
        let cell = "x".repeat(1000);
        let shown = "x".repeat(SHOWN_CHARS);
        let mistake = format!(
            "s, line 2, column \"Value\": found \"{shown}…\", expected a number; correct the cell or remove the row"
        );
        check(format!("date,value\n2020-01-01,{cell}\n").as_bytes(), Err(&mistake));
    }

    #[test]
    fn failing_reader_is_an_error_with_its_source() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::TimedOut.into())
            }
        }
        let late = "date,value\n".as_bytes().chain(io::repeat(b'\n').take(HEAD_BYTES)).chain(Failing);
        for error in [read_series_from("s", Failing, &[]), read_series_from("s", late, &[])].map(Result::unwrap_err) {
            assert_eq!(error.to_string(), "s: cannot be read (timed out); check that it is a readable file");
        }
    }
}
