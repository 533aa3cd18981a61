//! Bad CSV files and what is said about them: `tests/bad_csv/NAME.csv` is a mistake, `NAME.error` beside it the exact
//! message, in which `{path}` stands for the file's path.
//!
//! What text in a repository cannot show (folders, other bytes, line ends that Git may change) is written by the tests
//! here, as are odd files that are right.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use timeseriesml::read_ohlcv;

const GOOD: &str = "date,open,high,low,close,volume\n2020-01-01,7,9,6,8,100\n2020-01-02,8,8.5,7,7.5,50\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bad_csv")
}

fn message(path: &Path) -> String {
    match read_ohlcv(path) {
        Ok(candles) => format!("{} candles were read", candles.len()),
        Err(error) => error.to_string(),
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
            check(&path, &fs::read_to_string(&expected).unwrap_or_else(|_| panic!("no {}", expected.display())));
            mistakes += 1;
        }
    }
    assert!(mistakes >= 30, "only {mistakes} files in {}", folder().display());
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
    // What a `main` that returns it prints.
    assert_eq!(format!("{error:?}"), error.to_string());
    check(folder.path(), "{path}: is a folder, expected a CSV file; name a file in it");
}

#[test]
fn bytes_that_are_no_utf8_are_refused() {
    let refused = |line: u32, byte: &str| {
        format!("{{path}}, line {line}: found the byte {byte}, expected UTF-8 text; save the file as CSV in UTF-8")
    };
    let utf16: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_bytes(&utf16, &refused(1, "0x00"));
    check_bytes(&[b"\xff\xfe", utf16.as_slice()].concat(), &refused(1, "0x00"));
    check_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &refused(1, "0x89"));
    check_bytes(&[GOOD.as_bytes(), b"2020-01-03,7\xa0000,9,6,8,100\n"].concat(), &refused(4, "0xa0"));
    check_bytes(&[GOOD.as_bytes(), b"2020-01-03,7,9,6,8,1\x0000\n"].concat(), &refused(4, "0x00"));
}

#[test]
fn line_is_right_whatever_the_line_ends() {
    let text = format!("{GOOD}\n\n2020-01-03,7,n/a,6,8,100\n");
    let expected =
        "{path}, line 6, column \"high\": found \"n/a\", expected a number; correct the cell or remove the row";
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
        "{{path}}, line 4, column \"high\": found \"{shown}…\", expected a finite number; remove the row or \
         fill the gap"
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
        GOOD.replace("2020-01-01", "2020-01-01 00:00:00").replace("2020-01-02", "2020/01/02T01:30+01:30"),
        GOOD.replace("7,9,6,8,100", "+7,9.,06,.8e1,1E2"),
        unix.replace("800,", "800000,").replace("200,", "200000,"),
        unix,
    ] {
        assert_eq!(read(&text), candles, "{text}");
    }
}
