//! Tests the types, row order, missing values and messages; written batches must read back the same.

use std::sync::Arc;

use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::*;
use jiff::civil::date;

use super::ArrowOptions;
use crate::data::{AmbiguousTime, DateTime, Duplicates, Missing, Panel, ReadReport, Series, UnixUnit};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn numbers(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn days(days: &[i32]) -> ArrayRef {
    Arc::new(Date32Array::from(days.to_vec()))
}

/// Reads a table of two rows, on 1 and 2 January 1970, with the values in a column `y`.
fn of_values(values: ArrayRef) -> Result<Vec<f64>, String> {
    let batch = batch(vec![("time", days(&[0, 1])), ("y", values)]);
    let series = Series::from_record_batches("s", &[batch], "time", &["y"]).map_err(|error| error.to_string())?;
    Ok(series.column("y").unwrap().to_vec())
}

/// Reads the times of a table of two rows.
fn of_times(times: ArrayRef, options: &ArrowOptions) -> Result<Vec<DateTime>, String> {
    let batch = batch(vec![("time", times), ("y", numbers(&[Some(1.0), Some(2.0)]))]);
    let series = options.series_from_batches("s", &[batch], &["y"]).map_err(|error| error.to_string())?;
    Ok(series.time().to_vec())
}

fn times(texts: [&str; 2]) -> Result<Vec<DateTime>, String> {
    Ok(texts.iter().map(|text| text.parse().unwrap()).collect())
}

#[test]
fn every_type_of_number_is_read() {
    let expected = Ok(vec![1.0, 3.0]);
    assert_eq!(of_values(Arc::new(Int8Array::from(vec![1, 3]))), expected);
    assert_eq!(of_values(Arc::new(Int16Array::from(vec![1, 3]))), expected);
    assert_eq!(of_values(Arc::new(Int32Array::from(vec![1, 3]))), expected);
    assert_eq!(of_values(Arc::new(Int64Array::from(vec![1, 3]))), expected);
    assert_eq!(of_values(Arc::new(UInt8Array::from(vec![1, 3]))), expected);
    assert_eq!(of_values(Arc::new(UInt16Array::from(vec![1, 3]))), expected);
    assert_eq!(of_values(Arc::new(UInt32Array::from(vec![1, 3]))), expected);
    assert_eq!(of_values(Arc::new(UInt64Array::from(vec![1, 3]))), expected);
    assert_eq!(of_values(Arc::new(Float32Array::from(vec![0.1, 3.0]))), Ok(vec![f64::from(0.1_f32), 3.0]));
    assert_eq!(of_values(Arc::new(Float64Array::from(vec![0.1, -0.0]))), Ok(vec![0.1, -0.0]));
    let halves = numbers(&[Some(1.5), Some(-2.0)]);
    let halves = halves.as_any().downcast_ref::<Float64Array>().unwrap().unary::<_, types::Float16Type>(|value| {
        let bits = if value == 1.5 { 0x3e00 } else { 0xc000 };
        <types::Float16Type as ArrowPrimitiveType>::Native::from_bits(bits)
    });
    assert_eq!(of_values(Arc::new(halves)), Ok(vec![1.5, -2.0]));
}

#[test]
fn decimals_are_rounded_to_the_nearest_number() {
    let array = Decimal128Array::from(vec![110, -25]).with_precision_and_scale(20, 2).unwrap();
    assert_eq!(of_values(Arc::new(array)), Ok(vec![1.1, -0.25]));
    // 0.1 × 3 in floating point would be 0.30000000000000004.
    let array = Decimal64Array::from(vec![3, 123_456_789]).with_precision_and_scale(10, 1).unwrap();
    assert_eq!(of_values(Arc::new(array)), Ok(vec![0.3, 12_345_678.9]));
    let array = Decimal128Array::from(vec![7, i128::from(u64::MAX) * 3]).with_precision_and_scale(38, -2).unwrap();
    assert_eq!(of_values(Arc::new(array)), Ok(vec![700.0, 5534023222112865484500.0]));
    let array = Decimal32Array::from(vec![7, 70]).with_precision_and_scale(5, 5).unwrap();
    assert_eq!(of_values(Arc::new(array)), Ok(vec![0.00007, 0.0007]));
}

#[test]
fn integers_that_no_float_holds_are_refused() {
    let exact = [1 << 53, i64::MIN];
    assert_eq!(of_values(Arc::new(Int64Array::from(exact.to_vec()))), Ok(exact.map(|value| value as f64).to_vec()));
    let message = "s, row 1, column \"y\": found 9007199254740993, which a 64-bit float cannot hold exactly; cast the \
                   column to Float64 if the rounded value will do";
    assert_eq!(of_values(Arc::new(Int64Array::from(vec![0, (1 << 53) + 1]))), Err(message.to_owned()));
    assert!(of_values(Arc::new(Int64Array::from(vec![i64::MAX, 0]))).unwrap_err().contains("row 0"));
    assert!(of_values(Arc::new(UInt64Array::from(vec![0, u64::MAX]))).unwrap_err().contains("18446744073709551615"));
    assert_eq!(of_values(Arc::new(UInt64Array::from(vec![0, 1 << 63]))), Ok(vec![0.0, 9_223_372_036_854_775_808.0]));
}

#[test]
fn other_types_are_refused_with_a_remedy() {
    let message = "s: the column \"y\" has the type Boolean, expected numbers; cast it to Float64";
    assert_eq!(of_values(Arc::new(BooleanArray::from(vec![true, false]))), Err(message.to_owned()));
    let message = "s: the column \"y\" has the type Utf8, expected numbers; cast it to Float64";
    assert_eq!(of_values(Arc::new(StringArray::from(vec!["1", "2"]))), Err(message.to_owned()));
    let message = "s: the column \"time\" has the type Float64, expected times, dates, text or whole Unix times; cast it \
                   to Timestamp";
    assert_eq!(of_times(numbers(&[Some(0.0), Some(1.0)]), &ArrowOptions::new()), Err(message.to_owned()));
}

#[test]
fn times_of_every_unit_are_read() {
    let plain = ArrowOptions::new();
    let expected = || times(["1969-12-31", "2020-01-31T13:30:15"]);
    let (first, second) = (-86_400, 1_580_477_415);
    assert_eq!(of_times(Arc::new(TimestampSecondArray::from(vec![first, second])), &plain), expected());
    let of_unit = |unit: i64| vec![first * unit, second * unit];
    assert_eq!(of_times(Arc::new(TimestampMillisecondArray::from(of_unit(1000))), &plain), expected());
    assert_eq!(of_times(Arc::new(TimestampMicrosecondArray::from(of_unit(1_000_000))), &plain), expected());
    assert_eq!(of_times(Arc::new(TimestampNanosecondArray::from(of_unit(1_000_000_000))), &plain), expected());
    let fine = of_times(Arc::new(TimestampNanosecondArray::from(vec![-1, 1])), &plain);
    assert_eq!(fine, times(["1969-12-31T23:59:59.999999999", "1970-01-01T00:00:00.000000001"]));
    assert_eq!(of_times(days(&[-1, 18292]), &plain), times(["1969-12-31", "2020-01-31"]));
    let milliseconds = Date64Array::from(vec![-86_400_000, 1_580_428_800_000]);
    assert_eq!(of_times(Arc::new(milliseconds), &plain), times(["1969-12-31", "2020-01-31"]));
    assert_eq!(of_times(Arc::new(StringArray::from(vec!["1969-12-31", "31 Jan 2020 13:30:15"])), &plain), expected());
    let views = StringViewArray::from(vec!["1969-12-31", "2020-01-31T13:30:15"]);
    assert_eq!(of_times(Arc::new(views), &plain), expected());
    let unix = ArrowOptions::new().unix(UnixUnit::Seconds);
    assert_eq!(of_times(Arc::new(Int64Array::from(vec![first, second])), &unix), expected());
    let last = times(["0000-01-01", "9999-12-31T23:59:59"]);
    assert_eq!(of_times(Arc::new(TimestampSecondArray::from(vec![-62_167_219_200, 253_402_300_799])), &plain), last);
}

#[test]
fn times_with_a_zone_are_utc_and_others_as_the_options_say() {
    let zoned: ArrayRef = Arc::new(TimestampSecondArray::from(vec![0, 3600]).with_timezone("America/New_York"));
    assert_eq!(of_times(zoned.clone(), &ArrowOptions::new()), times(["1970-01-01", "1970-01-01T01:00"]));
    let berlin = ArrowOptions::new().zone("Europe/Berlin");
    assert_eq!(of_times(zoned, &berlin), times(["1970-01-01", "1970-01-01T01:00"]));
    let local: ArrayRef = Arc::new(TimestampSecondArray::from(vec![1_603_591_200, 1_603_591_201]));
    // 02:00 occurs twice on the night the clocks go back.
    let message = of_times(local.clone(), &berlin).unwrap_err();
    assert!(message.starts_with("s, row 0, column \"time\": 2020-10-25T02:00:00 occurs twice"), "{message}");
    let earlier = berlin.ambiguous(AmbiguousTime::Earlier);
    assert_eq!(of_times(local, &earlier), times(["2020-10-25", "2020-10-25T00:00:01"]));
}

#[test]
fn times_beyond_the_calendar_are_refused() {
    let plain = ArrowOptions::new();
    let message = "s, row 1, column \"time\": found 9223372036854775807 microseconds since 1970, expected a time in the \
                   years 0 to 9999; check the unit of the column";
    let times = TimestampMicrosecondArray::from(vec![0, i64::MAX]);
    assert_eq!(of_times(Arc::new(times), &plain), Err(message.to_owned()));
    for count in [i64::MIN, i64::MIN + 1, i64::MAX, -62_167_219_201, 253_402_300_800] {
        let message = of_times(Arc::new(TimestampSecondArray::from(vec![count, 0])), &plain).unwrap_err();
        assert!(message.contains("row 0, column \"time\"") && message.contains("years 0 to 9999"), "{message}");
    }
    for count in [i64::MIN, i64::MAX] {
        assert!(of_times(Arc::new(Date64Array::from(vec![count, 0])), &plain).is_err());
        assert!(of_times(Arc::new(TimestampMillisecondArray::from(vec![count, 0])), &plain).is_err());
    }
    assert!(of_times(days(&[i32::MIN, i32::MAX]), &plain).is_err());
}

#[test]
fn texts_that_are_no_times_name_the_options_of_arrow() {
    let of = |first: &str| {
        let texts = StringArray::from(vec![Some(first), None]);
        of_times(Arc::new(texts), &ArrowOptions::new()).unwrap_err()
    };
    let message = "s, row 0, column \"time\": found \"03/04/2019\", where the day or the month may come first; say which \
                   does with `ArrowOptions::new().day_first(true)` or `.day_first(false)`";
    assert_eq!(of("03/04/2019"), message);
    let message = of("yesterday");
    assert!(
        message.starts_with("s, row 0, column \"time\": found \"yesterday\", expected a time such as"),
        "{message}"
    );
    assert!(message.ends_with("`ArrowOptions::new().time_format(\"%d/%m/%Y %H:%M\")`"), "{message}");
    let empty = "s, row 1, column \"time\": the cell is empty, expected a time; drop such rows with \
                 `ArrowOptions::new().missing(Missing::DropRow)`";
    assert_eq!(of("2020-01-01"), empty);
    let null = Arc::new(TimestampSecondArray::from(vec![Some(0), None]));
    assert_eq!(of_times(null, &ArrowOptions::new()), Err(empty.to_owned()));
    let mixed = StringArray::from(vec!["2020-01-01T00:00Z", "2020-01-02"]);
    let message = of_times(Arc::new(mixed), &ArrowOptions::new()).unwrap_err();
    assert!(message.contains("the time on row 0 has one"), "{message}");
}

#[test]
fn missing_values_are_treated_as_in_csv() {
    let table = |values: &[Option<f64>]| {
        let all: Vec<i32> = (0..values.len() as i32).collect();
        vec![batch(vec![("ds", days(&all)), ("y", numbers(values))])]
    };
    let read = |options: ArrowOptions, values: &[Option<f64>]| {
        options.series_from_batches_with_report("s", &table(values), &["y"]).map_err(|error| error.to_string())
    };
    let values = |read: Result<(Series, ReadReport), String>| {
        let (series, report) = read.unwrap();
        (series.column("y").unwrap().to_vec(), report.to_string())
    };
    let gap = [Some(1.0), None, Some(f64::NAN), Some(4.0)];
    let message = "s, row 1, column \"y\": the cell is empty; fill it with \
                   `ArrowOptions::new().missing(Missing::ForwardFill)` or `Missing::Interpolate`, or drop the row with `Missing::DropRow`";
    assert_eq!(read(ArrowOptions::new(), &gap).unwrap_err(), message);
    let nan = read(ArrowOptions::new(), &gap[2..]).unwrap_err();
    assert!(nan.contains("row 0, column \"y\": found \"NaN\", a missing value"), "{nan}");
    let infinite = read(ArrowOptions::new().missing(Missing::DropRow), &[Some(f64::NEG_INFINITY)]).unwrap_err();
    assert!(infinite.contains("row 0, column \"y\": found \"-inf\", expected a finite number"), "{infinite}");
    let of = |missing| values(read(ArrowOptions::new().missing(missing), &gap));
    assert_eq!(of(Missing::DropRow), (vec![1.0, 4.0], "4 rows read, 2 left out (a value is missing)".to_owned()));
    let filled = "4 rows read, 2 values of \"y\" filled".to_owned();
    assert_eq!(of(Missing::ForwardFill), (vec![1.0, 1.0, 1.0, 4.0], filled.clone()));
    assert_eq!(of(Missing::Interpolate), (vec![1.0, 2.0, 3.0, 4.0], filled));
    let first = read(ArrowOptions::new().missing_in("y", Missing::ForwardFill), &gap[1..]).unwrap_err();
    assert!(first.starts_with("s, row 0, column \"y\": the missing value cannot be filled"), "{first}");
    let none = read(ArrowOptions::new().missing(Missing::DropRow), &gap[1..3]).unwrap_err();
    assert_eq!(none, "s: no row is complete (2 dropped); read fewer columns");
}

#[test]
fn order_and_repeated_times_are_treated_as_in_csv() {
    // Three batches, one of them empty.
    let one = |day: &[i32], values: &[Option<f64>]| batch(vec![("time", days(day)), ("y", numbers(values))]);
    let batches = [one(&[2, 0], &[Some(2.0), Some(0.0)]), one(&[], &[]), one(&[0, 1], &[Some(9.0), Some(1.0)])];
    let read = |options: ArrowOptions| {
        let read = options.series_from_batches_with_report("s", &batches, &["y"]).map_err(|error| error.to_string());
        read.map(|(series, report)| (series.column("y").unwrap().to_vec(), report.to_string()))
    };
    let newest = "s, row 1: 1970-01-01T00:00:00 is earlier than 1970-01-03T00:00:00 before it, so the newest row seems to be \
                  first; sort the rows with `ArrowOptions::new().sort(true)`";
    assert_eq!(read(ArrowOptions::new()), Err(newest.to_owned()));
    let twice = "s, row 2: the time 1970-01-01T00:00:00 is already on row 1; keep one with \
                 `ArrowOptions::new().duplicates(Duplicates::KeepFirst)` or `KeepLast`";
    assert_eq!(read(ArrowOptions::new().sort(true)), Err(twice.to_owned()));
    let report = "4 rows read, sorted by time, 1 left out (the time is on another row)".to_owned();
    let kept = |duplicates| read(ArrowOptions::new().sort(true).duplicates(duplicates));
    assert_eq!(kept(Duplicates::KeepFirst), Ok((vec![0.0, 1.0, 2.0], report.clone())));
    assert_eq!(kept(Duplicates::KeepLast), Ok((vec![9.0, 1.0, 2.0], report)));
}

#[test]
fn columns_are_found_by_name_and_position() {
    let table = [batch(vec![
        ("When", days(&[0])),
        ("Temperature_C", numbers(&[Some(1.0)])),
        ("temperature c", numbers(&[Some(2.0)])),
    ])];
    let read = |options: ArrowOptions, columns: &[&str]| {
        options.series_from_batches("s", &table, columns).map(drop).map_err(|error| error.to_string())
    };
    let message = "s: no time column such as \"date\", \"time\" or \"timestamp\"; the table has \"When\", \"Temperature_C\", \
                   \"temperature c\"; name it with `ArrowOptions::new().time(\"…\")`, or count the rows with \
                   `.count_rows(start, step)`";
    assert_eq!(read(ArrowOptions::new(), &[]), Err(message.to_owned()));
    let when = || ArrowOptions::new().time("when");
    let message = "s: the column \"temperature c\" occurs twice, at positions 1 and 2; choose one, as with \
                   `ArrowOptions::new().column(\"temperature c\", 1)`";
    assert_eq!(read(when(), &["temperature c"]), Err(message.to_owned()));
    let message = "s: no column \"temp\"; the table has \"When\", \"Temperature_C\", \"temperature c\"; read it with \
                   `ArrowOptions::new().column(\"temp\", \"Temperature_C\")`";
    assert_eq!(read(when(), &["temp"]), Err(message.to_owned()));
    let message = "s: no column \"pressure\"; the table has \"When\", \"Temperature_C\", \"temperature c\"; give its name in the table with \
                   `ArrowOptions::new().column(\"pressure\", \"…\")`";
    assert_eq!(read(when(), &["pressure"]), Err(message.to_owned()));
    let series = when().column("temp", 2).series_from_batches("s", &table, &["temp"]).unwrap();
    assert_eq!(series.column("temp"), Some(&[2.0][..]));
}

#[test]
fn batches_must_have_rows_and_one_schema() {
    let read = |batches: &[RecordBatch]| {
        Series::from_record_batches("s", batches, "time", &["y"]).map(drop).map_err(|error| error.to_string())
    };
    let empty = "s: the table has no rows, expected one row per time step; check the query or export that made it";
    assert_eq!(read(&[]), Err(empty.to_owned()));
    let first = batch(vec![("time", days(&[0])), ("y", numbers(&[Some(1.0)]))]);
    assert_eq!(read(&[first.slice(0, 0)]), Err(empty.to_owned()));
    let integers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let other = batch(vec![("time", days(&[1])), ("y", integers)]);
    let message = "s: record batch 1 has the columns time Date32, y Int64, but the first has time Date32, y Float64; give all \
                   batches the same schema";
    assert_eq!(read(&[first, other]), Err(message.to_owned()));
}

#[test]
fn slices_of_arrays_are_read_from_their_own_beginning() {
    let ids: DictionaryArray<Int8Type> = ["x", "a", "b", "b"].into_iter().collect();
    let whole = batch(vec![
        ("id", Arc::new(ids)),
        ("time", days(&[7, 0, 0, 1])),
        ("y", numbers(&[None, Some(1.0), Some(2.0), Some(3.0)])),
    ]);
    let panel = ArrowOptions::new().panel_from_batches("p", &[whole.slice(1, 3)], &["y"]).unwrap();
    assert!(panel.names().eq(["a", "b"]));
    assert_eq!(panel.get("b").unwrap().column("y"), Some(&[2.0, 3.0][..]));
}

#[test]
fn ids_and_attributes_are_text_of_any_kind() {
    let ids: [ArrayRef; 7] = [
        Arc::new(StringArray::from(vec!["7", "8"])),
        Arc::new(LargeStringArray::from(vec!["7", "8"])),
        Arc::new(StringViewArray::from(vec!["7", "8"])),
        Arc::new(["7", "8"].into_iter().collect::<DictionaryArray<Int32Type>>()),
        Arc::new(Int64Array::from(vec![7, 8])),
        Arc::new(UInt8Array::from(vec![7, 8])),
        Arc::new(Int16Array::from(vec![7, 8])),
    ];
    let open: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), None]));
    let since: ArrayRef = days(&[0, 1]);
    for id in ids {
        let one = batch(vec![
            ("meter", id),
            ("time", days(&[0, 0])),
            ("y", numbers(&[Some(1.0), Some(2.0)])),
            ("open", open.clone()),
            ("since", since.clone()),
        ]);
        let options = ArrowOptions::new().static_columns(["open", "since"]);
        let panel = options.panel_from_batches("p", &[one], &["y"]).unwrap();
        assert!(panel.names().eq(["7", "8"]));
        assert_eq!(panel.attribute("open").unwrap(), ["true", ""]);
        assert_eq!(panel.attribute("since").unwrap(), ["1970-01-01", "1970-01-02"]);
    }
}

