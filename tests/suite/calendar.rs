//! Calendars, resampling, filling and alignment against pandas (`tests/golden/calendar`).

use jiff::{SignedDuration, civil::DateTime};
use proptest::prelude::*;
use serde_json::Value;
use std::{fs, path::Path};
use timeseriesml::data::{Aggregation, AlignJoin, BinEdge, FillMethod, Frequency, Panel, TimeZone, align};
use timeseriesml::{Series, SyntheticCandles, next_times};

fn golden(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/calendar").join(file);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn times(values: &Value) -> Vec<DateTime> {
    values.as_array().unwrap().iter().map(time).collect()
}

fn time(value: &Value) -> DateTime {
    value.as_str().unwrap().parse().unwrap()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn frequency(value: &Value) -> Frequency {
    value.as_str().unwrap().parse().unwrap()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (row, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
            "{what}, row {row}: {found}, not {expected}"
        );
    }
}

/// The values in the rows of every golden series.
fn values(rows: usize) -> Vec<f64> {
    (0..rows).map(|i| (i * 37 % 101) as f64 / 8.0 - (i % 7) as f64).collect()
}

fn series(name: &str, time: Vec<DateTime>, columns: &[(&str, Vec<f64>)]) -> Series {
    let columns = columns.iter().map(|(name, values)| (name.to_string(), values.clone())).collect();
    Series::new(name, time, columns).unwrap()
}

#[test]
fn times_of_frequencies_are_those_of_date_range() {
    let golden = golden("ranges.json");
    let ranges = golden["ranges"].as_array().unwrap();
    assert_eq!(ranges.len(), 74);
    for range in ranges {
        let (frequency, expected) = (frequency(&range["frequency"]), times(&range["times"]));
        let start = time(&range["start"]);
        assert_eq!(frequency.times(start, expected.len()), expected, "{frequency} from {start}");
        assert_eq!(frequency.next(expected[0], expected.len() - 1), expected[1..], "{frequency} after {}", expected[0]);
    }
}

#[test]
fn frequencies_are_found_in_their_times() {
    for range in golden("ranges.json")["ranges"].as_array().unwrap() {
        let (named, time) = (frequency(&range["frequency"]), times(&range["times"]));
        let found = match named.zone() {
            Some(zone) => Frequency::find_in(&time, zone.clone()),
            None => Frequency::find(&time),
        };
        assert_eq!(found.as_ref(), Some(&named), "{named}");
        assert_eq!(named.gaps(&time), [], "{named}");
        let (past, future) = time.split_at(8);
        if named.zone().is_none() {
            assert_eq!(next_times(past, future.len()), future, "{named}");
        }
        // Without rows 3 and 4, most steps still equal the frequency.
        let holed: Vec<_> = time[..3].iter().chain(&time[5..]).copied().collect();
        let missing: Vec<_> = named.gaps(&holed).iter().map(|gap| (gap.after, gap.missing)).collect();
        let expected = if named.to_string().split('[').next() == Some("B") { vec![] } else { vec![(time[2], 2)] };
        assert_eq!(missing, expected, "{named}");
    }
}

#[test]
fn bins_are_those_of_resample() {
    let golden = ["resample.json", "resample_long.json", "resample_zones.json"].map(golden);
    let cases = || {
        golden.iter().flat_map(|golden| golden["resample"].as_array().unwrap().iter().map(move |case| (golden, case)))
    };
    assert_eq!(cases().count(), 63);
    for (golden, case) in cases() {
        let axis = times(&golden["axes"][case["axis"].as_str().unwrap()]);
        let values = values(axis.len());
        let series = series("s", axis, &[("a", values)]);
        let frequency = frequency(&case["frequency"]);
        let mut builder = series.resample(frequency);
        let aggregations = [
            ("first", Aggregation::First),
            ("last", Aggregation::Last),
            ("min", Aggregation::Minimum),
            ("max", Aggregation::Maximum),
            ("sum", Aggregation::Total),
            ("mean", Aggregation::Mean),
            ("count", Aggregation::RowCount),
        ];
        for (name, aggregation) in aggregations {
            builder = builder.column_as("a", aggregation, name);
        }
        builder = match case["label"].as_str() {
            Some("left") => builder.label(BinEdge::Start),
            Some("right") => builder.label(BinEdge::End),
            _ => builder,
        };
        let found = builder.build().unwrap();
        let what = format!("{} of {}, label {}", case["frequency"], case["axis"], case["label"]);
        assert_eq!(found.time(), times(&case["times"]), "{what}");
        for (name, _) in aggregations {
            close(found.column(name).unwrap(), &numbers(&case[name]), &format!("{name}, {what}"));
        }
    }
}

#[test]
fn gaps_are_filled_as_by_asfreq() {
    let golden = golden("rest.json");
    for case in golden["filled"].as_array().unwrap() {
        let rows = times(&case["rows"]);
        let values = values(rows.len());
        let series = series("s", rows, &[("a", values)]);
        for (method, key) in [
            (FillMethod::ForwardFill, "forward"),
            (FillMethod::Interpolate, "linear"),
            (FillMethod::InterpolateTime, "time"),
        ] {
            let (filled, added) = series.fill_gaps(method).unwrap();
            assert_eq!(filled.time(), times(&case["times"]), "{}", case["frequency"]);
            assert_eq!(added, filled.len() - series.len());
            close(filled.column("a").unwrap(), &numbers(&case[key]), key);
            assert_eq!(filled.gaps(), []);
        }
    }
}

