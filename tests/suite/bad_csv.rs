//! Bad CSV files and their messages: `tests/bad_csv/NAME.csv` contains one mistake, and `NAME.error` contains the exact message, with
//! `{path}` in place of the path of the file.
//!
//! Cases that cannot be text files in Git (folders, bytes that are not UTF-8, line endings that Git may change) are written by the tests here, as are
//! odd but valid files.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use timeseriesml::data::{Frequency, Missing, UnixUnit};
use timeseriesml::{Column, CsvOptions, read_ohlcv};

use crate::csv_steps::{Kind, read};

const GOOD: &str = "date,open,high,low,close,volume\n2020-01-01,7,9,6,8,100\n2020-01-02,8,8.5,7,7.5,50\n";

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bad_csv")
}

/// The options with which a file is read: the defaults, except for files whose mistake shows only with another option.
pub(crate) fn options(stem: &str) -> CsvOptions {
    let new = CsvOptions::new().json_lines(stem.starts_with("json_"));
    match stem {
        "local_time_twice" | "local_time_skipped" => new.zone("America/New_York"),
        "local_time_back_an_hour" => new.zone("Europe/Berlin"),
        "zone_unknown" => new.zone("Atlantis/Poseidonis"),
        "zone_abbreviated_in_option" => new.zone("PST"),
        "zone_given_and_offsets_in_file" => new.zone("Europe/Berlin"),
        "series_time_option_not_in_header" => new.time("when"),
        "series_time_position_beyond_row" => new.time(2),
        "series_column_position_beyond_row" => new.column("value", 7),
        "series_column_asked_is_time" => new.column("value", "time"),
        "series_first_value_missing_to_fill" | "panel_first_value_missing_to_fill" => new.missing(Missing::ForwardFill),
        "series_last_value_missing_to_interpolate" => new.missing(Missing::Interpolate),
        "series_all_rows_missing" | "panel_all_rows_missing" => new.missing(Missing::DropRow),
        "adjusted_close_below_low" | "adjusted_close_above_high" => new.column("close", "Adj Close"),
        "date_day_first_contradicted" => new.day_first(false),
        "series_decimal_comma_then_point" => new.decimal_comma(true),
        "unix_wrong_unit_named" => new.unix(UnixUnit::Seconds),
        "time_format_not_fitting" => new.time_format("%d/%m/%Y"),
        "time_format_of_no_date" => new.time_format("%H:%M"),
        "time_format_unknown_letter" => new.time_format("%Y-%m-%d %E"),
        "duplicate_rows_apart_to_sort" => new.sort(true),
        "count_rows_to_end_of_calendar" => new.count_rows("9999-12-31T00:00".parse().unwrap(), Frequency::daily()),
        "comment_mark_of_two_bytes" => new.comment('§'),
        "footer_longer_than_file" => new.skip_footer(3),
        "skip_lines_beyond_file" => new.skip_lines(9),
        "skip_after_header_beyond_file" => new.skip_after_header(9),
        "delimiter_named_wrongly" => new.delimiter(';'),
        "delimiter_of_two_bytes" => new.delimiter('§'),
        "delimiter_a_letter" => new.delimiter('e'),
        "panel_static_varies" | "panel_static_absent" => new.static_columns(["region"]),
        _ => new,
    }
}

/// The kind of data to read from a file, according to the first word of the file's name.
pub(crate) fn kind(stem: &str) -> Kind {
    match stem.split('_').next().unwrap_or_default() {
        "series" | "json" if stem != "json" => Kind::Columns(&["value"]),
        "table" => Kind::Table,
        "panel" => Kind::Long(&["value"]),
        "wide" => Kind::Wide,
        "lines" => Kind::Lines,
        "volume" => Kind::CandlesOf(Column::Volume),
        "close" | "adjusted" => Kind::CandlesOf(Column::Close),
        _ => Kind::Candles,
    }
}

fn message(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    match read(path, kind(stem), &options(stem)) {
        Ok((length, ..)) => format!("{length} were read"),
        Err(error) => error,
    }
}

fn check(path: &Path, expected: &str) {
    assert_eq!(message(path), expected.trim_end().replace("{path}", &path.display().to_string()), "{}", path.display());
}