#[test]
fn panels_without_ids_or_with_attributes_that_change_are_refused() {
    let table = |ids: Vec<Option<&str>>, regions: Vec<&str>| {
        let id: ArrayRef = Arc::new(StringArray::from(ids));
        let region: ArrayRef = Arc::new(StringArray::from(regions));
        let y = numbers(&[Some(1.0), Some(2.0)]);
        [batch(vec![("shop", id), ("time", days(&[0, 1])), ("y", y), ("region", region)])]
    };
    let read = |table: &[RecordBatch], options: ArrowOptions| {
        options.panel_from_batches("p", table, &["y"]).map(drop).map_err(|error| error.to_string())
    };
    let good = table(vec![Some("a"), Some("a")], vec!["n", "n"]);
    let no_id = read(&good, ArrowOptions::new()).unwrap_err();
    assert!(no_id.starts_with("p: no column \"series_id\" (nor \"unique id\""), "{no_id}");
    assert!(no_id.contains("`ArrowOptions::new().column(\"series_id\", \"…\")`"), "{no_id}");
    const EMPTY_ID: &str = "p, row 1: the series id is empty; complete the row, or choose another id column with \
                            `ArrowOptions::new().column(\"series_id\", \"…\")`";
    let shop = || ArrowOptions::new().id("shop").static_columns(["region"]);
    assert_eq!(read(&good, shop()), Ok(()));
    let null = read(&table(vec![Some("a"), None], vec!["n", "n"]), shop());
    assert_eq!(null, Err(EMPTY_ID.to_owned()));
    let message = read(&table(vec![Some("a"), Some("a")], vec!["n", "s"]), shop()).unwrap_err();
    assert!(
        message.starts_with("p, row 1, column \"region\": found \"s\", but the series \"a\" had \"n\""),
        "{message}"
    );
    let float = [batch(vec![("id", numbers(&[Some(1.0)])), ("time", days(&[0])), ("y", numbers(&[Some(1.0)]))])];
    let message = "p: the column \"id\" has the type Float64, expected text; cast it to text";
    assert_eq!(read(&float, ArrowOptions::new()), Err(message.to_owned()));
}

