//! Programs with windows over many series: training, evaluation, forecasts, scalers of an earlier run, weights.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::data::{DateTime, Panel, WindowError};
use timeseriesml::evaluation::{EvaluationError, forecast_each};
use timeseriesml::{
    Adam, Batch, Column, DataError, DataLoader, Dataset, Dim, Forward, Linear, Module, MseLoss, Naive, Series, Sgd,
    Standard, SyntheticCandles, Tcn, Tensor, Trainer, WindowDataset, WindowInput, WindowPart, channels, evaluate,
    forecast,
};

fn coin(name: &str, rows: usize, seed: u64, scale: f64) -> Series {
    let candles = SyntheticCandles::new(rows).seed(seed).generate();
    let column = |column: Column| candles.column(column).iter().map(|x| x * scale).collect();
    let columns = Column::ALL.map(|name| (name.as_str().to_owned(), column(name)));
    Series::new(name, candles.time().to_vec(), columns.into()).unwrap()
}

fn coins() -> Panel {
    Panel::new(vec![coin("btc", 300, 1, 1.0), coin("eth", 220, 2, 0.01), coin("ltc", 260, 3, 50.0)]).unwrap()
}

type Model = Tcn<5, channels![8, 8, 8, 8], 3, 6>;

fn model() -> Model {
    Model::new(&mut Xoshiro256PlusPlus::seed_from_u64(7))
}

#[test]
fn a_model_is_trained_on_all_series_and_forecasts_each() {
    let coins = coins();
    let windows = WindowDataset::<24, 6, 5>::over(&coins).target(Column::Close).scaler(Standard).scale_per_series(true);
    let (train, val, test) = windows.context(true).build().unwrap().split([0.6, 0.2, 0.2]).unwrap();
    let mut trainer = Trainer::new(model(), Adam::new(1e-3), MseLoss).progress(false);
    let history = trainer.fit(&train, &val, 3).unwrap();
    assert!(history.epochs[2].train_loss < history.epochs[0].train_loss);
    // The errors over many series combine the errors of each series alone, with its own scaler.
    let mut squares = 0.0;
    let forecasts = forecast_each(trainer.model(), &test).unwrap();
    for (number, series) in coins.series().iter().enumerate() {
        let alone = WindowDataset::<24, 6, 5>::builder(series).target(Column::Close).scaler(Standard).context(true);
        let (_, _, alone) = alone.build().unwrap().split([0.6, 0.2, 0.2]).unwrap();
        let errors = evaluate(trainer.model(), &alone).unwrap();
        squares += errors.mse * alone.len() as f64;
        let expected = forecast(trainer.model(), &alone, alone.latest()).unwrap();
        assert_eq!(forecast(trainer.model(), &test, test.latest_of(number).unwrap()).unwrap(), expected);
        assert_eq!(forecasts[number], (series.name().to_owned(), expected));
        let last = series.column("close").unwrap().last().unwrap();
        assert!(forecasts[number].1.iter().all(|price| (0.3 * last..3.0 * last).contains(price)));
    }
    let together = evaluate(trainer.model(), &test).unwrap();
    assert!((together.mse * test.len() as f64 / squares - 1.0).abs() < 1e-9);
    assert!(evaluate(&Naive, &test).is_ok());
}

#[test]
fn scalers_of_each_series_serve_a_later_run() {
    let coins = coins();
    let builder = || WindowDataset::<24, 6, 5>::over(&coins).target(Column::Close).subtract_last();
    let (train, test) = builder().scaler(Standard).scale_per_series(true).build().unwrap().split([0.7, 0.3]).unwrap();
    let scalers = || {
        let names = train.series_names().map(String::from).enumerate();
        names.map(|(i, name)| (name, train.scaler_of(i).unwrap().clone(), train.target_scaler_of(i).unwrap().clone()))
    };
    // Scalers are matched by name, not by order.
    let turned: Vec<_> = scalers().collect::<Vec<_>>().into_iter().rev().collect();
    let (_, again) = builder().fitted_scalers_per_series(turned).build().unwrap().split([0.7, 0.3]).unwrap();
    let indices: Vec<usize> = (0..test.len()).collect();
    let values = |part: &WindowPart<24, 6, 5>| part.batch(&indices).map(|(x, y)| (x.to_vec(), y.to_vec())).unwrap();
    assert_eq!(values(&test), values(&again));
    let message = builder().fitted_scalers_per_series(scalers().take(2)).build().err().unwrap().to_string();
    assert!(message.starts_with("series \"ltc\": no scaler was given for it"), "{message}");
}

