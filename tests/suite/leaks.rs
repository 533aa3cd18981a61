//! Common data leaks, by name: `leakage_check` finds each, or rustc rejects it. Pipelines without a leak pass.

use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use std::error::Error;
use std::path::Path;
use timeseriesml::data::{
    DateTime, LeakageCheck, LeakageError, Panel, Scaler, SeenByTraining, causality_check, leakage_check,
};
use timeseriesml::timeseries::features::{LogReturn, Rsi};
use timeseriesml::{
    Adam, Batch, Candles, Column, Dim, FeatureSet, Forward, Linear, MinMax, Module, MseLoss, Robust, Series, Standard,
    SyntheticCandles, Tensor, Trainer, WindowDataset, WindowInput, next_times,
};

type Seen = Result<Vec<f64>, Box<dyn Error + Send + Sync>>;

const ROWS: usize = 120;
/// Training uses the rows before this one. The cut is not at the end of a six-hour bin.
const CUT: usize = 80;
const LOOKBACK: usize = 6;
const HORIZON: usize = 2;

fn times(rows: usize) -> Vec<DateTime> {
    let mut times: Vec<DateTime> = ["2020-01-01T00:00", "2020-01-01T01:00"].map(|time| time.parse().unwrap()).into();
    times.extend(next_times(&times, rows - 2));
    times
}

/// A positive random walk with a daily seasonality, and a volume.
fn market(name: &str, rows: usize, seed: u64) -> Series {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut uniform = || (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let mut level = 100.0;
    let price = |row: usize| {
        level *= 1.0 + 0.02 * (uniform() - 0.5);
        level + 3.0 * (row as f64 * std::f64::consts::TAU / 24.0).sin()
    };
    let price: Vec<f64> = (0..rows).map(price).collect();
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed + 1);
    let volume = (0..rows).map(|_| 1.0 + (rng.next_u64() % 90) as f64).collect();
    Series::new(name, times(rows), vec![("price".to_owned(), price), ("volume".to_owned(), volume)]).unwrap()
}

fn price(series: &Series) -> &[f64] {
    series.column("price").unwrap()
}

fn volume(series: &Series) -> &[f64] {
    series.column("volume").unwrap()
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn deviation(x: &[f64]) -> f64 {
    let mean = mean(x);
    (x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64).sqrt()
}

fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let products: Vec<f64> = x.iter().zip(y).map(|(x, y)| x * y).collect();
    (mean(&products) - mean(x) * mean(y)) / (deviation(x) * deviation(y))
}

fn sorted(x: &[f64]) -> Vec<f64> {
    let mut x = x.to_vec();
    x.sort_by(f64::total_cmp);
    x
}

/// What training reads from a column: the rows before the cut.
fn training(column: impl IntoIterator<Item = f64>) -> Seen {
    Ok(column.into_iter().take(CUT).collect())
}

/// The same series with different prices.
fn with_price(series: &Series, price: Vec<f64>) -> Series {
    let columns = vec![("price".to_owned(), price), ("volume".to_owned(), volume(series).to_vec())];
    Series::new(series.name(), series.time().to_vec(), columns).unwrap()
}

/// The training part of windows over a series, split at the cut.
fn training_windows(series: &Series) -> Seen {
    let windows = WindowDataset::<LOOKBACK, HORIZON, 2>::builder(series).target("price").build()?;
    Ok(windows.split_rows([CUT, series.len() - CUT])?.0.numbers())
}

/// Pairs of a lookback and a horizon that a user's own code cuts, beginning at some rows.
fn own_windows(x: &[f64], starts: impl IntoIterator<Item = usize>) -> Seen {
    Ok(starts.into_iter().flat_map(|start| x[start..start + LOOKBACK + HORIZON].to_vec()).collect())
}

/// Every tenth price is missing, and so are the prices just before the cut.
fn is_missing(row: usize) -> bool {
    row % 10 == 3 || (CUT - 3..CUT).contains(&row)
}

fn exponential(x: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut state = None;
    x.map(|x| *state.insert(state.map_or(x, |before| 0.7 * before + 0.3 * x))).collect()
}

/// Fits a line by least squares to the first `rows` rows, and returns the residuals of all rows.
fn without_trend(x: &[f64], rows: usize) -> Vec<f64> {
    let t: Vec<f64> = (0..rows).map(|row| row as f64).collect();
    let slope = correlation(&t, &x[..rows]) * deviation(&x[..rows]) / deviation(&t);
    let level = mean(&x[..rows]) - slope * mean(&t);
    x.iter().enumerate().map(|(row, x)| x - level - slope * row as f64).collect()
}

