//! Indicators of candles: they equal those of TA-Lib and pandas, are bit-identical if they get one candle at a time, and do not drift. NaN and
//! candles whose price does not change are tested too.
//!
//! The golden values name the indicators, so every indicator with golden values gets all of these tests.

use serde_json::{Map, Value};
use std::time::Duration;
use timeseriesml::{
    Candle, Candles, Column, FeatureSet, SyntheticCandles, read_ohlcv,
    timeseries::features::{
        Adx, Bollinger, ChaikinOscillator, Cyclic, Feature, FeatureError, Fourier, Holidays, Keltner, Macd,
        ParabolicSar, RollingQuantile, UltimateOscillator, Vwap, feature,
    },
};

const FILES: [&str; 7] = ["talib", "trend", "momentum", "bands", "volume", "rolling", "calendar"];

fn golden(file: &str) -> Map<String, Value> {
    let path = format!("{}/golden/features/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A feature for each name with golden values.
fn features() -> Vec<Box<dyn Feature>> {
    let names = FILES.into_iter().flat_map(|file| golden(file).into_iter().map(|(name, _)| name));
    let features: Vec<_> = names.filter(|name| name != "rows").map(|name| feature(&name).unwrap()).collect();
    assert!(features.len() > 120, "only {} features have golden values", features.len());
    features
}

/// The values as bits, so that a NaN equals itself.
fn bits(values: impl IntoIterator<Item = Option<f64>>) -> Vec<Option<u64>> {
    values.into_iter().map(|value| value.map(f64::to_bits)).collect()
}

fn candle(time: &str, [open, high, low, close, volume]: [f64; 5]) -> Candle {
    Candle { time: time.parse().unwrap(), open, high, low, close, volume }
}

#[test]
fn values_and_warm_ups_are_those_of_the_references() {
    let daily = read_ohlcv(format!("{}/data/btcusd_daily.csv", env!("CARGO_MANIFEST_DIR"))).unwrap();
    // Daily candles all have the same hour. As in the script that makes the golden calendar, row `n` is shifted by `6·n` hours.
    let hours = |(row, candle): (usize, Candle)| Candle {
        time: candle.time + Duration::from_secs(6 * 3600 * row as u64),
        ..candle
    };
    let shifted = Candles::from_rows("shifted", daily.rows().enumerate().map(hours)).unwrap();
    for file in FILES {
        let golden = golden(file);
        let rows: Vec<usize> =
            golden["rows"].as_array().unwrap().iter().map(|row| row.as_u64().unwrap() as usize).collect();
        let candles = if file == "calendar" { &shifted } else { &daily };
        for (name, values) in golden.iter().filter(|(name, _)| *name != "rows") {
            let found = feature(name).unwrap().compute(candles);
            let values: Vec<Option<f64>> = values.as_array().unwrap().iter().map(Value::as_f64).collect();
            assert_eq!(values.len(), rows.len(), "{name}");
            let largest = values.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
            for (&row, expected) in rows.iter().zip(values) {
                match (found[row], expected) {
                    // The references subtract from running sums, so their rounding errors are visible where the difference is small.
                    (Some(found), Some(expected)) => {
                        let bound = 2e-10 * (expected.abs() + largest);
                        let error = (found - expected).abs();
                        assert!(error <= bound, "{name}, row {row}: {found}, expected {expected}");
                    }
                    (found, expected) => assert_eq!(found, expected, "{name}, row {row}"),
                }
            }
        }
    }
}

#[test]
fn one_candle_at_a_time_gives_the_same_bits_over_ten_thousand_rows() {
    let candles = SyntheticCandles::new(10_000).seed(4).generate();
    for mut feature in features() {
        let name = feature.name();
        let series = bits(feature.compute(&candles));
        assert_eq!(bits(candles.rows().map(|candle| feature.push(&candle))), series, "{name}");
        assert_eq!(series.iter().take_while(|value| value.is_none()).count(), feature.warm_up(), "{name}");
        assert!(series[feature.warm_up()..].iter().flatten().all(|&value| f64::from_bits(value).is_finite()), "{name}");
        feature.reset();
        assert_eq!(bits(candles.rows().map(|candle| feature.push(&candle))), series, "{name} after a reset");
    }
}

#[test]
fn no_indicator_looks_ahead() {
    let candles = SyntheticCandles::new(400).seed(1).generate();
    let beginning = Candles::from_rows("beginning", candles.rows().take(250)).unwrap();
    for feature in features() {
        assert_eq!(bits(feature.compute(&beginning)), bits(feature.compute(&candles))[..250], "{}", feature.name());
    }
}

#[test]
fn rounding_does_not_add_up() {
    // Prices in the first half are a million times higher: if a running sum loses digits there, it is wrong in the second half.
    let count = 20_000;
    let level = |(row, candle): (usize, Candle)| {
        let factor = if row < count / 2 { 1e6 } else { 1.0 };
        let Candle { time, open, high, low, close, volume } = candle;
        Candle {
            time,
            open: factor * open,
            high: factor * high,
            low: factor * low,
            close: factor * close,
            volume: factor * volume,
        }
    };
    let candles = SyntheticCandles::new(count).seed(3).generate();
    let candles = Candles::from_rows("levels", candles.rows().enumerate().map(level)).unwrap();
    let second = Candles::from_rows("second half", candles.rows().skip(count / 2)).unwrap();
    // These indicators sum over all candles, or average a sum over all candles.
    let since_start =
        ["obv", "accumulation_distribution", "vwap", "chaikin_oscillator_3_10", "chaikin_oscillator_5_30"];
    for feature in features().into_iter().filter(|feature| !since_start.contains(&&*feature.name())) {
        let (whole, alone) = (feature.compute(&candles), feature.compute(&second));
        for row in 9_000..count / 2 {
            let (found, expected) = (whole[count / 2 + row].unwrap(), alone[row].unwrap());
            let error = (found - expected).abs();
            assert!(error <= 1e-9 * (expected.abs() + 1.0), "{}, row {row}: {found}, {expected}", feature.name());
        }
    }
}

/// A NaN in one column makes values NaN or leaves them unchanged: no feature turns it into a wrong number.
#[test]
fn a_nan_of_a_live_feed_is_never_hidden() {
    let (count, at) = (700, 300);
    let rows = SyntheticCandles::new(count).seed(5).generate().to_rows();
    for mut feature in features() {
        let name = feature.name();
        let clean: Vec<_> = rows.iter().map(|candle| feature.push(candle)).collect();
        let mut seen = false;
        for column in Column::ALL {
            feature.reset();
            let mut broken = rows.clone();
            *match column {
                Column::Open => &mut broken[at].open,
                Column::High => &mut broken[at].high,
                Column::Low => &mut broken[at].low,
                Column::Close => &mut broken[at].close,
                Column::Volume => &mut broken[at].volume,
            } = f64::NAN;
            let found: Vec<_> = broken.iter().map(|candle| feature.push(candle)).collect();
            for (row, (found, clean)) in found.iter().zip(&clean).enumerate() {
                let nan = found.is_some_and(f64::is_nan);
                seen |= nan;
                assert!(nan || found == clean, "{name}, row {row}, {column:?}: {found:?}, without the NaN {clean:?}");
            }
            // Values are NaN from some row to the end, or for one window of candles.
            let nans = found.iter().filter(|value| value.is_some_and(f64::is_nan)).count();
            let last = found[count - 1].is_some_and(f64::is_nan);
            let window = if name == "daily_vwap" { 24 } else { feature.warm_up() + 2 };
            assert!(last || nans <= window, "{name}, {column:?}: {nans} NaNs");
        }
        let calendar =
            feature.name().ends_with("_sin") || feature.name().ends_with("_cos") || name.starts_with("fourier");
        assert_eq!(seen, !calendar, "{name}");
    }
}

#[test]
fn candles_that_do_not_move_have_values() {
    let flat = |volume: f64| {
        let times = SyntheticCandles::new(300).generate();
        let rows = times.rows().map(|candle| Candle { open: 7.1, high: 7.1, low: 7.1, close: 7.1, volume, ..candle });
        Candles::from_rows("flat", rows.collect::<Vec<_>>()).unwrap()
    };
    let candles = flat(3.3);
    for feature in features() {
        let last = feature.compute(&candles)[299].unwrap();
        assert!(last.is_finite(), "{}: {last}", feature.name());
    }
    for (name, expected) in [
        ("wma_20", 7.1),
        ("kama_10", 7.1),
        ("macd_12_26_9", 0.0),
        ("adx_14", 0.0),
        ("aroon_up_25", 100.0),
        ("parabolic_sar_0.02_0.2", 7.1),
        ("fast_stochastic_k_14_3", 0.0),
        ("stochastic_rsi_d_14_14_3", 0.0),
        ("cci_20", 0.0),
        ("williams_r_14", 0.0),
        ("mfi_14", 0.0),
        ("ultimate_oscillator_7_14_28", 0.0),
        ("bollinger_width_20_2", 0.0),
        ("bollinger_percent_b_20_2", 0.5),
        ("natr_14", 0.0),
        ("yang_zhang_volatility_20", 0.0),
        ("obv", 3.3),
        ("chaikin_money_flow_20", 0.0),
        ("vwap_20", 7.1),
        ("rolling_skewness_20", 0.0),
        ("rolling_kurtosis_20", -3.0),
        ("sample_rolling_kurtosis_20", -3.0),
        ("correlation_with_volume_30", 0.0),
        ("z_score_20", 0.0),
        ("rolling_median_20", 7.1),
    ] {
        let last = feature(name).unwrap().compute(&candles)[299].unwrap();
        // The rounded mean of equal prices may differ from them.
        assert!((last - expected).abs() <= 1e-13, "{name}: {last}");
    }
    // Without volume a volume-weighted price is undefined, and the flow is zero.
    let still = flat(0.0);
    for name in ["vwap", "daily_vwap", "vwap_20"] {
        assert!(feature(name).unwrap().compute(&still)[299].unwrap().is_nan(), "{name}");
    }
    for name in ["mfi_14", "chaikin_money_flow_20", "obv", "accumulation_distribution"] {
        assert_eq!(feature(name).unwrap().compute(&still)[299], Some(0.0), "{name}");
    }
}

#[test]
fn a_daily_average_begins_anew_each_day() {
    let mut vwap = Vwap::daily();
    let found = [
        candle("2020-01-01T22:00", [1.0, 1.0, 1.0, 1.0, 1.0]),
        candle("2020-01-01T23:00", [4.0, 4.0, 4.0, 4.0, 2.0]),
        candle("2020-01-02T00:00", [9.0, 9.0, 9.0, 9.0, 5.0]),
    ]
    .map(|candle| vwap.push(&candle));
    assert_eq!(found, [Some(1.0), Some(3.0), Some(9.0)]);
}

#[test]
fn holidays_are_the_days_of_the_list() {
    let days = ["2020-12-25", "2020-01-01", "2020-12-26T13:00"].map(|day| day.parse().unwrap());
    let mut holidays = Holidays::new("us", days);
    let on = |holidays: &mut Holidays, time| holidays.push(&candle(time, [1.0; 5])).unwrap();
    for time in ["2020-01-01T00:00", "2020-12-25T23:59", "2020-12-26T01:00"] {
        assert_eq!(on(&mut holidays, time), 1.0, "{time}");
    }
    for time in ["2019-12-25T00:00", "2020-12-24T23:59", "2020-12-27T00:00"] {
        assert_eq!(on(&mut holidays, time), 0.0, "{time}");
    }
}

#[test]
fn the_two_halves_of_a_cycle_are_told_apart() {
    let at = |feature: Cyclic, time: &str| feature.clone().push(&candle(time, [1.0; 5])).unwrap();
    for (cycle, times) in [
        (Cyclic::hour as fn() -> Cyclic, ["2020-01-01T03:00", "2020-01-01T09:00"]),
        (Cyclic::month, ["2020-02-01", "2020-06-01"]),
    ] {
        let [first, second] = times.map(|time| (at(cycle(), time), at(cycle().cosine(), time)));
        assert!((first.0 - second.0).abs() < 1e-12 && (first.1 + second.1).abs() < 1e-12, "{times:?}");
    }
    // The last day of a leap year is one step before the first day of the next year.
    let day = |time| at(Cyclic::day_of_year(), time);
    assert!((day("2020-12-31") + (std::f64::consts::TAU / 366.0).sin()).abs() < 1e-12);
    assert_eq!(day("2021-01-01"), 0.0);
}

#[test]
fn all_lines_of_an_indicator_are_columns_of_one_pipeline() {
    let macd = Macd::new(12, 26, 9).unwrap();
    let lines = [macd.clone(), macd.clone().signal(), macd.histogram()];
    let features = FeatureSet::<3>::new(lines).unwrap().compute(&SyntheticCandles::new(200).generate()).unwrap();
    assert_eq!(features.names(), &["macd_12_26_9", "macd_signal_12_26_9", "macd_histogram_12_26_9"]);
    assert_eq!(features.len(), 200 - 33);
    assert!(features.rows().all(|[macd, signal, histogram]| histogram == macd - signal));
}

#[test]
fn numbers_that_an_indicator_cannot_use_are_named() {
    fn message<T>(result: Result<T, FeatureError>) -> String {
        result.err().unwrap().to_string()
    }
    for (found, expected) in [
        (message(Macd::new(12, 12, 9)), "macd, slow: found a window of 12 candles, expected at least 13"),
        (
            message(ChaikinOscillator::new(10, 3)),
            "chaikin_oscillator, slow: found a window of 3 candles, expected at least 11",
        ),
        (
            message(UltimateOscillator::new(14, 7, 28)),
            "ultimate_oscillator, medium: found a window of 7 candles, expected at least 14",
        ),
        (message(Adx::new(1)), "adx: found a window of 1 candles, expected at least 2"),
        (message(Bollinger::new(20, -2.0)), "bollinger: found deviations of -2, expected a finite number above 0"),
        (message(Keltner::new(20, f64::NAN)), "keltner: found a multiplier of NaN, expected a finite number above 0"),
        (
            message(ParabolicSar::new(0.2, 0.02)),
            "parabolic_sar: found a maximum of 0.02, expected at least the acceleration",
        ),
        (
            message(RollingQuantile::new(20, 90.0)),
            "rolling_quantile: found a quantile of 90, expected a number from 0 to 1",
        ),
        (message(Fourier::new(0.0, 1)), "fourier: found a period of 0, expected a finite number above 0"),
        (message(Fourier::new(7.0, 0)), "fourier: found an order of 0, expected a finite number above 0"),
        (
            message(feature("bollinger_upper_20")),
            "feature \"bollinger_upper_20\": expected bollinger_upper_WINDOW_DEVIATIONS, such as \"bollinger_upper_20_2\"",
        ),
        (
            message(feature("bollinger_upper_20_2.0")),
            "feature \"bollinger_upper_20_2.0\": spelled differently from its name; write \"bollinger_upper_20_2\"",
        ),
    ] {
        assert_eq!(found, expected);
    }
}