#[test]
fn series_that_end_before_the_cut_have_no_windows_after_it() {
    let coins = coins();
    let cut: DateTime = coins.get("btc").unwrap().time()[225];
    let windows = || WindowDataset::<24, 6, 5>::over(&coins).target(Column::Close).scaler(Standard);
    let (train, test) = windows().build().unwrap().split_at([cut]).unwrap();
    assert_eq!(train.series_names().collect::<Vec<_>>(), ["btc", "eth", "ltc"]);
    assert_eq!((train.len(), test.len()), (196 + 191 + 196, 46 + 6));
    let message = test.latest_of(1).unwrap_err().to_string();
    assert!(
        message.starts_with("series \"eth\": a forecast from its last row needs 24 rows, found 0 rows in this part"),
        "{message}"
    );
    assert_eq!(test.latest_of(9), Err(WindowError::NoSeriesOfNumber { series: 9, found: 3 }));
    let names: Vec<String> = forecast_each(&Naive, &test).unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["btc", "ltc"]);
    // A series that begins after the cut has no training rows to fit its own scaler to.
    let late = coin("late", 300, 4, 1.0).rows(250..).unwrap();
    let coins = Panel::new(vec![coins.series()[0].clone(), late]).unwrap();
    let windows = || WindowDataset::<24, 6, 5>::over(&coins).target(Column::Close).scaler(Standard);
    let own = windows().scale_per_series(true).build().unwrap().split_at([cut]).err().unwrap().to_string();
    assert!(own.starts_with("series \"late\": it has no row in the training part"), "{own}");
    let (_, test) = windows().build().unwrap().split_at([cut]).unwrap();
    assert_eq!(forecast_each(&Naive, &test).unwrap()[1].0, "late");
}

/// A series of hourly rows, some of which are missing.
fn with_gap(rows: usize, missing: std::ops::Range<usize>) -> Series {
    let candles = SyntheticCandles::new(rows).generate();
    let kept = |row: &usize| !missing.contains(row);
    let time = (0..rows).filter(kept).map(|row| candles.time()[row]).collect();
    let close = (0..rows).filter(kept).map(|row| candles.close()[row]).collect();
    Series::new("gappy", time, vec![("close".to_owned(), close)]).unwrap()
}

#[test]
fn gaps_are_crossed_only_if_allowed() {
    let series = with_gap(100, 40..45);
    let builder = || WindowDataset::<10, 4, 1>::builder(&series).target("close");
    assert_eq!(builder().build().unwrap().whole().unwrap().len(), (40 - 13) + (55 - 13));
    assert_eq!(builder().cross_gaps(true).build().unwrap().whole().unwrap().len(), 95 - 13);
    let short = with_gap(30, 11..14);
    let long = WindowDataset::<10, 8, 1>::builder(&short).target("close");
    let message = long.build().err().unwrap().to_string();
    let expected = "series \"gappy\": lookback 10 and horizon 8 need 18 rows without a gap, but the whole series has 1 gap in time and a \
                    longest run of 16 rows; fill the gaps with `series.fill_gaps(..)`, shorten the lookback or the horizon, or let windows \
                    cross gaps with `.cross_gaps(true)`";
    assert_eq!(message, expected);
    // The test part has 22 rows, but the gap leaves at most 12 consecutive ones, and a window needs 14.
    let windows = WindowDataset::<10, 4, 1>::builder(&with_gap(57, 40..45)).target("close").build().unwrap();
    let message = windows.split_rows([30, 22]).err().unwrap().to_string();
    assert!(message.contains("the test part has 1 gap in time and a longest run of 12 rows"), "{message}");
}

