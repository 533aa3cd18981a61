//! Features of candles: they equal TA-Lib's, give the same bits one candle at a time, do not drift, and are defined where a formula has no value.

use serde_json::Value;
use timeseriesml::{
    Candle, Candles, Column, FeatureSet, SyntheticCandles,
    data::DateTime,
    read_ohlcv,
    timeseries::features::Feature,
    timeseries::features::{Ema, FeatureError, LogReturn, Rsi, SimpleReturn, Sma, Volatility, feature},
};

/// One feature of each kind, and some of other columns.
const NAMES: [&str; 15] = [
    "open",
    "volume",
    "log_return",
    "log_return_5",
    "simple_return",
    "simple_return_3_of_volume",
    "sma_1",
    "sma_20",
    "sma_7_of_volume",
    "ema_12",
    "ema_5_of_low",
    "rsi_14",
    "cutler_rsi_9",
    "volatility_20",
    "sample_volatility_2_of_high",
];

fn features() -> impl Iterator<Item = Box<dyn Feature>> {
    NAMES.into_iter().map(|name| feature(name).unwrap())
}

/// Flat candles with these closes, an hour apart.
fn closes(closes: impl IntoIterator<Item = f64>) -> Candles {
    let closes: Vec<f64> = closes.into_iter().collect();
    let times = SyntheticCandles::new(closes.len()).generate();
    let rows = times.time().iter().zip(closes).map(|(&time, close)| candle(time, close));
    Candles::from_rows("closes", rows).unwrap()
}

fn candle(time: DateTime, close: f64) -> Candle {
    Candle { time, open: close, high: close, low: close, close, volume: 1.0 }
}

/// The values as bits, so that a NaN equals itself.
fn bits(values: impl IntoIterator<Item = Option<f64>>) -> Vec<Option<u64>> {
    values.into_iter().map(|value| value.map(f64::to_bits)).collect()
}

#[test]
fn values_are_those_of_talib() {
    let root = env!("CARGO_MANIFEST_DIR");
    let candles = read_ohlcv(format!("{root}/data/btcusd_daily.csv")).unwrap();
    let text = std::fs::read_to_string(format!("{root}/golden/features/talib.json")).unwrap();
    let golden: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
    let rows: Vec<usize> =
        golden["rows"].as_array().unwrap().iter().map(|row| row.as_u64().unwrap() as usize).collect();
    let names = golden.keys().filter(|name| *name != "rows");
    assert_eq!(names.clone().count(), 14);
    for name in names {
        let found = feature(name).unwrap().compute(&candles);
        for (&row, expected) in rows.iter().zip(golden[name].as_array().unwrap()) {
            match (found[row], expected.as_f64()) {
                // TA-Lib subtracts from running sums and squares; its own rounding shows in the thirteenth digit.
                (Some(found), Some(expected)) => {
                    let error = (found - expected).abs();
                    assert!(error <= 1e-11 * expected.abs(), "{name}, row {row}: {found}, expected {expected}");
                }
                (found, expected) => assert_eq!(found, expected, "{name}, row {row}"),
            }
        }
    }
}

#[test]
fn one_candle_at_a_time_gives_the_same_bits() {
    let candles = SyntheticCandles::new(300).seed(4).generate();
    for mut feature in features() {
        let name = feature.name();
        let series = bits(feature.compute(&candles));
        assert_eq!(bits(candles.rows().map(|candle| feature.push(&candle))), series, "{name}");
        assert_eq!(series.iter().take_while(|value| value.is_none()).count(), feature.warm_up(), "{name}");
        assert!(series[feature.warm_up()..].iter().all(Option::is_some), "{name}");
        // Pushing to a feature does not change `compute`, and `compute` does not change the feature.
        let mut copy = feature.clone();
        assert_eq!(bits(feature.compute(&candles)), series, "{name}");
        let next = candles.rows().next().unwrap();
        assert_eq!(bits([copy.push(&next)]), bits([feature.push(&next)]), "{name}");
        feature.reset();
        assert_eq!(bits(candles.rows().map(|candle| feature.push(&candle))), series, "{name} after a reset");
    }
}

#[test]
fn no_value_looks_ahead() {
    let candles = SyntheticCandles::new(200).seed(1).generate();
    let beginning = Candles::from_rows("beginning", candles.rows().take(120)).unwrap();
    for feature in features() {
        assert_eq!(bits(feature.compute(&beginning)), bits(feature.compute(&candles))[..120], "{}", feature.name());
    }
}

#[test]
fn the_pipeline_gives_the_rows_of_its_features() {
    let candles = SyntheticCandles::new(200).seed(2).generate();
    let mut pipeline = FeatureSet::<15>::from_names(NAMES).unwrap();
    assert_eq!((pipeline.names().map(String::from), pipeline.warm_up()), (NAMES.map(String::from), 20));
    let series = pipeline.compute(&candles).unwrap();
    assert_eq!((series.time(), series.len()), (&candles.time()[20..], 180));
    for feature in features() {
        let values: Vec<f64> = feature.compute(&candles)[20..].iter().map(|value| value.unwrap()).collect();
        assert_eq!(series.column(feature.name()), Some(&values[..]), "{}", feature.name());
    }
    for _ in 0..2 {
        let live: Vec<_> = candles.rows().map(|candle| pipeline.push(&candle)).collect();
        assert!(live[..20].iter().all(Option::is_none));
        assert!(live[20..].iter().copied().eq(series.rows().map(Some)));
        pipeline.reset();
    }
}