fn check_bytes(bytes: &[u8], expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("btc.csv");
    fs::write(&path, bytes).unwrap();
    check(&path, expected);
}

#[test]
fn each_mistake_has_its_message() {
    let mut mistakes = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let expected = path.with_extension("error");
            if std::env::var_os("UPDATE_BAD_CSV").is_some() {
                fs::write(&expected, message(&path).replace(&path.display().to_string(), "{path}") + "\n").unwrap();
            }
            assert!(!message(&path).ends_with(" were read"), "{} is no mistake", path.display());
            check(&path, &fs::read_to_string(&expected).unwrap_or_else(|_| panic!("no {}", expected.display())));
            mistakes += 1;
        }
    }
    assert!(mistakes >= 150, "only {mistakes} files in {}", folder().display());
}

#[test]
fn each_message_has_its_mistake() {
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let twin = path.with_extension("csv");
        assert!(path == twin || path.extension().is_some_and(|ending| ending == "error"), "{}", path.display());
        assert!(twin.exists(), "no {}", twin.display());
    }
}

#[test]
fn paths_that_are_no_file_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.csv");
    check(&missing, "{path}: no such file; check the spelling and the folder in which the program runs");
    let error = read_ohlcv(&missing).unwrap_err();
    assert!(error.source().is_some());
    // `main` prints the `Debug` form of an error that it returns, so it must equal the message.
    assert_eq!(format!("{error:?}"), error.to_string());
    check(folder.path(), "{path}: is a folder, expected a CSV file; name a file in it");
}

#[test]
fn bytes_that_are_no_utf8_are_refused() {
    let refused = |line: u32, byte: &str| {
        format!(
            "{{path}}, line {line}: found the byte {byte}, expected UTF-8 text; save the file in UTF-8, or name its encoding \
             with `CsvOptions::new().encoding(\"windows-1252\")`"
        )
    };
    check_bytes(&[GOOD.as_bytes(), b"2020-01-03,7\xa0000,9,6,8,100\n"].concat(), &refused(4, "0xa0"));
    check_bytes(&[GOOD.as_bytes(), b"2020-01-03,7,9,6,8,1\x0000\n"].concat(), &refused(4, "0x00"));
    check_bytes(&[0; 4096], &refused(1, "0x00"));
    // The bad byte is the `Ü` of `Überschrift` in windows-1252, from the header of a German export.
    check_bytes(b"date;open;\xdcberschrift\n", &refused(1, "0xdc"));
}

#[test]
fn files_of_other_kinds_are_named() {
    let is = |found: &str, remedy: &str| format!("{{path}}: is {found}, expected CSV text; {remedy}");
    let utf16: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16be: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let read = |option: &str| format!("save it in UTF-8, or read it with `CsvOptions::new().encoding(\"{option}\")`");
    check_bytes(&utf16, &is("UTF-16 text", &read("utf-16le")));
    check_bytes(&utf16be, &is("UTF-16 text", &read("utf-16be")));
    check_bytes(&[b"\xff\xfe", utf16.as_slice()].concat(), &is("UTF-16 text", &read("utf-16")));
    check_bytes(&[b"\xfe\xff", utf16be.as_slice()].concat(), &is("UTF-16 text", &read("utf-16")));
    let (unpack, export) = ("unpack it and read the file inside", "export the table as CSV");
    let parquet = "read it with `timeseriesml::data::read_parquet` (feature `parquet`)";
    for (bytes, found, remedy) in [
        (&b"\x1f\x8b\x08\0\0\0\0\0"[..], "gzip-compressed", "read it with `CsvOptions::new().gzip(true)`"),
        (b"PK\x03\x04\x14\0\0\0\x08\0prices.csv", "a zip archive", unpack),
        (b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml", "a spreadsheet (.xlsx or .ods)", export),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)", export),
        (b"PAR1\x15\x04\x15", "a Parquet file", parquet),
        (b"BZh91AY&SY", "bzip2-compressed", unpack),
        (b"\x28\xb5\x2f\xfd\x04", "zstd-compressed", unpack),
        (b"\xfd7zXZ\0", "xz-compressed", unpack),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", unpack),
        (b"%PDF-1.7\n", "a PDF document", export),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image", export),
        (b"SQLite format 3\0", "an SQLite database", export),
    ] {
        check_bytes(bytes, &is(found, remedy));
    }
}

