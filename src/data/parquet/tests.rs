//! Tests the reader with files from pandas, Polars and PyArrow, with folders, and with damaged files. Files that this library
//! writes must be read back unchanged.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

use super::read_parquet;
use crate::data::{ArrowOptions, CsvOptions, DataError, DateTime, ForecastTable, Missing, Panel, Series, UnixUnit};

/// The path of a file that another library wrote; `tests/golden/README.md` names the versions.
fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/arrow").join(name)
}

fn times<const N: usize>(texts: [&str; N]) -> [DateTime; N] {
    texts.map(|text| text.parse().unwrap())
}

fn hours(count: usize) -> Vec<DateTime> {
    (0..count).map(|hour| date(2020, 1, 1).at(0, 0, 0, 0) + jiff::SignedDuration::from_hours(hour as i64)).collect()
}

fn series(name: &str, rows: usize) -> Series {
    let wave = |step: f64| (0..rows).map(|row| (row as f64 * step).sin()).collect();
    let columns = vec![("celsius".to_owned(), wave(0.1)), ("watts".to_owned(), wave(7.0))];
    Series::new(name, hours(rows), columns).unwrap()
}

#[test]
fn a_long_table_of_pandas_is_a_panel() {
    let options = ArrowOptions::new().static_columns(["region", "promo"]);
    let (path, columns) = (golden("pandas_long.parquet"), ["y", "n"]);
    let (panel, report) =
        options.clone().missing(Missing::DropRow).read_parquet_panel_with_report(&path, &columns).unwrap();
    assert!(panel.names().eq(["A", "B"]));
    assert_eq!(panel.attribute("region").unwrap(), ["north", "süd"]);
    assert_eq!(panel.attribute("promo").unwrap(), ["true", "true"]);
    // The file contains 22:00 in Berlin, where summer time is UTC+2.
    assert_eq!(panel.get("A").unwrap().time(), times(["2020-06-30T20:00"]));
    assert_eq!(panel.get("B").unwrap().time(), times(["2020-06-30T20:00", "2020-06-30T21:00"]));
    assert_eq!(panel.get("B").unwrap().column("y"), Some(&[-2.0, 1e300][..]));
    assert_eq!(panel.get("B").unwrap().column("n"), Some(&[2.0, 4.0][..]));
    assert_eq!(report.to_string(), "4 rows read, 1 left out (a value is missing)");
    let message = options.read_parquet_panel(&path, &columns).unwrap_err().to_string();
    assert!(message.contains("pandas_long.parquet, row 2, column \"y\": the cell is empty"), "{message}");
}

#[test]
fn the_index_of_pandas_is_the_time() {
    for name in ["pandas_index.parquet", "pandas_gzip.parquet"] {
        let oven = read_parquet(golden(name), &["celsius"]).unwrap();
        assert_eq!(oven.time(), hours(3));
        assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5, 183.25][..]));
        assert_eq!(oven.name(), golden(name).to_str().unwrap());
    }
}

#[test]
fn a_table_of_polars_is_read() {
    let path = golden("polars.parquet");
    let oven = read_parquet(&path, &["celsius", "watts"]).unwrap();
    assert_eq!(oven.time(), times(["2020-01-01T00:00:00.123456", "2020-01-01T01:00"]));
    assert_eq!(oven.column("celsius"), Some(&[180.0, 181.5][..]));
    assert_eq!(oven.column("watts"), Some(&[1.0, 2.0][..]));
    let options = ArrowOptions::new().time("day").static_columns(["cat"]);
    let panel = options.read_parquet_panel(&path, &["celsius"]).unwrap();
    assert_eq!(panel.get("b").unwrap().time(), times(["1969-12-31"]));
    assert_eq!(panel.attribute("cat").unwrap(), ["x", "y"]);
    let message = read_parquet(golden("polars_zstd.parquet"), &["celsius"]).unwrap_err().to_string();
    assert!(
        message.ends_with(
            "polars_zstd.parquet: compressed with Zstandard, expected Snappy, gzip or no compression; write it again, \
             as with `df.write_parquet(path, compression=\"snappy\")` in Polars"
        ),
        "{message}"
    );
}