#[test]
fn windows_hold_the_features_and_forecast_any_column() {
    let candles = SyntheticCandles::new(200).generate();
    let features = FeatureSet::new((Rsi::new(14).unwrap(), SimpleReturn::new())).unwrap().compute(&candles).unwrap();
    let windows = features.windows::<3, 2>().target(Column::Close).build().unwrap();
    let (_, _, test) = windows.split([0.6, 0.2, 0.2]).unwrap();
    let last: Vec<f32> = features.rows().skip(features.len() - 3).flatten().map(|value| value as f32).collect();
    assert_eq!(test.input(test.latest()).to_vec(), last);
    assert_eq!(test.history(test.latest()), &candles.close()[197..]);
    assert_eq!(test.history_times(test.latest()), &candles.time()[197..]);
    let of_itself = features.windows::<3, 2>().target("simple_return").build().unwrap();
    let (_, _, test) = of_itself.split([0.6, 0.2, 0.2]).unwrap();
    assert_eq!(test.truth(test.len() - 1), &features.column("simple_return").unwrap()[features.len() - 2..]);
    let unknown = features.windows::<3, 2>().target("ema_12").build().err().unwrap().to_string();
    assert!(unknown.contains("no column \"ema_12\", only rsi_14, simple_return, open,"), "{unknown}");
}

#[test]
fn a_million_candles_do_not_drift() {
    // The level is 1e6 in the first half, then about 1: if a running sum loses digits in the first half, it is wrong in the second.
    let count = 1_000_000;
    let wave = |i: usize| 1.0 + 0.3 * (i as f64 * 0.37).sin() + 0.2 * (i as f64 * 0.011).cos();
    let candles = closes((0..count).map(|i| if i < count / 2 { 1e6 * wave(i) } else { wave(i) }));
    let close = candles.close();
    let epsilon = f64::EPSILON;
    let check = |feature: &dyn Feature, bound: f64, direct: &dyn Fn(usize) -> f64| {
        let found = feature.compute(&candles);
        for row in (count - 100_000..count).step_by(997) {
            let error = (found[row].unwrap() - direct(row)).abs();
            assert!(error <= bound, "{}, row {row}: an error of {error:e}, above {bound:e}", feature.name());
        }
    };
    // Each of 200 additions rounds a sum of at most 200 · 1.5 by half an epsilon; so does the direct sum.
    check(&Sma::new(200).unwrap(), 200.0 * 1.5 * epsilon, &|row| close[row - 199..=row].iter().sum::<f64>() / 200.0);
    // Each step adds three roundings of numbers below 1.5, and keeps a fraction 1 − α of the previous error: 3 · 1.5 · ε / α in total.
    let alpha: f64 = 2.0 / 51.0;
    let ema = |row: usize| {
        (0..1500).rev().map(|age| alpha * (1.0 - alpha).powi(age) * close[row - age as usize]).sum::<f64>()
    };
    check(&Ema::new(50).unwrap(), 2.0 * 3.0 * 1.5 * epsilon / alpha, &ema);
    let change = |row: usize, sign: f64| (sign * (close[row] - close[row - 1])).max(0.0);
    let rsi = |row: usize, weight: &dyn Fn(usize) -> f64, ages: usize| {
        let mean = |sign| (0..ages).rev().map(|age| weight(age) * change(row - age, sign)).sum::<f64>();
        100.0 * mean(1.0) / (mean(1.0) + mean(-1.0))
    };
    // Each change has a rounding error of about ε, and the gains are at least a tenth of all changes: some 100 · window · 10 · ε for the index.
    check(&Rsi::cutler(14).unwrap(), 100.0 * 14.0 * 10.0 * epsilon, &|row| rsi(row, &|_| 1.0, 14));
    check(&Rsi::new(14).unwrap(), 100.0 * 14.0 * 10.0 * epsilon, &|row| {
        rsi(row, &|age| (13.0_f64 / 14.0).powi(age as i32), 600)
    });
    let deviation = |row: usize| {
        let returns: Vec<f64> = (row - 99..=row).map(|row| (close[row] / close[row - 1]).ln()).collect();
        let mean = returns.iter().sum::<f64>() / 100.0;
        (returns.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 100.0).sqrt()
    };
    // A hundred returns below 0.5 are combined, with about four roundings each.
    check(&Volatility::new(100).unwrap(), 400.0 * 0.5 * epsilon, &deviation);
}

