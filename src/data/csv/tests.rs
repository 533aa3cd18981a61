//! Tests what the reader accepts, and its messages about everything else.

use std::io;

use super::rows::SHOWN_CHARS;
use super::text::HEAD_BYTES;
use super::*;

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
        b"month,date,value,\n1,2020-01-01,1,\n0,2020-01-02,2.5,\n",
        b"date,\"a;b;c;d\",value\n2020-01-01,,1\n2020-01-02,,2.5\n",
        b"timestamp,value\n1577836800,1\n1577923200000,2.5\n",
    ];
    for text in texts {
        check(text, Ok(&[1.0, 2.5]));
    }
}

#[test]
fn longer_row_after_a_fitting_one_is_a_mistake_in_that_row() {
    let read = |text: &str| read_series_from("s", text.as_bytes(), &["v"]).unwrap_err().to_string();
    let all_rows = read("time,v\n2020-01-01,1,\n");
    assert!(all_rows.contains("if all rows have 3, name their columns"), "{all_rows}");
    let one_row = read("time,v\n2020-01-01,1\n2020-01-02,2,\n");
    assert!(one_row.contains("line 3: found 3 fields") && one_row.contains("remove the 1 extra field"), "{one_row}");
}

#[test]
fn columns_that_cannot_be_requested_are_refused() {
    let message = |columns: &[&str]| {
        let read = read_series_from("s", &b"Time,value\n2020-01-01,1\n"[..], columns);
        read.unwrap_err().to_string()
    };
    let twice = "series \"s\": the column \"value\" is requested twice; name each column once";
    assert_eq!(message(&["value", "Value"]), twice);
    let time = "s, line 1: the column \"time\" holds the time, which every series has; do not list it as a column";
    assert_eq!(message(&["value", "time"]), time);
}

#[test]
fn rows_without_a_needed_number_are_left_out_if_asked() {
    let read = |text: &str| {
        let read =
            CsvOptions::new().missing(Missing::DropRow).sort(true).read_series_from("s", text.as_bytes(), &["a", "b"]);
        read.map(|series| [series.column("a").unwrap().to_vec(), series.column("b").unwrap().to_vec()])
    };
    // A missing value in an unused column changes nothing.
    let text = "time,a,b,c\n2020-01-03,3,30,\n2020-01-02,,20,1\n2020-01-01,1,10,1\n2020-01-04,4,NaN,1\n\
                2020-01-05,null,n/a,1\n2020-01-06,6,60,\n";
    assert_eq!(read(text).unwrap(), [[1.0, 3.0, 6.0], [10.0, 30.0, 60.0]]);
    let message = |text: &str| read(text).unwrap_err().to_string();
    let none = "s, line 1: no row after the header is complete (2 dropped); read fewer columns, or candles without volume \
                with `.no_volume()`";
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
    // The first repetition in file order is reported; rows of the same time need not be neighbors.
    for (lines, first, second) in [("3 1 2 1 2 1", 3, 5), ("1 1 2", 2, 3), ("2 1 2", 2, 4)] {
        let row = |day: &str| format!("2020-01-0{day},1\n");
        let text = "date,value\n".to_owned() + &lines.split(' ').map(row).collect::<String>();
        let day = text.lines().nth(second - 1).unwrap().split(',').next().unwrap();
        let expected = format!(
            "s, line {second}: the time {day}T00:00:00 is already on line {first}; keep one with \
                 `CsvOptions::new().duplicates(Duplicates::KeepFirst)` or `KeepLast`"
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
    ] {
        check(text.as_bytes(), Err(&format!("s, line {line}, {mistake}")));
    }
}

#[test]
fn quotation_mark_that_is_never_closed_takes_no_rows_with_it() {
    let message = |lines: u32| {
        format!(
            "s, line 3: a quotation mark is never closed, so the last {lines} lines become one field; \
             close or remove it"
        )
    };
    for (text, lines) in [
        ("date,value,note\n\n2020-01-01,1,\"never closed\n\n2020-01-02,1,\n", 4),
        ("date,value,note\n\n2020-01-01,1,\"never closed\n\n2020-01-02,1,", 3),
        ("date,value,note\n\n2020-01-01,1,\"never closed\n", 2),
    ] {
        check(text.as_bytes(), Err(&message(lines)));
    }
    for end in ["", "\n", "\n\n"] {
        check(format!("date,value,note\n2020-01-01,1,\"closed\nat last\"{end}").as_bytes(), Ok(&[1.0]));
    }
    check(b"date,note,value\n2020-01-01,\"two\nlines\",1\n", Ok(&[1.0]));
}

#[test]
fn lines_are_counted_across_buffers() {
    let mut text = "date,value\r\n".to_owned();
    let first = jiff::civil::date(2020, 1, 1).at(0, 0, 0, 0);
    for row in 0..20_000 {
        text += &format!("{},{row}\r\n", first + jiff::SignedDuration::from_mins(row));
    }
    text += "2021-01-01,x\r\n";
    let mistake = "s, line 20002, column \"Value\": found \"x\", expected a number; correct the cell or remove the row";
    check(text.as_bytes(), Err(mistake));
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let message = |line, byte| {
        format!(
            "s, line {line}: found the byte {byte}, expected UTF-8 text; save the file in UTF-8, or name its encoding with \
                 `CsvOptions::new().encoding(\"windows-1252\")`"
        )
    };
    check(b"date,value\n2020-01-01,1\n2020-01-02,2,caf\xe9\n", Err(&message(3, "0xe9")));
    check(b"date,value\n2020-01-01,\0\n", Err(&message(2, "0x00")));
    check(b"\n\0\0\0", Err(&message(2, "0x00")));
    let utf16 = "s: is UTF-16 text, expected CSV text; save it in UTF-8, or read it with `CsvOptions::new().encoding(\"utf-16\")`";
    check(b"\xff\xfed\0a\0t\0e\0\n\0", Err(utf16));
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
    let late = "date,value\n".as_bytes().chain(io::repeat(b'\n').take(HEAD_BYTES as u64)).chain(Failing);
    for error in [read_series_from("s", Failing, &[]), read_series_from("s", late, &[])].map(Result::unwrap_err) {
        assert_eq!(error.to_string(), "s: cannot be read (timed out); check that it is a readable file");
    }
}