#[test]
fn a_forecast_starts_before_a_gap_only_if_allowed() {
    let series = with_gap(100, 90..95);
    let builder = || WindowDataset::<10, 4, 1>::builder(&series).target("close");
    let message = builder().build().unwrap().split([0.5, 0.5]).err().unwrap().to_string();
    let expected = "series \"gappy\": a forecast from its last row needs 10 rows without a gap, found 5 rows after the gap before row 90 \
                    (2020-01-04T23:00:00); fill the gap with `series.fill_gaps(..)`, leave the rows out with `series.rows(..90)`, shorten the \
                    lookback, or use `.cross_gaps(true)`";
    assert_eq!(message, expected);
    let (_, test) = builder().cross_gaps(true).build().unwrap().split([0.5, 0.5]).unwrap();
    assert_eq!(test.history_times(test.latest()).last(), series.time().last());
    // A training part may end just after a gap: `latest()` is then the part's last whole window.
    let earlier = with_gap(100, 45..50);
    let windows = WindowDataset::<10, 4, 1>::builder(&earlier).target("close").build().unwrap();
    let (train, test) = windows.split_rows([50, 45]).unwrap();
    assert_eq!((train.len(), train.latest(), test.len(), test.latest()), (32, 31, 32, 35));
    assert!(matches!(train.latest_of(0), Err(WindowError::GapBeforeEnd { row: 45, rows: 5, .. })));
    // Each of many series has its own forecasts.
    let whole = with_gap(100, 40..45);
    let named = |series: &Series, name: &str| {
        let columns = vec![("close".to_owned(), series.column("close").unwrap().to_vec())];
        Series::new(name, series.time().to_vec(), columns).unwrap()
    };
    let panel = Panel::new(vec![named(&whole, "whole"), named(&series, "broken")]).unwrap();
    let all = WindowDataset::<10, 4, 1>::over(&panel).target("close").build().unwrap().whole().unwrap();
    assert!(all.latest_of(0).is_ok() && evaluate(&Naive, &all).is_ok());
    assert!(matches!(all.latest_of(1), Err(WindowError::GapBeforeEnd { row: 90, .. })));
    let error = forecast_each(&Naive, &all).err().unwrap();
    assert!(matches!(&error, EvaluationError::Refused(_)) && error.to_string().contains("\"broken\""), "{error}");
}

#[test]
fn panels_and_options_that_fit_no_window_are_refused() {
    let empty = Panel::new(vec![]).unwrap();
    let error = WindowDataset::<24, 6, 5>::over(&empty).target("close").build().err().unwrap();
    assert!(matches!(error, DataError::BadWindows(WindowError::NoSeries)));
    let coins = coins();
    let builder = || WindowDataset::<230, 6, 5>::over(&coins).target("close");
    let message = builder().build().err().unwrap().to_string();
    assert!(message.starts_with("series \"eth\": lookback 230 and horizon 6 need 236 rows, found 220; "), "{message}");
    assert!(message.ends_with("leave out such series with `.skip_short(true)`"), "{message}");
    let windows = builder().skip_short(true).build().unwrap();
    assert_eq!(windows.skipped_series(), ["eth"]);
    assert_eq!(windows.whole().unwrap().skipped_series(), ["eth"]);
    let long = WindowDataset::<400, 6, 5>::over(&coins).target("close").skip_short(true).build().err().unwrap();
    assert!(matches!(long, DataError::BadWindows(WindowError::AllShort { series: 3, .. })));
    let stride = WindowDataset::<24, 6, 5>::over(&coins).target("close").stride(0).build().err().unwrap();
    assert!(matches!(stride, DataError::BadWindows(WindowError::ZeroStride)));
    // A window has 236 rows, more than a tenth of any series.
    let message = builder().skip_short(true).build().unwrap().split([0.9, 0.1]).err().unwrap().to_string();
    assert!(message.starts_with("windows: no series has a window in the test part"), "{message}");
}

/// One learned number for any input: under the squared error it converges to the mean of the targets.
#[derive(Module)]
struct Constant {
    level: Linear<1, 1>,
}

