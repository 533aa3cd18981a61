//! From a file to a forecast, as a program with options: trains one of three models on candles, compares it with
//! forecasts that need no training, plots, forecasts beyond the end of the data, and saves the model.
//!
//! `cargo run --release --example forecast` reads `examples/data/candles.csv`: a SYNTHETIC market, drawn by this
//! library's `SyntheticCandles`. `-- --data btc.csv` reads your own file, `-- --help` lists the options. Progress goes to
//! standard error, results to standard output and into a folder.
//!
//! Previous: `quickstart`. Next: `shapes`. The lesson is in this file: `arguments.rs` and `reading.rs` parse, `report.rs` prints.

mod arguments;
mod reading;
mod report;

use std::{error::Error, fs, process::ExitCode};

use arguments::{Arguments, Model};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::data::{AsSeries, ForecastTable};
use timeseriesml::timeseries::Baseline;
use timeseriesml::timeseries::features::{Cyclic, Rsi};
use timeseriesml::{
    Adam, Candles, Column, FeatureSet, ForecastPlot, Forecaster, MseLoss, NBeats, Naive, SeasonalityStack, Standard,
    Tcn, Trainer, Transformer, TrendStack, WindowTarget, channels, forecast, load_safetensors, models::ConfigError,
    next_times, save_safetensors,
};

const LOOKBACK: usize = 60;
const HORIZON: usize = 14;

/// Five features in, closes out. Four blocks with kernel size 3 see 61 steps; with three blocks, `compare` does not compile.
type TcnModel = Tcn<5, channels![16, 16, 16, 16], 3, HORIZON>;

/// The same input and output. Four heads divide the width of 32; five would not compile.
type TransformerModel = Transformer<5, 32, 4, 2, HORIZON>;

/// Closes in, closes out: a parabola, plus waves with fewer than `HORIZON / 2` periods over the horizon.
type NBeatsModel = NBeats<LOOKBACK, HORIZON, (TrendStack<2, 32>, SeasonalityStack<1, 32>)>;

fn main() -> ExitCode {
    match Arguments::of_program() {
        Ok(arguments) => report::exit_code(run(&arguments)),
        Err(code) => code,
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    // The error for a mistake in the file names the line, and the option that helps.
    let (candles, read) = arguments.reading.read_ohlcv_with_report(arguments.path())?;
    println!("{}: {}; {read}\n{}\n", arguments.path().display(), arguments.kind(), candles.as_series().describe());

    // A model with a different lookback, horizon or number of features would not compile here.
    let hour = (Cyclic::hour(), Cyclic::hour().cosine());
    let five = FeatureSet::new((Column::Close, Column::Volume, Rsi::new(14)?, hour.0, hour.1))?;
    let close = FeatureSet::new((Column::Close,))?;
    let transformer =
        |rng: &mut Xoshiro256PlusPlus| TransformerModel::options().norm_first(true).dropout(0.1).build(rng);
    match arguments.model {
        Model::Tcn => compare(arguments, &candles, five, |rng| TcnModel::options().dropout(0.1).build(rng)),
        Model::Transformer => compare(arguments, &candles, five, transformer),
        Model::NBeats => compare(arguments, &candles, close, |rng| NBeatsModel::options().build(rng)),
    }
}

/// Trains a model on some features and compares it with the baselines. `M` can be any model that takes these windows.
fn compare<M, const FEATURES: usize>(
    arguments: &Arguments,
    candles: &Candles,
    features: FeatureSet<FEATURES>,
    new_model: impl Fn(&mut Xoshiro256PlusPlus) -> Result<M, ConfigError>,
) -> Result<(), Box<dyn Error>>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>,
{
    // Prices drift to levels that training never saw, so a window holds differences from its last row.
    let features = features.compute(candles)?;
    let windows = features.windows::<LOOKBACK, HORIZON>().target(Column::Close).scaler(Standard).subtract_last();
    let (train, val, test) = windows.build()?.split([0.6, 0.2, 0.2])?;
    report::windows(LOOKBACK, HORIZON, features.names(), [train.len(), val.len(), test.len()]);

    let out = &arguments.out;
    fs::create_dir_all(out).map_err(|e| format!("{}: the folder cannot be created: {e}", out.display()))?;
    let drawn = |seed| new_model(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let trainer = Trainer::new(drawn(arguments.seed)?, Adam::new(1e-3), MseLoss);
    let mut trainer = trainer.seed(arguments.seed).early_stopping(8).on_epoch(report::progress);
    report::training(&trainer.fit(&train, &val, arguments.epochs)?);
    let model = trainer.into_model();
    report::errors(&model, &test, candles)?;

    // Plot the last window that is followed by a whole horizon.
    let shown = test.len() - 1;
    let (history, times, plot) = (test.history(shown), test.truth_times(shown), out.join("forecast.svg"));
    ForecastPlot::new(format!("{}, {}: the last {HORIZON} closes", arguments.name(), arguments.kind()))
        .history(test.history_times(shown), history)
        .truth(times, test.truth(shown))
        .forecast(times, &forecast(&model, &test, shown)?)
        .baseline(Naive.name(), times, &Naive.forecast(history, HORIZON)?)
        .y_label("close")
        .save(&plot)?;

    // Forecast the steps after the end of the file.
    let ahead = forecast(&model, &test, test.latest())?;
    let (future, times) = (out.join("forecast.csv"), next_times(candles.time(), HORIZON));
    let mut table = ForecastTable::new(["close"])?;
    table.push(&arguments.name(), &times, &ahead[..times.len()])?;
    table.write_csv(&future)?;

    // Save the model, and load it into a new one: the forecast must be the same.
    let weights = out.join("model.safetensors");
    save_safetensors(&model, &weights)?;
    let mut loaded = drawn(arguments.seed.wrapping_add(1))?;
    load_safetensors(&mut loaded, &weights)?;
    if forecast(&loaded, &test, test.latest())? != ahead {
        return Err(format!("{}: the loaded model forecasts something else", weights.display()).into());
    }
    println!("{}: the forecast of the {HORIZON} steps after {}", future.display(), candles.time()[candles.len() - 1]);
    println!("{}: the last test window, with truth and naive forecast", plot.display());
    println!("{}: the weights; loaded again, they forecast the same", weights.display());
    Ok(())
}