/// Subtracts from each value the mean of its hour of the day over the first `rows` rows.
fn without_season(x: &[f64], rows: usize) -> Vec<f64> {
    let of_hour = |hour: usize| mean(&x[..rows].iter().skip(hour).step_by(24).copied().collect::<Vec<_>>());
    let means: Vec<f64> = (0..24).map(of_hour).collect();
    x.iter().enumerate().map(|(row, x)| x - means[row % 24]).collect()
}

#[derive(Module)]
struct Model {
    map: Linear<12, 2>,
}

impl Forward<WindowInput<LOOKBACK, 2>> for Model {
    type Output = Tensor<(Batch, Dim<2>)>;
    fn forward(&self, x: WindowInput<LOOKBACK, 2>) -> Self::Output {
        self.map.forward(x.merge::<1>())
    }
}

/// The forecasts of a trained model for a fixed input. `rows` are the numbers of rows of the training, validation and test part.
fn trained(series: &Series, rows: [usize; 3], validated_on_test: bool) -> Seen {
    let windows = WindowDataset::<LOOKBACK, HORIZON, 2>::builder(series).target("price").scaler(Standard).build()?;
    let (train, val, test) = windows.split_rows(rows)?;
    let model = Model { map: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(1)) };
    let mut trainer = Trainer::new(model, Adam::new(0.05), MseLoss).progress(false).early_stopping(2);
    trainer.fit(&train, if validated_on_test { &test } else { &val }, 12)?;
    let input: WindowInput<LOOKBACK, 2> = Tensor::full_sized([1, LOOKBACK, 2], 0.5)?;
    Ok(trainer.predict(input)?.numbers())
}

