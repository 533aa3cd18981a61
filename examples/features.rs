//! Features: indicators computed from candles, as the inputs of a model, and the checks that none of them looks ahead.
//!
//! `cargo run --release --example features` prints the features of a synthetic market, checks them, trains a TCN on
//! them, and computes the same values candle by candle, as a live program does.
//!
//! Previous: `quantiles`. Next: `dynamic_model`, where the sizes come from a file. The documentation of
//! `timeseries::features` lists all features.

use std::error::Error;

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Candles, Column, FeatureSet, MseLoss, Naive, Series, Standard, Tcn, Trainer, WindowDataset, channels,
    data::{AsSeries, LeakageCheck, Scaler},
    evaluate, read_ohlcv,
    timeseries::features::{causality_check, feature},
};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/candles.csv");

/// Features by name, as a configuration file lists them. Code can also build them directly: `Rsi::new(14)?`.
const NAMES: [&str; 6] = ["close", "volume", "rsi_14", "macd_histogram_12_26_9", "hour_sin", "hour_cos"];

/// The number of features is part of the model's type. A model with a different number would not compile with these windows.
type Model = Tcn<{ NAMES.len() }, channels![16, 16, 16, 16], 3, 12>;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Box<dyn Error>> {
    let candles = read_ohlcv(SAMPLE)?;
    let features = FeatureSet::<{ NAMES.len() }>::from_names(NAMES)?;
    let series = features.compute(&candles)?;
    let (count, rows, warm_up) = (candles.len(), series.len(), features.warm_up());
    println!("{count} candles, {rows} rows: the features need {warm_up} candles before their first values\n");

    // Causality: no candle changes the value of a feature at an earlier candle. The check changes candles and compares.
    // A few hundred candles are enough.
    let few = Candles::from_series(candles.as_series().rows(..200)?)?;
    println!("{:<24} {:>10} {:>10}", "feature", "first row", "last row");
    for name in NAMES {
        causality_check(&*feature(name)?, &few)?;
        let values = series.column(name).ok_or("the series has its features as columns")?;
        println!("{name:<24} {:>10.2} {:>10.2}   causal", values[0], values[rows - 1]);
    }

    // Leakage: the whole pipeline from candles to training windows must not depend on rows after the training part.
    let training_rows = rows * 6 / 10;
    let cut = training_rows + warm_up;
    let check = LeakageCheck::new().whole_rows(true);
    check.run(&candles, cut, |candles| {
        let series = features.compute(&Candles::from_series(candles.clone())?)?;
        let windows = series.windows::<48, 12>().target(Column::Close).scaler(Standard).subtract_last().build()?;
        Ok::<_, Failure>(windows.split_rows([training_rows, series.len() - training_rows])?.0)
    })?;
    println!("\nno leakage into the training windows");

    // A mistake that is easy to make: a scaler fitted on all rows, including those of the test part.
    let mistake = check.run(&candles, cut, |candles: &Series| {
        let scaled = Standard.fit_series(candles)?.transform_series(candles)?;
        let windows = WindowDataset::<48, 12, 5>::builder(&scaled).target(Column::Close).build()?;
        Ok::<_, Failure>(windows.split_rows([cut, candles.len() - cut])?.0)
    });
    if let Err(error) = mistake {
        println!("with a scaler fitted on all rows:\n  {error}\n");
    }

    let windows = series.windows::<48, 12>().target(Column::Close).scaler(Standard).subtract_last().build()?;
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
    let model = Model::options().dropout(0.1).build(&mut Xoshiro256PlusPlus::seed_from_u64(0))?;
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).early_stopping(8);
    trainer.fit(&train, &val, 60)?;
    let (model, naive) = (evaluate(trainer.model(), &test)?, evaluate(&Naive, &test)?);
    println!(
        "model: MAE {:.1}, RMSE {:.1}\nnaive: MAE {:.1}, RMSE {:.1}",
        model.mae, model.rmse, naive.mae, naive.rmse
    );
    let verdict = if model.mae < naive.mae { "beats" } else { "does not beat" };
    println!("The model {verdict} the naive forecast, over {} test windows.", test.len());

    // Live: one candle at a time, with the same bits as when the whole series is computed.
    let mut live = features.clone();
    let rows = candles.rows().filter_map(|candle| live.push(&candle));
    println!("live values equal those of the series: {}", rows.eq(series.rows()));
    Ok(())
}
