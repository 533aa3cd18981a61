//! Tests that each option reads what it permits, and that everything else stays an error.

use super::*;
use crate::data::{Frequency, Panel, UnixUnit};

fn read(options: &CsvOptions, text: &str) -> Result<(Series, ReadReport), String> {
    options.read_series_with_report_from("s", text.as_bytes(), &["v"]).map_err(|error| error.to_string())
}

fn check(options: &CsvOptions, text: &str, times: &[&str], values: &[f64]) -> ReadReport {
    let (series, report) = read(options, text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let found: Vec<String> = series.time().iter().map(ToString::to_string).collect();
    let expected: Vec<String> = times.iter().map(|time| format!("{time}:00")).collect();
    assert_eq!((found, series.column("v").unwrap()), (expected, values), "{text}");
    report
}

fn refused(options: &CsvOptions, text: &str, part: &str) {
    let message = read(options, text).unwrap_err();
    assert!(message.contains(part), "{message}\nlacks: {part}\n{text}");
}

const DAYS: [&str; 2] = ["2020-01-01T00:00", "2020-01-02T00:00"];

#[test]
fn the_time_is_found_where_the_options_say() {
    let new = CsvOptions::new;
    check(&new().time("when"), "when,v\n2020-01-01,1\n2020-01-02,2\n", &DAYS, &[1.0, 2.0]);
    check(&new().time(1), "v,\n1,2020-01-01\n2,2020-01-02\n", &DAYS, &[1.0, 2.0]);
    let text = "date,time,v\n2020-01-01,13:30,1\n20200101,14:00:00,2\n";
    check(&new().time_columns(["date", "time"]), text, &["2020-01-01T13:30", "2020-01-01T14:00"], &[1.0, 2.0]);
    refused(&new(), text, "join them with `CsvOptions::new().time_columns([\"date\", \"time\"])`");
    let text = "year,month,day,hour,v\n2020,1,1,0,1\n2020,1,1,13,2\n";
    refused(&new(), text, ".time_columns([\"year\", \"month\", \"day\", \"hour\"])`");
    check(
        &new().time_columns(["year", "month", "day", "hour"]),
        text,
        &["2020-01-01T00:00", "2020-01-01T13:00"],
        &[1.0, 2.0],
    );
    let counted = new().count_rows("2020-01-31T00:00".parse().unwrap(), Frequency::month_end());
    check(&counted, "v\n1\n2\n3\n", &["2020-01-31T00:00", "2020-02-29T00:00", "2020-03-31T00:00"], &[1.0, 2.0, 3.0]);
    refused(
        &new().time("x"),
        "date,v\n2020-01-01,1\n",
        "the header has no column \"x\" for \"time\", but has \"date\", \"v\"",
    );
    refused(&new().time(7), "date,v\n2020-01-01,1\n", "no column at position 7 for \"time\", only 0 to 1");
}

#[test]
fn zones_become_utc() {
    let zone = CsvOptions::new().zone("America/New_York");
    check(
        &zone,
        "time,v\n2020-07-01 09:30,1\n2020-12-01 09:30,2\n",
        &["2020-07-01T13:30", "2020-12-01T14:30"],
        &[1.0, 2.0],
    );
    // One hour occurs twice, and one does not exist.
    let twice = "time,v\n2020-11-01 00:30,0\n2020-11-01 01:30,1\n2020-11-01 01:30,2\n2020-11-01 02:30,3\n";
    refused(&zone, twice, "line 3, column \"time\": 2020-11-01T01:30:00 occurs twice in America/New_York");
    let times = ["2020-11-01T04:30", "2020-11-01T05:30", "2020-11-01T06:30", "2020-11-01T07:30"];
    check(&zone.clone().ambiguous(AmbiguousTime::InOrder), twice, &times, &[0.0, 1.0, 2.0, 3.0]);
    let skipped = "time,v\n2020-03-08 02:30,1\n";
    refused(&zone, skipped, "2020-03-08T02:30:00 does not exist in America/New_York");
    check(&zone.clone().ambiguous(AmbiguousTime::Later), skipped, &["2020-03-08T07:30"], &[1.0]);
    check(&zone.ambiguous(AmbiguousTime::Earlier), skipped, &["2020-03-08T06:30"], &[1.0]);
    refused(&CsvOptions::new().zone("New York"), skipped, "zone: unknown time zone \"New York\"");
    refused(
        &CsvOptions::new(),
        "time,v\n2020-01-01 00:00Z,1\n2020-01-02 00:00,2\n",
        "has no offset from UTC, but the time on line 2 has one",
    );
}

#[test]
fn times_in_another_format_need_it_given() {
    let new = CsvOptions::new;
    let text = "date,v\n01/01/2020,1\n02/01/2020,2\n";
    refused(&new(), text, "line 3, column \"date\": found \"02/01/2020\", where the day or the month may come first");
    check(&new().day_first(true), text, &DAYS, &[1.0, 2.0]);
    check(&new().day_first(false), text, &["2020-01-01T00:00", "2020-02-01T00:00"], &[1.0, 2.0]);
    refused(&new(), "date,v\n2024030108,1\n", ".time_format(\"%Y%m%d%H\")` or `.unix(UnixUnit::Seconds)`");
    check(&new().time_format("%Y%m%d%H"), "date,v\n2024030108,1\n", &["2024-03-01T08:00"], &[1.0]);
    refused(&new().time_format("%Y%m%d%H"), "date,v\n20240301,1\n", "expected a time in the format \"%Y%m%d%H\"");
    check(&new().unix(UnixUnit::Milliseconds), "t,time,v\n0,86400000,1\n", &["1970-01-02T00:00"], &[1.0]);
}

#[test]
fn lines_around_the_table_are_left_out() {
    let new = CsvOptions::new;
    let text = "ACME\nexported today\ndate,v\n2020-01-01,1\n2020-01-02,2\n";
    check(&new().skip_lines(2), text, &DAYS, &[1.0, 2.0]);
    refused(&new().skip_lines(2), &text.replace(",2\n", ",x\n"), "s, line 5, column \"v\": found \"x\"");
    check(&new().comment('#'), "# a\ndate,v\n# b,c,d\n2020-01-01,1\n#\n2020-01-02,2\n", &DAYS, &[1.0, 2.0]);
    refused(&new().comment('#'), "# a\ndate,v\n# b\n2020-01-01,x\n", "s, line 4, column \"v\"");
    check(&new().skip_footer(2), "date,v\n2020-01-01,1\n2020-01-02,2\nsum,3\n\nsource: ACME\n", &DAYS, &[1.0, 2.0]);
    check(&new().skip_after_header(1), "date,v\n-,kWh\n2020-01-01,1\n2020-01-02,2\n", &DAYS, &[1.0, 2.0]);
    check(&new().names(["date", "v"]), "2020-01-01,1\n2020-01-02,2\n", &DAYS, &[1.0, 2.0]);
    refused(&new().names([""; 0]), "2020-01-01,1\n", "no time column");
    check(&new().delimiter('|'), "date|v\n2020-01-01|1\n2020-01-02|2\n", &DAYS, &[1.0, 2.0]);
    check(&new().delimiter(' '), "  date   v\n2020-01-01  1\n2020-01-02 2  \n", &DAYS, &[1.0, 2.0]);
    refused(&new().delimiter('é'), text, "delimiter: found 'é', expected an ASCII character");
}

#[test]
fn missing_values_are_dropped_or_filled_and_counted() {
    let text = "date,v,w\n2020-01-01,1,5\n2020-01-02,-,\n2020-01-03,3,7\n";
    let options = CsvOptions::new().na_values(["-"]);
    refused(&options, text, "line 3, column \"v\": found \"-\", a missing value; fill it");
    let report = check(&options.clone().missing(Missing::DropRow), text, &[DAYS[0], "2020-01-03T00:00"], &[1.0, 3.0]);
    assert_eq!((report.rows, report.dropped), (3, 1));
    let by_column = options.missing(Missing::ForwardFill).missing_in("w", Missing::Interpolate);
    let (series, report) = by_column.read_series_with_report_from("s", text.as_bytes(), &["v", "w"]).unwrap();
    assert_eq!(series.column("v"), Some(&[1.0, 1.0, 3.0][..]));
    assert_eq!(series.column("w"), Some(&[5.0, 6.0, 7.0][..]));
    assert_eq!(report.filled, [("v".to_owned(), 1), ("w".to_owned(), 1)]);
    let first = "date,v\n2020-01-01,\n2020-01-02,2\n";
    refused(
        &CsvOptions::new().missing(Missing::ForwardFill),
        first,
        "line 2, column \"v\": the missing value cannot be filled: no value comes before it",
    );
    let last = "date,v\n2020-01-01,1\n2020-01-02,\n";
    refused(
        &CsvOptions::new().missing(Missing::Interpolate),
        last,
        "line 3, column \"v\": the missing value cannot be filled: no value comes after it",
    );
}

#[test]
fn repeated_times_are_kept_once() {
    let text = "date,v\n2020-01-01,1\n2020-01-02,2\n2020-01-02,3\n";
    let keep = |duplicates| CsvOptions::new().duplicates(duplicates);
    for options in [keep(Duplicates::KeepFirst), keep(Duplicates::KeepFirst).sort(true)] {
        assert_eq!(check(&options, text, &DAYS, &[1.0, 2.0]).duplicates, 1);
    }
    for options in [keep(Duplicates::KeepLast), keep(Duplicates::KeepLast).sort(true)] {
        assert_eq!(check(&options, text, &DAYS, &[1.0, 3.0]).duplicates, 1);
    }
    let apart = "date,v\n2020-01-02,2\n2020-01-01,1\n2020-01-02,3\n";
    check(&keep(Duplicates::KeepLast).sort(true), apart, &DAYS, &[1.0, 3.0]);
    let filled = "date,v\n2020-01-01,1\n2020-01-02,2\n2020-01-02,\n2020-01-03,\n";
    let days = [DAYS[0], DAYS[1], "2020-01-03T00:00"];
    check(&keep(Duplicates::KeepLast).missing(Missing::ForwardFill), filled, &days, &[1.0, 1.0, 1.0]);
    check(&keep(Duplicates::KeepFirst).missing(Missing::ForwardFill).sort(true), filled, &days, &[1.0, 2.0, 2.0]);
}

#[cfg(feature = "encodings")]
#[test]
fn other_encodings_are_named() {
    let text = "date;v;Straße\n2020-01-01;1;a\n";
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let read = |options: CsvOptions, bytes: &[u8]| {
        options.read_series_from("s", bytes, &["v"]).map(|series| series.len()).map_err(|error| error.to_string())
    };
    assert!(read(CsvOptions::new(), &utf16).unwrap_err().contains("encoding(\"utf-16\")"));
    assert!(read(CsvOptions::new(), &utf16[2..]).unwrap_err().contains("encoding(\"utf-16le\")"));
    assert!(read(CsvOptions::new(), &latin).unwrap_err().contains("line 1: found the byte 0xdf"));
    for (name, bytes) in [("utf-16", &utf16[..]), ("utf-16le", &utf16[2..]), ("latin1", &latin[..])] {
        assert_eq!(read(CsvOptions::new().encoding(name), bytes), Ok(1), "{name}");
    }
    assert!(read(CsvOptions::new().encoding("utf-17"), &latin).unwrap_err().contains("unknown encoding \"utf-17\""));
}

#[cfg(feature = "gzip")]
#[test]
fn gzip_is_read_if_named() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"date,v\n2020-01-01,1\n").unwrap();
    let packed = packed.finish().unwrap();
    let read =
        |options: CsvOptions, bytes: &[u8]| options.read_series_from("s", bytes, &["v"]).map(|series| series.len());
    assert_eq!(read(CsvOptions::new().gzip(true), &packed).unwrap(), 1);
    let message = read(CsvOptions::new(), &packed).unwrap_err().to_string();
    assert_eq!(message, "s: is gzip-compressed, expected CSV text; read it with `CsvOptions::new().gzip(true)`");
    let cut = read(CsvOptions::new().gzip(true), &packed[..packed.len() - 12]).unwrap_err().to_string();
    assert!(cut.starts_with("s: cannot be read"), "{cut}");
}