/// A name, and a function that returns what training reads from a series.
type Pipeline = (&'static str, fn(&Series) -> Seen);

const LEAKS: [Pipeline; 32] = [
    ("the scaler is fitted on all rows", |series| {
        training_windows(&Standard.fit_series(series)?.transform_series(series)?)
    }),
    ("min-max over all rows", |series| training_windows(&MinMax.fit_series(series)?.transform_series(series)?)),
    ("quartiles of all rows", |series| training_windows(&Robust.fit_series(series)?.transform_series(series)?)),
    ("a centered moving average", |series| {
        training((2..ROWS - 2).map(|row| mean(&price(series)[row - 2..=row + 2])).skip(CUT - 3))
    }),
    ("a centered rolling median", |series| {
        let median = |row: usize| sorted(&price(series)[row - 1..=row + 1])[1];
        training((1..ROWS - 1).map(median))
    }),
    ("a feature that peeks one step", |series| training(price(series).windows(2).map(|pair| pair[1] / pair[0]))),
    ("a difference with the next row", |series| training(price(series).windows(2).map(|pair| pair[1] - pair[0]))),
    ("a lead instead of a lag", |series| training(price(series)[3..].iter().copied())),
    ("a shuffled split of windows", |series| {
        let mut starts: Vec<usize> = (0..ROWS - LOOKBACK - HORIZON).collect();
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        (1..starts.len()).for_each(|i| starts.swap(i, rng.next_u64() as usize % (i + 1)));
        own_windows(price(series), starts.into_iter().take(CUT / 2))
    }),
    ("a random fold of rows", |series| Ok(price(series).iter().skip(1).step_by(3).copied().collect())),
    ("missing values are filled by the mean of all rows", |series| {
        let known: Vec<f64> = (0..ROWS).filter(|&row| !is_missing(row)).map(|row| price(series)[row]).collect();
        training((0..ROWS).map(|row| if is_missing(row) { mean(&known) } else { price(series)[row] }))
    }),
    ("missing values are filled backward", |series| {
        let next = |row: usize| (row..ROWS).find(|&row| !is_missing(row)).unwrap_or(row);
        training((0..ROWS).map(|row| price(series)[next(row)]))
    }),
    ("missing values are interpolated across the cut", |series| {
        let value = |row: usize| {
            let before = (0..=row).rev().find(|&row| !is_missing(row)).unwrap_or(0);
            let after = (row..ROWS).find(|&row| !is_missing(row)).unwrap_or(row);
            let share = (row - before) as f64 / (after - before).max(1) as f64;
            price(series)[before] * (1.0 - share) + price(series)[after] * share
        };
        training((0..ROWS).map(value))
    }),
    ("resampled bins have the time of their beginning", |series| {
        training((0..ROWS).map(|row| mean(&price(series)[row / 6 * 6..(row / 6 + 1) * 6])))
    }),
    ("a category is encoded by its mean target over all rows", |series| {
        let category = |row: usize| volume(series)[row] as usize % 3;
        let encoded = |of: usize| {
            let of_category = (0..ROWS).filter(|&row| category(row) == of).map(|row| price(series)[row]);
            mean(&of_category.collect::<Vec<_>>())
        };
        let encoded = [encoded(0), encoded(1), encoded(2)];
        training((0..ROWS).map(|row| encoded[category(row)]))
    }),
    ("normalized by the last row", |series| training(price(series).iter().map(|x| x / price(series)[ROWS - 1]))),
    ("the horizon reaches into the test part", |series| own_windows(price(series), 0..=CUT - LOOKBACK)),
    ("windows that begin in training and end anywhere", |series| own_windows(price(series), 0..CUT)),
    ("a filter that runs forward and backward", |series| {
        let forward = exponential(price(series).iter().copied());
        let mut both = exponential(forward.into_iter().rev());
        both.reverse();
        training(both)
    }),
    ("a cumulative sum from the end", |series| {
        let mut sums: Vec<f64> = price(series)
            .iter()
            .rev()
            .scan(0.0, |sum, x| {
                *sum += x;
                Some(*sum)
            })
            .collect();
        sums.reverse();
        training(sums)
    }),
    ("bins between the quantiles of all rows", |series| {
        let sorted = sorted(price(series));
        let edges = [1, 2, 3, 4].map(|edge| sorted[edge * ROWS / 5]);
        training(price(series).iter().map(|x| edges.iter().filter(|edge| x > edge).count() as f64))
    }),
    ("the rank among all rows", |series| {
        let sorted = sorted(price(series));
        training(price(series).iter().map(|x| sorted.partition_point(|y| y < x) as f64))
    }),
    ("the first principal component of all rows", |series| {
        let (x, y) = (price(series), volume(series));
        let covariance = correlation(x, y) * deviation(x) * deviation(y);
        let angle = 0.5 * (2.0 * covariance).atan2(deviation(x).powi(2) - deviation(y).powi(2));
        training(x.iter().zip(y).map(|(x, y)| x * angle.cos() + y * angle.sin()))
    }),
    ("the seasonal means of all rows", |series| training(without_season(price(series), ROWS))),
    ("the trend of all rows", |series| training(without_trend(price(series), ROWS))),
    ("features are selected by their correlation over all rows", |series| {
        // Of four lags of the volume, this chooses the one that correlates most with the price.
        let of_lag = |lag: usize| correlation(&price(series)[4..], &volume(series)[4 - lag..ROWS - lag]);
        let best = (1..=4).max_by(|&a, &b| of_lag(a).total_cmp(&of_lag(b))).unwrap_or(1);
        training(volume(series).iter().skip(4 - best).copied())
            .map(|seen| seen[..CUT - 4].iter().copied().chain([best as f64]).collect())
    }),
    ("early stopping on the test part", |series| trained(series, [40, 40, 40], true)),
    ("a setting is chosen on the test part", |series| {
        // This chooses the length of the moving average that forecasts the test rows best.
        let error = |length: usize| {
            let error = |row: usize| (mean(&price(series)[row - length..row]) - price(series)[row]).abs();
            (CUT..ROWS).map(error).sum::<f64>()
        };
        let best = [1, 2, 4, 8, 16].into_iter().min_by(|&a, &b| error(a).total_cmp(&error(b))).unwrap_or(1);
        training((best..CUT).map(|row| mean(&price(series)[row - best..row])))
    }),
    ("outliers are clipped at the deviation of all rows", |series| {
        let (middle, width) = (mean(price(series)), deviation(price(series)));
        training(price(series).iter().map(|x| x.clamp(middle - width, middle + width)))
    }),
    ("a logarithm above the minimum of all rows", |series| {
        let lowest = price(series).iter().copied().fold(f64::INFINITY, f64::min);
        training(price(series).iter().map(|x| (x - lowest + 1.0).ln()))
    }),
    ("a low-pass filter over the spectrum of all rows", |series| {
        let x = price(series);
        let wave = |k: usize, row: usize| std::f64::consts::TAU * (k * row) as f64 / ROWS as f64;
        let part = |k: usize, f: fn(f64) -> f64| (0..ROWS).map(|row| x[row] * f(wave(k, row))).sum::<f64>();
        let parts: Vec<[f64; 2]> = (1..5).map(|k| [part(k, f64::cos), part(k, f64::sin)]).collect();
        let of_row = |row: usize| {
            let waves = parts.iter().zip(1..).map(|([c, s], k)| c * wave(k, row).cos() + s * wave(k, row).sin());
            mean(x) + 2.0 * waves.sum::<f64>() / ROWS as f64
        };
        training((0..ROWS).map(of_row))
    }),
    ("training rows are drawn from all rows", |series| {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(5);
        Ok((0..CUT).map(|_| price(series)[rng.next_u64() as usize % ROWS]).collect())
    }),
];

/// Features (a value per row) that look ahead even within the training rows, which a check of the cut alone does not show.
const LOOK_AHEAD: [Pipeline; 5] = [
    ("the target, shifted, among the features", |series| {
        Ok((0..series.len()).map(|row| price(series)[(row + HORIZON).min(series.len() - 1)]).collect())
    }),
    ("the sign of the next return", |series| {
        let next = |row: usize| price(series)[(row + 1).min(series.len() - 1)];
        Ok((0..series.len()).map(|row| (next(row) > price(series)[row]).into()).map(|up: u8| f64::from(up)).collect())
    }),
    ("the distance to the next peak", |series| {
        let x = price(series);
        let is_peak = |row: usize| row > 0 && row + 1 < x.len() && x[row] > x[row - 1] && x[row] > x[row + 1];
        Ok((0..x.len())
            .map(|row| (row..x.len()).find(|&later| is_peak(later)).map_or(-1.0, |peak| (peak - row) as f64))
            .collect())
    }),
    ("the high of the day, known in the morning", |series| {
        let day = |row: usize| &price(series)[row / 24 * 24..(row / 24 * 24 + 24).min(series.len())];
        Ok((0..series.len()).map(|row| day(row).iter().copied().fold(0.0, f64::max)).collect())
    }),
    ("exponential smoothing that runs backward", |series| {
        let mut backward = exponential(price(series).iter().copied().rev());
        backward.reverse();
        Ok(backward)
    }),
];

const HONEST: [Pipeline; 12] = [
    ("windows are scaled by the split", |series| {
        let windows =
            WindowDataset::<LOOKBACK, HORIZON, 2>::builder(series).target("price").scaler(Standard).build()?;
        Ok(windows.split_rows([CUT, ROWS - CUT])?.0.numbers())
    }),
    ("validation and test read context, with a stride", |series| {
        let windows =
            WindowDataset::<LOOKBACK, HORIZON, 2>::builder(series).target("price").scaler(MinMax).context(true);
        let (train, val, _) = windows.stride(3).subtract_last().build()?.split_rows([CUT - 30, 30, ROWS - CUT])?;
        Ok((train, val).numbers())
    }),
    ("windows are weighted by a column", |series| {
        let windows =
            WindowDataset::<LOOKBACK, HORIZON, 1>::builder(series).target("price").weights("volume").build()?;
        Ok(windows.split_rows([CUT, ROWS - CUT])?.0.numbers())
    }),
    ("a scaler is fitted on the training rows by hand", |series| {
        let scaler = Robust.fit_series(&series.rows(..CUT)?)?;
        training_windows(&scaler.transform_series(series)?)
    }),
    ("a trailing moving average", |series| {
        training((2..ROWS).map(|row| mean(&price(series)[row - 2..=row])).take(CUT - 2))
    }),
    ("lags and differences", |series| {
        training(
            (1..CUT).flat_map(|row| [price(series)[row - 1], price(series)[row] - price(series)[row - 1]]).take(CUT),
        )
    }),
    ("exponential smoothing", |series| training(exponential(price(series).iter().copied()))),
    ("missing values are filled forward", |series| {
        let last = |row: usize| (0..=row).rev().find(|&row| !is_missing(row)).unwrap_or(0);
        training((0..ROWS).map(|row| price(series)[last(row)]))
    }),
    ("seasonal means and trend of the training rows", |series| {
        let detrended = without_trend(price(series), CUT);
        training(without_season(&detrended, CUT))
    }),
    ("the rank among earlier rows", |series| {
        training((0..ROWS).map(|row| price(series)[..row].iter().filter(|&&x| x < price(series)[row]).count() as f64))
    }),
    ("a model is stopped by its validation part", |series| trained(series, [CUT - 30, 30, ROWS - CUT], false)),
    ("a price that is forecast by its own past", |series| {
        training_windows(&with_price(series, exponential(price(series).iter().copied())))
    }),
];

/// Leaks that rustc rejects, each with a program that shows it.
const TYPE_ERRORS: [(&str, &str); 3] = [
    ("training on windows that are not split", "data/windows_not_split.rs"),
    ("a loader over windows that are not split", "data/loader_over_unsplit_windows.rs"),
    ("validation on windows of another length", "data/validation_of_another_window.rs"),
];

#[test]
fn every_leak_is_found() {
    let series = market("s", ROWS, 3);
    for (name, pipeline) in LEAKS {
        match leakage_check(&series, CUT, pipeline) {
            Err(LeakageError::Leaks { row, cut, .. } | LeakageError::LeaksIntoCount { row, cut, .. }) => {
                assert!(cut == CUT && (CUT..ROWS).contains(&row), "{name}: row {row}, cut {cut}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    assert!(LEAKS.len() >= 30);
}

#[test]
fn honest_pipelines_pass() {
    let series = market("s", ROWS, 3);
    for (name, pipeline) in HONEST {
        for seed in 0..3 {
            let passed = LeakageCheck::new().seed(seed).run(&series, CUT, pipeline);
            assert!(passed.is_ok(), "{name}, seed {seed}: {passed:?}");
        }
    }
}

#[test]
fn some_leaks_are_errors_of_types() {
    for (name, program) in TYPE_ERRORS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests").join(program);
        assert!(path.exists() && path.with_extension("stderr").exists(), "{name}: {program}");
    }
}

#[test]
fn features_of_candles_are_checked_with_whole_rows() {
    let candles = SyntheticCandles::new(ROWS).seed(2).generate();
    let check = LeakageCheck::new().whole_rows(true);
    let features = |series: &Series| -> Seen {
        let candles = Candles::from_series(series.clone())?;
        let features = FeatureSet::new((LogReturn::new(), Rsi::new(14)?))?.compute(&candles)?;
        let windows = features.windows::<LOOKBACK, HORIZON>().target(Column::Close).scaler(Standard).build()?;
        Ok(windows.split_rows([CUT - 14, ROWS - CUT])?.0.numbers())
    };
    check.run(&candles, CUT, features).unwrap();
    // The training part takes one row more than the cut allows.
    let error = check.run(&candles, CUT - 1, features).unwrap_err();
    assert!(matches!(error, LeakageError::Leaks { row, .. } if row == CUT - 1), "{error}");
    // The check changes columns separately, which makes candles invalid.
    let error = leakage_check(&candles, CUT, features).unwrap_err();
    assert!(error.to_string().contains("LeakageCheck::whole_rows(true)"), "{error}");
}

/// Two markets; the second begins a day later.
fn markets() -> Panel {
    let later = market("later", ROWS + 24, 5).rows(24..).unwrap();
    Panel::new(vec![market("first", ROWS, 4), later]).unwrap()
}

#[test]
fn a_panel_is_cut_at_one_time() {
    let (panel, cut) = (markets(), times(ROWS)[CUT]);
    let windows = |panel: &Panel| {
        let windows = WindowDataset::<LOOKBACK, HORIZON, 2>::over(panel).target("price").scaler(Standard);
        windows.scale_per_series(true).build()
    };
    let at_one_time = |panel: &Panel| -> Seen { Ok(windows(panel)?.split_at([cut])?.0.numbers()) };
    LeakageCheck::new().run_panel(&panel, cut, at_one_time).unwrap();
    // If each series is cut at the same fraction, the later series trains on rows at whose times the first one is tested.
    let at_fractions = |panel: &Panel| -> Seen { Ok(windows(panel)?.split([2.0 / 3.0, 1.0 / 3.0])?.0.numbers()) };
    let error = LeakageCheck::new().run_panel(&panel, cut, at_fractions).unwrap_err();
    assert!(matches!(&error, LeakageError::Leaks { series, .. } if series == "later"), "{error}");
    // A scaler fitted to all rows of the first series has also seen the rows of the test part.
    let over_all = |panel: &Panel| -> Seen {
        let scaled: Vec<Series> = panel
            .series()
            .iter()
            .map(|one| Standard.fit_series(&panel.series()[0])?.transform_series(one))
            .collect::<Result<_, _>>()?;
        Ok(windows(&Panel::new(scaled)?)?.split_at([cut])?.0.scaler_of(1).map(|scaler| scaler.offset(0)).numbers())
    };
    assert!(LeakageCheck::new().run_panel(&panel, cut, over_all).is_err());
}

#[test]
fn causality_is_checked_row_by_row() {
    let series = market("s", 60, 1);
    causality_check(&series, |series| {
        Ok::<_, Box<dyn Error + Send + Sync>>(exponential(price(series).iter().copied()))
    })
    .unwrap();
    for (name, feature) in LOOK_AHEAD {
        let found = causality_check(&series, feature);
        assert!(matches!(found, Err(LeakageError::LooksAhead { .. })), "{name}: {found:?}");
    }
    let [.., (_, backward)] = LOOK_AHEAD;
    let error = causality_check(&series, backward).unwrap_err();
    assert!(matches!(error, LeakageError::LooksAhead { row: 0, later: 1, .. }), "{error}");
}