impl Forward<WindowInput<1, 1>> for Constant {
    type Output = Tensor<(Batch, Dim<1>)>;
    fn forward(&self, x: WindowInput<1, 1>) -> Self::Output {
        self.level.forward((x * 0.0).merge::<1>())
    }
}

/// Alternating targets 0 and 1, and a weight for each row.
fn two_groups(weight_of_one: f64) -> Series {
    let time = SyntheticCandles::new(200).generate().time().to_vec();
    let target: Vec<f64> = (0..200).map(|row| f64::from(row % 2)).collect();
    let weight = target.iter().map(|&y| if y == 1.0 { weight_of_one } else { 1.0 }).collect();
    Series::new("groups", time, vec![("y".to_owned(), target), ("weight".to_owned(), weight)]).unwrap()
}

fn learned(train: &WindowPart<1, 1, 1>) -> f32 {
    let model = Constant { level: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) };
    let mut trainer = Trainer::new(model, Sgd::new(0.01), MseLoss).batch_size(200).progress(false);
    for _ in 0..600 {
        trainer.train_epoch(train).unwrap();
    }
    trainer.predict(train.input(0)).unwrap().to_vec()[0]
}

#[test]
fn weights_shift_what_is_learned_and_a_weight_of_zero_removes_a_window() {
    for weight in [1.0, 3.0, 0.0, 9.0] {
        // 100 windows have the target 1, and 99 the target 0.
        let expected = 100.0 * weight / (100.0 * weight + 99.0);
        let series = two_groups(weight);
        let by_column = WindowDataset::<1, 1, 1>::builder(&series).target("y").weights("weight").build().unwrap();
        let by_function = WindowDataset::<1, 1, 1>::builder(&series).columns(["y"]).target("y");
        let by_function =
            by_function.sample_weights(move |_, y| if y[0] == 1.0 { weight } else { 1.0 }).build().unwrap();
        for windows in [by_column, by_function] {
            let train = windows.whole().unwrap();
            let found = learned(&train);
            // The standard deviation of a group's share is at most 0.03 in one epoch, and a tenth of that over some hundred epochs. The test allows
            // four standard deviations.
            assert!((f64::from(found) - expected).abs() < 0.012, "weight {weight}: {found}, expected {expected}");
            if weight == 0.0 {
                let mut loader = DataLoader::new(&train, 10).shuffle(1);
                assert_eq!(loader.len(), 10);
                let targets: Vec<f32> = loader.epoch().flat_map(|batch| batch.unwrap().target.to_vec()).collect();
                assert_eq!(targets, [0.0; 99]);
            }
        }
    }
}

#[test]
fn weights_are_checked_and_only_the_first_part_has_them() {
    let series = two_groups(3.0);
    let builder = || WindowDataset::<4, 2, 1>::builder(&series).target("y").weights("weight");
    let (train, test) = builder().build().unwrap().split([0.5, 0.5]).unwrap();
    assert_eq!((train.weight(0), test.weight(0)), (2.0, 1.0));
    assert!(Dataset::weights(&train).is_some() && Dataset::weights(&test).is_none());
    let (train, _) = builder().last_step().build().unwrap().split([0.5, 0.5]).unwrap();
    assert_eq!([train.weight(0), train.weight(1)], [3.0, 1.0]);
    let message = |weight: f64| {
        let builder = WindowDataset::<4, 2, 2>::builder(&series).target("y").sample_weights(move |_, _| weight);
        builder.build().unwrap().whole().err().unwrap().to_string()
    };
    assert!(
        message(-1.0).starts_with(
            "series \"groups\": the weight of the window whose target begins at 2020-01-01T04:00:00 is -1, expected"
        ),
        "{}",
        message(-1.0)
    );
    assert!(message(f64::NAN).contains("is NaN"));
    assert!(message(0.0).starts_with("windows: the weights of the training windows sum to 0"));
    let missing = WindowDataset::<4, 2, 2>::builder(&series).target("y").weights("w").build().err().unwrap();
    assert!(matches!(missing, DataError::NoSuchColumn { column, .. } if column == "w"));
}