#[test]
fn json_lines_are_rows() {
    let options = CsvOptions::new().json_lines(true).missing(Missing::DropRow);
    let text = "{\"date\": \"2020-01-01\", \"v\": 1, \"note\": \"a\"}\n\n{\"v\": 2.0, \"date\": \"2020-01-02\"}\n{\"date\": \"2020-01-03\", \"v\": null}\n";
    check(&options, text, &DAYS, &[1.0, 2.0]);
    refused(&options, "{\"date\": \"2020-01-01\", \"v\": 1}\n[1]\n", "s, line 2: expected a JSON object on this line");
    refused(&options, "{\"date\": \"2020-01-01\", \"v\": \"x\"}\n", "s, line 1, column \"v\": found \"x\"");
    refused(&options, "{\"date\": \"2020-01-01\"}\n", "no column \"v\"; the header has \"date\"");
    refused(&options, "", "the file is empty");
}

fn panel(read: Result<Panel, crate::data::DataError>) -> Vec<(String, usize, Vec<f64>)> {
    let panel = read.unwrap_or_else(|error| panic!("{error}"));
    let row = |series: &Series| {
        let column = series.column_names().next().unwrap().to_owned();
        (series.name().to_owned(), series.len(), series.column(&column).unwrap().to_vec())
    };
    panel.series().iter().map(row).collect()
}