#[test]
fn series_are_aligned_as_by_concat() {
    let golden = golden("rest.json");
    let golden = &golden["aligned"];
    let negative: Vec<f64> = values(9).iter().map(|x| -x).collect();
    let a = series("a", times(&golden["a"]), &[("x", values(9)), ("y", negative)]);
    let b = series("b", times(&golden["b"]), &[("x", values(7).iter().map(|x| x + 50.0).collect())]);
    for (key, join) in [
        ("inner", AlignJoin::Inner),
        ("forward", AlignJoin::Outer(FillMethod::ForwardFill)),
        ("linear", AlignJoin::Outer(FillMethod::Interpolate)),
        ("time", AlignJoin::Outer(FillMethod::InterpolateTime)),
        ("time", AlignJoin::Overlap(FillMethod::InterpolateTime)),
    ] {
        let aligned = align(&[&a, &b], join).unwrap();
        assert_eq!(aligned.series.time(), times(&golden[key]["times"]), "{key}");
        for (column, expected) in ["a.x", "y", "b.x"].iter().zip(golden[key]["columns"].as_array().unwrap()) {
            close(aligned.series.column(column).unwrap(), &numbers(expected), &format!("{key} {column}"));
        }
        assert_eq!(aligned.dropped, if join == AlignJoin::Inner { 6 } else { 0 });
        assert_eq!(aligned.filled, if join == AlignJoin::Inner { 0 } else { 2 * 2 + 4 });
    }
}

#[test]
fn descriptions_are_those_of_pandas() {
    for (i, case) in golden("rest.json")["described"].as_array().unwrap().iter().enumerate() {
        let values = numbers(&case["values"]);
        let time = Frequency::daily().times("2020-01-01T00:00".parse().unwrap(), values.len());
        let description = series("s", time, &[("a", values)]).describe();
        let column = &description.columns()[0];
        let spread = [column.minimum(), column.maximum(), column.mean(), column.deviation()];
        let expected = ["min", "max", "mean", "std"].map(|key| case[key].as_f64().unwrap());
        close(&spread, &expected, &format!("{i}"));
        close(&column.quartiles(), &numbers(&case["quartiles"]), &format!("{i}"));
        assert_eq!(column.outliers() as u64, case["outliers"].as_u64().unwrap(), "{i}");
    }
}

#[test]
fn candles_and_panels_are_described() {
    let candles = SyntheticCandles::new(900).generate();
    let weekly = candles.resample("W-SUN".parse().unwrap()).unwrap();
    assert_eq!(weekly.describe().frequency(), Some(&"W-SUN".parse().unwrap()));
    assert_eq!(weekly.volume().iter().sum::<f64>().round(), candles.volume().iter().sum::<f64>().round());
    let highest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    assert_eq!(weekly.describe().column("high").unwrap().maximum(), highest(candles.high()));
    let series = |name, days| series(name, Frequency::daily().times("2020-01-01T00:00".parse().unwrap(), days), &[]);
    let described = Panel::new(vec![series("a", 3), series("b", 4)]).unwrap().describe();
    assert_eq!(described.iter().map(|one| (one.name(), one.rows())).collect::<Vec<_>>(), [("a", 3), ("b", 4)]);
}

/// A frequency of any kind.
fn any_frequency() -> impl Strategy<Value = Frequency> {
    let names = vec!["s", "15min", "h", "D", "B", "W-WED", "MS", "ME", "MD-30", "QS-FEB", "QE", "YS", "YE-FEB"];
    let zones = vec![None, Some("America/New_York"), Some("Asia/Beirut"), Some("Australia/Lord_Howe")];
    (prop::sample::select(names), 1_u32..4, prop::sample::select(zones)).prop_map(|(name, n, zone)| {
        let frequency = name.parse::<Frequency>().unwrap().every(n).unwrap();
        match zone {
            Some(zone) => frequency.in_zone(TimeZone::get(zone).unwrap()),
            None => frequency,
        }
    })
}

fn any_time() -> impl Strategy<Value = DateTime> {
    (-3_000_000_000_i64..4_000_000_000)
        .prop_map(|seconds| jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0) + SignedDuration::from_secs(seconds))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn times_follow_each_other(frequency in any_frequency(), start in any_time()) {
        let times = frequency.times(start, 40);
        prop_assert!(times[0] >= start);
        prop_assert!(times.is_sorted_by(|a, b| a < b), "{} {:?}", frequency, times);
        prop_assert_eq!(frequency.gaps(&times), []);
        prop_assert_eq!(frequency.to_string().parse::<Frequency>().unwrap(), frequency);
    }

    #[test]
    fn bins_hold_each_row_once(frequency in any_frequency(), start in any_time(), step in 1_i64..3_000_000, end: bool) {
        let time: Vec<_> = (0..50).map(|i| start + SignedDuration::from_secs(step * i)).collect();
        let series = series("s", time, &[("a", vec![1.0; 50])]);
        let label = if end { BinEdge::End } else { BinEdge::Start };
        let bins = series.resample(frequency.clone()).all_columns(Aggregation::Total).label(label).build().unwrap();
        prop_assert_eq!(bins.column("a").unwrap().iter().sum::<f64>(), 50.0, "{}", frequency);
    }
}