#[test]
fn a_line_without_an_end_is_refused() {
    let long = [GOOD.as_bytes(), &b"7,".repeat(9 << 20)].concat();
    check_bytes(
        &long,
        "{path}, line 4: the row is longer than 16 MiB; check for missing line ends and unclosed quotation marks",
    );
}

#[test]
fn line_is_right_whatever_the_line_ends() {
    let text = format!("{GOOD}\n\n2020-01-03,7,six,6,8,100\n");
    let expected =
        "{path}, line 6, column \"high\": found \"six\", expected a number; correct the cell or remove the row";
    check_bytes(text.as_bytes(), expected);
    check_bytes(text.replace('\n', "\r\n").as_bytes(), expected);
    check_bytes(text.replace('\n', "\r").as_bytes(), expected);
    check_bytes(format!("\u{feff}{text}").as_bytes(), expected);
}

#[test]
fn long_fields_are_cut_in_messages() {
    let digits = "9".repeat(400);
    let row = format!("2020-01-03,7,{digits},6,8,100\n");
    let shown = &digits[..40];
    let expected = format!(
        "{{path}}, line 4, column \"high\": found \"{shown}…\", expected a finite number; correct or remove the row"
    );
    check_bytes(format!("{GOOD}{row}").as_bytes(), &expected);
}

#[test]
fn odd_files_that_are_right_give_the_same_candles() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("btc.csv");
    let read = |text: &str| {
        fs::write(&path, text).unwrap();
        read_ohlcv(&path).unwrap_or_else(|error| panic!("{error}\n{text}"))
    };
    let candles = read(GOOD);
    assert_eq!((candles.len(), candles.open(), candles.high()), (2, &[7.0, 8.0][..], &[9.0, 8.5][..]));
    assert_eq!(
        (candles.low(), candles.close(), candles.volume()),
        (&[6.0, 7.0][..], &[8.0, 7.5][..], &[100.0, 50.0][..])
    );
    let unix = GOOD.replace("date", "unix").replace("2020-01-01", "1577836800").replace("2020-01-02", "1577923200");
    for text in [
        GOOD.trim_end().to_owned(),
        format!("\u{feff}{GOOD}"),
        GOOD.replace('\n', "\r\n"),
        GOOD.replace('\n', "\r"),
        GOOD.replace('\n', "\n\n"),
        format!("{GOOD}\n  \n\n"),
        GOOD.replace(',', ";"),
        GOOD.replace(',', "\t"),
        GOOD.replace(',', " , "),
        GOOD.replace(',', "\",\"").replace("2020", "\"2020").replace("date", "\"date").replace('\n', "\"\n"),
        GOOD.replace("volume", "volume,").replace("100", "100,").replace("50", "50,"),
        GOOD.replace("date", "symbol,date").replace("2020", "\"BTC, in \"\"USD\"\"\",2020"),
        "volume,close,low,high,open,date\n100,8,6,9,7,2020-01-01\n50,7.5,7,8.5,8,2020-01-02\n".to_owned(),
        GOOD.to_uppercase(),
        GOOD.replace("date", "Open Time").replace("volume", "Volume BTC"),
        GOOD.replace("2020-01-01", "2020-01-01 00:00:00Z").replace("2020-01-02", "2020/01/02T01:30+01:30"),
        GOOD.replace("2020-01-01", "1 January 2020").replace("2020-01-02", "Jan-2-2020"),
        GOOD.replace("-", ""),
        GOOD.replace("2020-01-01", "2020-W01-3").replace("2020-01-02", "2020-W01-4"),
        GOOD.replace("7,9,6,8,100", "+7,9.,06,.8e1,1E2"),
        unix.replace("800,", "800000,").replace("200,", "200000,"),
        unix,
    ] {
        assert_eq!(read(&text), candles, "{text}");
    }
}

#[test]
fn candles_that_contradict_themselves_in_the_last_digits_are_read() {
    let text = GOOD.replace("8,8.5,7,7.5,50", "8.500000000000002,8.5,7,7.5,50");
    let (candles, report) = CsvOptions::new().read_ohlcv_with_report_from("btc", text.as_bytes()).unwrap();
    assert_eq!((candles.high()[1], report.widened), (8.500000000000002, 1));
}