#[test]
fn long_tables_become_a_panel() {
    let text = "unique_id,ds,y,kind\nb,2020-01-02,3,x\na,2020-01-01,1,z\nb,2020-01-01,2,x\n";
    let options = CsvOptions::new().sort(true);
    let expected = vec![("b".to_owned(), 2, vec![2.0, 3.0]), ("a".to_owned(), 1, vec![1.0])];
    assert_eq!(panel(options.read_panel_from("p", text.as_bytes(), &["y"])), expected);
    let message = |options: &CsvOptions, text: &str| {
        options.read_panel_from("p", text.as_bytes(), &["y"]).unwrap_err().to_string()
    };
    let unsorted = message(&CsvOptions::new(), text);
    assert!(
        unsorted.contains("p, line 4: the series \"b\" goes back from 2020-01-02T00:00:00 to 2020-01-01T00:00:00"),
        "{unsorted}"
    );
    let varies = text.replace("b,2020-01-01,2,x", "b,2020-01-01,2,w");
    let expected = "p, line 4, column \"kind\": found \"w\", but the series \"b\" had \"x\" before; read the column as values, or \
                    correct the row";
    assert_eq!(message(&options.clone().static_columns(["kind"]), &varies), expected);
    assert!(message(&options, "ds,y\n2020-01-01,1\n").contains("no column \"series_id\""));
    assert!(message(&options, "id,ds,y\n,2020-01-01,1\n").contains("p, line 2: the series id is empty"));
    let named =
        CsvOptions::new().column("series_id", "shop").read_panel_from("p", &b"shop,ds,y\na,2020-01-01,1\n"[..], &["y"]);
    assert_eq!(panel(named), [("a".to_owned(), 1, vec![1.0])]);
}