#[test]
fn every_type_of_pyarrow_is_read() {
    let path = golden("pyarrow_types.parquet");
    let read = |options: &ArrowOptions, columns: &[&str]| options.clone().sort(true).read_parquet(&path, columns);
    let date = ["1969-12-31", "1970-01-01", "1970-01-02"];
    let part = |fraction: &str| date.map(|date| format!("{date}T00:00:00{fraction}"));
    for (column, expected) in [
        ("timestamp_s", part("")),
        ("timestamp_ms", part(".001")),
        ("timestamp_us", part(".000001")),
        ("timestamp_ns", part(".000000001")),
        ("timestamp_utc", part("")),
        ("date32", part("")),
        ("text_time", part("")),
    ] {
        let found = read(&ArrowOptions::new().time(column), &["int8"]).unwrap();
        assert_eq!(found.time(), times(expected.each_ref().map(String::as_str)), "{column}");
        assert_eq!(found.column("int8"), Some(&[3.0, 1.0, 0.0][..]), "{column}");
    }
    let unix = ArrowOptions::new().time("unix").unix(UnixUnit::Seconds);
    assert_eq!(read(&unix, &[]).unwrap().time(), times(["1970-01-01", "1970-01-02", "1970-01-03"]));
    for (column, expected) in [
        ("int32", [1.0, 0.0, 3.0]),
        ("int64", [1.0, 0.0, 3.0]),
        ("uint16", [1.0, 0.0, 3.0]),
        ("uint64", [1.0, 0.0, 3.0]),
        ("float16", [1.5, -0.5, 65504.0]),
        ("float", [1.5, -0.5, 3.0]),
        ("double", [0.1, -0.5, 1e300]),
        ("decimal", [1.1, -0.25, 123_456_789_012_345.67]),
        ("exact", [2_f64.powi(53), 2_f64.powi(60), -2_f64.powi(63)]),
    ] {
        assert_eq!(read(&unix, &[column]).unwrap().column(column), Some(&expected[..]), "{column}");
    }
    let message = read(&unix, &["inexact"]).unwrap_err().to_string();
    assert!(message.contains("pyarrow_types.parquet, row 1, column \"inexact\": found 9007199254740993"), "{message}");
    let message = read(&unix, &["bool"]).unwrap_err().to_string();
    assert!(message.contains("the column \"bool\" has the type Boolean, expected numbers"), "{message}");
    for (column, expected) in [
        ("large_string", &["a", "b", "c"][..]),
        ("string_view", &["a", "b", "a longer text than twelve bytes"]),
        ("dictionary", &["a", "b"]),
    ] {
        let panel = unix.clone().id(column).read_parquet_panel(&path, &["double"]).unwrap();
        assert!(panel.names().eq(expected.iter().copied()), "{column}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.parquet");
    let name = path.to_str().unwrap();
    // The series has more rows than the reader puts in one batch.
    let oven = series(name, 5000);
    oven.write_parquet(&path).unwrap();
    assert_eq!(read_parquet(&path, &["celsius", "watts"]).unwrap(), oven);
    assert_eq!(read_parquet(&path, &["watts"]).unwrap().column("watts"), oven.column("watts"));
    let panel = Panel::new(vec![series("a", 3000), series("b", 7)]).unwrap();
    let panel = panel.with_attribute("maker", ["x", "y"]).unwrap();
    panel.write_parquet(&path).unwrap();
    let options = ArrowOptions::new().static_columns(["maker"]);
    assert_eq!(options.read_parquet_panel(&path, &["celsius", "watts"]).unwrap(), panel);
    let mut table = ForecastTable::new(["q0.1", "q0.9"]).unwrap();
    table.push("a", &hours(2), &[1.0, 2.0, 3.0, 4.0]).unwrap();
    table.push("b", &hours(1), &[5.0, f64::MAX]).unwrap();
    table.write_parquet(&path).unwrap();
    let read = ArrowOptions::new().read_parquet_panel(&path, &["q0.1", "q0.9"]).unwrap();
    assert_eq!(read.get("a").unwrap().column("q0.9"), Some(&[2.0, 4.0][..]));
    assert_eq!(read.get("b").unwrap().column("q0.9"), Some(&[f64::MAX][..]));
    series("s", 0).write_parquet(&path).unwrap();
    let message = read_parquet(&path, &["celsius"]).unwrap_err().to_string();
    assert!(message.ends_with("table.parquet: the table has no rows, expected one row per time step; check the query or export that made it"), "{message}");
}

#[test]
fn a_folder_of_part_files_is_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let whole = series(folder.path().to_str().unwrap(), 10);
    whole.rows(6..).unwrap().write_parquet(folder.path().join("part-00001.snappy.parquet")).unwrap();
    fs::write(folder.path().join("_SUCCESS"), "").unwrap();
    fs::write(folder.path().join(".part-00000.snappy.parquet.crc"), "crc").unwrap();
    whole.rows(..6).unwrap().write_parquet(folder.path().join("part-00000.snappy.parquet")).unwrap();
    assert_eq!(read_parquet(folder.path(), &["celsius", "watts"]).unwrap(), whole);
    // One file in the folder has different columns.
    let part = folder.path().join("part-00002.snappy.parquet");
    let other = Series::new("s", hours(1), vec![("watts".to_owned(), vec![1.0])]).unwrap();
    other.write_parquet(&part).unwrap();
    let message = read_parquet(folder.path(), &["celsius"]).unwrap_err().to_string();
    assert!(
        message.contains("record batch 2 has the columns time Timestamp(µs), watts Float64, but the first has"),
        "{message}"
    );
    fs::write(&part, "none").unwrap();
    let message = read_parquet(folder.path(), &["celsius"]).unwrap_err().to_string();
    assert!(message.contains("part-00002.snappy.parquet: not a Parquet file, or a damaged one"), "{message}");
    let empty = tempfile::tempdir().unwrap();
    let message = read_parquet(empty.path(), &["celsius"]).unwrap_err().to_string();
    assert!(
        message.ends_with(": no file in it ends in .parquet; give a file, or the folder with the part files"),
        "{message}"
    );
}