#[test]
fn prices_that_do_not_change_have_values() {
    let flat = closes([7.1; 60]);
    for (name, expected) in [
        ("log_return", 0.0),
        ("simple_return", 0.0),
        ("ema_12", 7.1),
        ("rsi_14", 0.0),
        ("cutler_rsi_14", 0.0),
        ("volatility_20", 0.0),
        ("sample_volatility_20", 0.0),
    ] {
        let last = feature(name).unwrap().compute(&flat)[59].unwrap();
        assert!((last - expected).abs() <= 20.0 * f64::EPSILON * expected, "{name}: {last}");
    }
    // One window after the last change, simple means have forgotten it; Wilder's have not.
    let risen = closes([1.0, 3.0].into_iter().chain([3.0; 40]));
    let last = |feature: Rsi| feature.compute(&risen)[41];
    assert_eq!((last(Rsi::cutler(14).unwrap()), last(Rsi::new(14).unwrap())), (Some(0.0), Some(100.0)));
}

#[test]
fn returns_of_prices_that_are_not_positive_have_no_value() {
    // Prices fall below 0, as those of oil futures did in April 2020.
    let candles = closes([20.0, 10.0, -37.0, -40.0, 0.0, 9.0, 10.0, 20.0]);
    let undefined = |feature: &dyn Feature| -> Vec<usize> {
        let values = feature.compute(&candles);
        (0..values.len()).filter(|&row| values[row].is_some_and(f64::is_nan)).collect()
    };
    assert_eq!(undefined(&LogReturn::new()), [2, 3, 4, 5]);
    assert_eq!(undefined(&SimpleReturn::new()), [3, 4, 5]);
    // The feature has a value again as soon as these prices have left the window.
    assert_eq!(undefined(&Volatility::new(2).unwrap()), [2, 3, 4, 5, 6]);
    assert_eq!(SimpleReturn::new().compute(&candles)[2], Some(-4.7));
    let error = FeatureSet::new([LogReturn::new()]).unwrap().compute(&candles).unwrap_err().to_string();
    let expected = "closes, row 2 (2020-01-01T02:00:00): the feature \"log_return\" is NaN, expected a finite number; returns need \
                    prices above 0 and a VWAP needs volume: remove the rows or the feature";
    assert_eq!(error, expected);
}

#[test]
fn a_nan_of_a_live_feed_shows_and_leaves_a_window() {
    let time = "2020-01-01T00:00".parse().unwrap();
    let values = [1.0, 2.0, f64::NAN, 4.0, 5.0, 6.0, 8.0, 7.0];
    let nan_at = |name: &str| -> Vec<usize> {
        let mut feature = feature(name).unwrap();
        let found = values.map(|close| feature.push(&candle(time, close)));
        (0..found.len()).filter(|&row| found[row].is_some_and(f64::is_nan)).collect()
    };
    assert_eq!(nan_at("close"), [2]);
    assert_eq!(nan_at("sma_2"), [2, 3]);
    assert_eq!(nan_at("log_return"), [2, 3]);
    assert_eq!(nan_at("simple_return"), [2, 3]);
    assert_eq!(nan_at("volatility_2"), [2, 3, 4]);
    assert_eq!(nan_at("cutler_rsi_2"), [2, 3, 4]);
    // These features remember all candles.
    assert_eq!(nan_at("ema_2"), [2, 3, 4, 5, 6, 7]);
    assert_eq!(nan_at("rsi_2"), [2, 3, 4, 5, 6, 7]);
}

#[test]
fn mistakes_in_a_list_are_named() {
    fn message<T>(result: Result<T, FeatureError>) -> String {
        result.err().unwrap().to_string()
    }
    let twice = FeatureSet::new((Column::Close, Rsi::new(14).unwrap(), Rsi::new(14).unwrap()));
    assert_eq!(message(twice), "features: two are named \"rsi_14\"; name each once");
    assert_eq!(
        message(FeatureSet::<0>::from_names::<&str>([])),
        "features: the list is empty; name at least one, such as \"close\""
    );
    let list: Vec<Box<dyn Feature>> = vec!["close".parse().unwrap(), Box::new(Sma::new(5).unwrap())];
    assert_eq!(
        message(FeatureSet::<3>::try_from(list)),
        "features: the type `FeatureSet<3>` needs 3, found 2 (close, sma_5)"
    );
    let short = FeatureSet::new([Sma::new(30).unwrap()]).unwrap().compute(&SyntheticCandles::new(29).generate());
    assert!(message(short).contains("need 29 candles before their first values, found 29; give more"));

    /// A feature with the same name as a column, but different values.
    #[derive(Clone)]
    struct Doubled;
    impl Feature for Doubled {
        fn name(&self) -> String {
            "close".to_owned()
        }
        fn warm_up(&self) -> usize {
            0
        }
        fn push(&mut self, candle: &Candle) -> Option<f64> {
            Some(2.0 * candle.close)
        }
        fn reset(&mut self) {}
    }
    let shadow = FeatureSet::new([Doubled]).unwrap().compute(&SyntheticCandles::new(3).generate());
    assert_eq!(
        message(shadow),
        "feature \"close\": the candles have a column of this name with other values; rename the feature"
    );
}

#[test]
fn features_work_on_other_threads() {
    fn sent<T: Send + Sync>(_: &T) {}
    sent(&FeatureSet::<2>::from_names(["close", "rsi_14"]).unwrap());
}