#[test]
fn wide_tables_become_a_panel() {
    let text = "date,a,b\n2020-01-01,1,\n2020-01-02,,5\n2020-01-03,3,\n";
    let read = |options: CsvOptions| options.read_panel_wide_from("p", text.as_bytes());
    let message = read(CsvOptions::new()).unwrap_err().to_string();
    assert!(message.starts_with("p, line 3, column \"a\": the cell is empty"), "{message}");
    let filled = vec![("a".to_owned(), 3, vec![1.0, 2.0, 3.0]), ("b".to_owned(), 1, vec![5.0])];
    assert_eq!(panel(read(CsvOptions::new().missing(Missing::Interpolate))), filled);
    let dropped = vec![("a".to_owned(), 2, vec![1.0, 3.0]), ("b".to_owned(), 1, vec![5.0])];
    assert_eq!(panel(read(CsvOptions::new().missing(Missing::DropRow))), dropped);
}

#[test]
fn lines_of_series_become_a_panel() {
    let counted = CsvOptions::new().count_rows("2020-01-01T00:00".parse().unwrap(), Frequency::hourly());
    let text = "V1,V2,V3,V4\nH1,1,2,\"\"\nH2,3,,5\n";
    let message = counted.read_panel_lines_from("p", text.as_bytes()).unwrap_err().to_string();
    assert!(message.starts_with("p, line 3, column \"H2\": the cell is empty"), "{message}");
    let filled = counted.clone().missing(Missing::Interpolate).read_panel_lines_from("p", text.as_bytes());
    assert_eq!(panel(filled), [("H1".to_owned(), 2, vec![1.0, 2.0]), ("H2".to_owned(), 3, vec![3.0, 4.0, 5.0])]);
    let message = CsvOptions::new().read_panel_lines_from("p", text.as_bytes()).unwrap_err().to_string();
    assert!(message.contains("the header has no times; count the values"), "{message}");
    let times = CsvOptions::new().read_panel_lines_from("p", &b"id,2020-01-01,2020-01-02\na,1,2\n"[..]).unwrap();
    assert_eq!(times.get("a").unwrap().time()[1], "2020-01-02T00:00".parse().unwrap());
    let message = counted.read_panel_lines_from("p", &b"H1,605,586\nH2,3,4\n"[..]).unwrap_err().to_string();
    assert!(message.contains("found the value \"605\", expected column names"), "{message}");
    let ragged = counted.names(["id"]).read_panel_lines_from("p", &b"H1,1\nH2,3,4,5\n"[..]);
    assert_eq!(panel(ragged), [("H1".to_owned(), 1, vec![1.0]), ("H2".to_owned(), 3, vec![3.0, 4.0, 5.0])]);
}