#[test]
fn date_and_hour_are_the_time_together() {
    let hours: ArrayRef = Arc::new(UInt8Array::from(vec![0, 13]));
    let table = [batch(vec![("day", days(&[0, 0])), ("hour", hours), ("y", numbers(&[Some(1.0), Some(2.0)]))])];
    let options = ArrowOptions::new().time_columns(["day", "hour"]).time_format("%Y-%m-%d %H");
    let series = options.series_from_batches("s", &table, &["y"]).unwrap();
    assert_eq!(series.time(), times(["1970-01-01", "1970-01-01T13:00"]).unwrap());
}

fn series(name: &str, times: &[DateTime]) -> Series {
    let values = (0..times.len()).map(|row| (row as f64).exp() / 3.0).collect();
    Series::new(name, times.to_vec(), vec![("y".to_owned(), values)]).unwrap()
}

#[test]
fn what_is_written_is_read_back() {
    let dates = [date(1, 1, 1), date(2020, 1, 1), date(9999, 12, 31)];
    let ordinary = dates.map(|date| date.at(23, 59, 59, 999_999_000));
    let fine = [date(1677, 9, 22).at(0, 0, 0, 1), date(2262, 4, 11).at(23, 0, 0, 0)];
    for (times, unit) in [(&ordinary[..], "µs"), (&fine[..], "ns")] {
        let written = series("s", times);
        let batch = written.to_record_batch().unwrap();
        assert_eq!(batch.schema().field(0).data_type().to_string(), format!("Timestamp({unit})"));
        assert_eq!(Series::from_record_batches("s", &[batch], "time", &["y"]).unwrap(), written);
    }
    let empty = series("s", &[]).to_record_batch().unwrap();
    assert_eq!((empty.num_rows(), empty.num_columns()), (0, 2));
    let too_fine = series("s", &[date(2300, 1, 1).at(0, 0, 0, 1)]).to_record_batch().unwrap_err().to_string();
    let message = "series \"s\": found 2300-01-01T00:00:00.000000001, but Arrow's nanosecond times cover only the years 1677 to \
                   2262; round the times to microseconds";
    assert_eq!(too_fine, message);
    let twice = Series::new("s", vec![], vec![("time".to_owned(), vec![])]).unwrap().to_record_batch();
    assert_eq!(twice.unwrap_err().to_string(), "series \"s\": two columns are named \"time\"; rename one");
}