#[test]
fn files_that_are_missing_or_of_another_kind_are_named() {
    let missing = read_parquet("no/such.parquet", &[]).unwrap_err();
    assert!(matches!(missing, DataError::NoSuchFile { .. }), "{missing}");
    assert!(series("s", 2).write_parquet("no/such/folder/s.parquet").is_err());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text.parquet");
    for text in [
        "",
        "time,celsius\n2020-01-01,180\n",
        "PAR1",
        "PAR1PAR1",
        "PAR1\0\0\0\0PAR1",
        "PAR1\u{7f}\u{7f}\u{7f}\u{7f}PAR1",
    ] {
        fs::write(&path, text).unwrap();
        let message = read_parquet(&path, &["celsius"]).unwrap_err().to_string();
        assert!(message.contains("text.parquet: not a Parquet file, or a damaged one ("), "{message}");
        assert!(message.ends_with("; write the file again"), "{message}");
    }
    // The CSV reader's error for a Parquet file names the Parquet reader.
    series("s", 2).write_parquet(&path).unwrap();
    let message = CsvOptions::new().read_series(&path, &["celsius"]).unwrap_err().to_string();
    let expected = "text.parquet: is a Parquet file, expected CSV text; read it with `timeseriesml::data::read_parquet` \
                    (feature `parquet`)";
    assert!(message.ends_with(expected), "{message}");
}

#[test]
fn damaged_files_are_errors_or_other_values_and_never_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.parquet");
    let panel =
        Panel::new(vec![series("a", 40), series("b", 30)]).unwrap().with_attribute("maker", ["x", "y"]).unwrap();
    panel.write_parquet(&path).unwrap();
    let files = [fs::read(&path).unwrap()].into_iter().chain(
        ["pandas_long.parquet", "pyarrow_types.parquet", "pandas_gzip.parquet"]
            .map(|name| fs::read(golden(name)).unwrap()),
    );
    let mut random = Xoshiro256PlusPlus::seed_from_u64(19);
    let mut refused = 0;
    let read = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let by_row = ArrowOptions::new().static_columns(["maker"]).read_parquet_panel(&path, &["celsius", "watts"]);
        let of_pandas = ArrowOptions::new().read_parquet_panel(&path, &["y", "n"]).map(drop);
        let of_pyarrow = ArrowOptions::new().time("text_time").id("dictionary");
        let of_pyarrow = of_pyarrow.read_parquet_panel(&path, &["decimal", "float16", "exact"]).map(drop);
        [by_row.map(drop), of_pandas, of_pyarrow, read_parquet(&path, &["celsius"]).map(drop)]
    };
    for whole in files {
        for _ in 0..50 {
            let cut = random.random_range(0..whole.len());
            for result in read(&whole[..cut]) {
                let message = result.unwrap_err().to_string();
                assert!(message.contains("damaged.parquet: not a Parquet file, or a damaged one ("), "{message}");
            }
        }
        for _ in 0..200 {
            let mut bytes = whole.clone();
            for _ in 0..random.random_range(1..4) {
                let place = random.random_range(0..bytes.len());
                bytes[place] ^= 1 << random.random_range(0..8);
            }
            for result in read(&bytes) {
                if let Err(error) = result {
                    refused += 1;
                    assert!(error.to_string().contains("damaged.parquet"), "{error}");
                }
            }
        }
    }
    assert!(refused > 1000, "{refused}");
    // With these three bytes changed, version 60 of the crate `parquet` panics.
    let mut bytes = fs::read(golden("pandas_gzip.parquet")).unwrap();
    (bytes[490], bytes[501], bytes[931]) = (143, 4, 1);
    let [.., oven] = read(&bytes);
    let message = oven.unwrap_err().to_string();
    assert!(message.contains("damaged.parquet: not a Parquet file, or a damaged one (column start"), "{message}");
}