#[test]
fn folders_are_read_in_the_order_of_names() {
    let folder = tempfile::tempdir().unwrap();
    let message = || CsvOptions::new().read_folder(folder.path(), &["v"]).unwrap_err().to_string();
    assert!(message().contains("no file in it ends in csv"), "{}", message());
    for (name, value) in [("2020.02.csv", 2), ("2020.01.csv.TXT", 1), ("readme.md", 3)] {
        std::fs::write(folder.path().join(name), format!("date,v\n2020-01-01,{value}\n")).unwrap();
    }
    let expected = [("2020.01".to_owned(), 1, vec![1.0]), ("2020.02".to_owned(), 1, vec![2.0])];
    assert_eq!(panel(CsvOptions::new().read_folder(folder.path(), &["v"])), expected);
    std::fs::write(folder.path().join("c.csv"), "date,v\n2020-01-01,x\n").unwrap();
    assert!(message().contains("c.csv, line 2, column \"v\": found \"x\""), "{}", message());
}

#[test]
fn all_columns_are_read_if_none_is_named() {
    let table = CsvOptions::new().read_table_from("t", &b"a,date,b\n1,2020-01-01,2\n"[..]).unwrap();
    assert!(table.column_names().eq(["a", "b"]));
    let error = CsvOptions::new().read_table_from("t", &b"date,a,A\n2020-01-01,1,2\n"[..]).unwrap_err().to_string();
    assert!(error.contains("two columns are named \"a\""), "{error}");
}