#[test]
fn a_panel_is_read_back_with_its_attributes() {
    let times = [date(2020, 1, 1).at(0, 0, 0, 0), date(2020, 1, 2).at(0, 0, 0, 0)];
    let panel = Panel::new(vec![series(" north, \"1\"", &times), series("süd", &times[1..])]).unwrap();
    let panel = panel.with_attribute("size", ["s", " l "]).unwrap();
    let batch = panel.to_record_batch().unwrap();
    let rows = (batch.num_rows(), batch.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>());
    assert_eq!(rows, (3, ["series_id", "time", "y", "size"].map(String::from).to_vec()));
    // The table is in two batches, cut within a series.
    let parts = [batch.slice(0, 1), batch.slice(1, 2)];
    let options = ArrowOptions::new().static_columns(["size"]);
    assert_eq!(options.panel_from_batches("p", &parts, &["y"]).unwrap(), panel);
    let plain = Panel::from_record_batches("p", &parts, "series_id", "time", &["y"]).unwrap();
    assert_eq!(plain.series(), panel.series());
    let clash = panel.with_attribute("y", ["a", "b"]).unwrap().to_record_batch();
    assert_eq!(clash.unwrap_err().to_string(), "series \"panel\": two columns are named \"y\"; rename one");
    let nothing = Panel::new(vec![]).unwrap().to_record_batch().unwrap();
    assert_eq!((nothing.num_rows(), nothing.num_columns()), (0, 2));
}
