//! Trains a model on candles, compares it with forecasts that need no training, and forecasts beyond the end of the data.
//!
//! `cargo run --release --example forecast` reads `examples/data/candles.csv`: a SYNTHETIC market, drawn by this
//! library's `SyntheticCandles`. `-- --data btc.csv` reads your own file, `-- --help` lists the options. Progress goes to
//! standard error, results to standard output and into a folder.

mod arguments;

use std::{
    env,
    error::Error,
    fs,
    io::{self, IsTerminal},
    path::Path,
    process::ExitCode,
};

use arguments::{Arguments, HELP, Model};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::data::{AsSeries, ForecastTable, Frequency};
use timeseriesml::timeseries::features::{Cyclic, Rsi};
use timeseriesml::{
    Adam, Candles, Column, FeatureSet, ForecastPlot, Forecaster, MseLoss, NBeats, Naive, SeasonalNaive,
    SeasonalityStack, Standard, Tcn, Trainer, Transformer, TrendStack, WindowTarget, channels, evaluate, forecast,
    load_safetensors, metrics::PointErrors, models::ConfigError, next_times, save_safetensors, timeseries::Baseline,
    training::Epoch,
};

const LOOKBACK: usize = 60;
const HORIZON: usize = 14;

/// Five features in, closes out. Kernel 3 and four blocks see 1 + 2·2·15 = 61 steps: with one block
/// less, or a lookback of 62, the call of `compare` below does not compile.
type TcnModel = Tcn<5, channels![16, 16, 16, 16], 3, HORIZON>;

/// The same in and out. Four heads divide the width of 32; five would not compile.
type TransformerModel = Transformer<5, 32, 4, 2, HORIZON>;

/// Closes in, closes out: a parabola over each window, and waves of up to half the horizon.
type NBeatsModel = NBeats<LOOKBACK, HORIZON, (TrendStack<2, 32>, SeasonalityStack<1, 32>)>;

const PATIENCE: usize = 8;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/candles.csv");

fn main() -> ExitCode {
    let arguments = match Arguments::parse(env::args_os().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("error: {message}; --help lists the options");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = run(&arguments) {
        eprintln!("error: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            eprintln!("  caused by: {error}");
            cause = error.source();
        }
        if error.to_string().contains("CsvOptions::new()") {
            eprintln!(
                "  each option of the library is one of this program: `.sort(true)` is --sort; --help lists them"
            );
        }
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    // Read. What is wrong with a file is an error that names the line.
    let (path, kind) = match &arguments.data {
        Some(path) => (path.as_path(), "candles"),
        None => (Path::new(SAMPLE), "SYNTHETIC candles, no real market"),
    };
    let (candles, report) = arguments.reading.read_ohlcv_with_report(path)?;
    let title = format!("{}, {kind}", path.file_stem().unwrap_or_default().display());
    println!("{}: {kind}; {report}", path.display());
    println!("{}\n", candles.as_series().describe());

    // A model of another lookback, horizon or number of features would not compile here. On the sample these five do better than
    // the five columns of the candles: MAE 134 against 150, the mean of three seeds.
    let hour = (Cyclic::hour(), Cyclic::hour().cosine());
    let five = FeatureSet::new((Column::Close, Column::Volume, Rsi::new(14)?, hour.0, hour.1))?;
    match arguments.model {
        Model::Tcn => compare(arguments, &candles, &title, five, |rng| TcnModel::options().dropout(0.1).build(rng)),
        Model::Transformer => {
            let new = |rng: &mut _| TransformerModel::options().norm_first(true).dropout(0.1).build(rng);
            compare(arguments, &candles, &title, five, new)
        }
        Model::NBeats => {
            let close = FeatureSet::new((Column::Close,))?;
            compare(arguments, &candles, &title, close, |rng| NBeatsModel::options().build(rng))
        }
    }
}

/// Trains a model on some features and compares it with forecasts that need no training. Any forecaster of these windows will do.
fn compare<M, const FEATURES: usize>(
    arguments: &Arguments,
    candles: &Candles,
    title: &str,
    features: FeatureSet<FEATURES>,
    new_model: impl Fn(&mut Xoshiro256PlusPlus) -> Result<M, ConfigError>,
) -> Result<(), Box<dyn Error>>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>,
{
    // Prices drift to levels that training never saw, so a window holds differences from its last row.
    let features = features.compute(candles)?;
    let windows =
        features.windows::<LOOKBACK, HORIZON>().target(Column::Close).scaler(Standard).subtract_last().build()?;
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;

    let times = candles.time();
    let last = times[times.len() - 1];
    println!("a window: {LOOKBACK} rows of {} in, the next {HORIZON} closes out,", features.names().join(", "));
    println!("  all as differences from the last row in, in standard deviations of the training rows");
    println!("cut by time: {} windows to train, {} to validate, {} to test\n", train.len(), val.len(), test.len());

    let out = &arguments.out;
    fs::create_dir_all(out).map_err(|e| format!("{}: the folder cannot be created: {e}", out.display()))?;

    // Train.
    let has_bar = cfg!(feature = "progress") && io::stderr().is_terminal();
    let drawn = |seed| new_model(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let mut trainer = Trainer::new(drawn(arguments.seed)?, Adam::new(1e-3), MseLoss)
        .seed(arguments.seed)
        .early_stopping(PATIENCE)
        .on_epoch(move |epoch| {
            if !has_bar {
                eprintln!("{}", line(epoch));
            }
        });
    let history = trainer.fit(&train, &val, arguments.epochs)?;
    if let Some(best) = history.best() {
        let ended = if history.stopped.is_some() { "stopped early after" } else { "trained for" };
        let epochs = if history.epochs.len() == 1 { "epoch" } else { "epochs" };
        println!("{ended} {} {epochs}; the weights are those of the best: {}\n", history.epochs.len(), line(best));
    }

    // Evaluate, in the unit of the file.
    let model = evaluate(trainer.model(), &test)?;
    let naive = evaluate(&Naive, &test)?;
    println!("errors over all {} test windows, in the unit of the price (MSE: squared)", test.len());
    println!("{:<20} {:>12} {:>12} {:>12}", "", "MSE", "MAE", "RMSE");
    print_row("model", &model);
    print_row(&Naive.name(), &naive);
    // A week of daily rows, a day of hourly ones; the lookback must hold it.
    let season = Frequency::find(candles.time()).map_or(1, |frequency| frequency.season_length());
    if (2..=LOOKBACK).contains(&season) {
        let seasonal = SeasonalNaive::new(season)?;
        print_row(&seasonal.name(), &evaluate(&seasonal, &test)?);
    }
    println!("{}\n", verdict(&model, &naive));

    // Plot the last window that is followed by a whole horizon.
    let shown = test.len() - 1;
    let predicted = forecast(trainer.model(), &test, shown)?;
    let history = test.history(shown);
    let times = test.truth_times(shown);
    let plot = out.join("forecast.svg");
    ForecastPlot::new(format!("{title}: the last {HORIZON} closes"))
        .history(test.history_times(shown), history)
        .truth(times, test.truth(shown))
        .forecast(times, &predicted)
        .baseline(Naive.name(), times, &Naive.forecast(history, HORIZON)?)
        .y_label("close")
        .save(&plot)?;

    // Forecast what comes after the file.
    let ahead = forecast(trainer.model(), &test, test.latest())?;
    let future = out.join("forecast.csv");
    let mut table = ForecastTable::new(["close"])?;
    let times = next_times(candles.time(), HORIZON);
    table.push(&path_name(candles), &times, &ahead[..times.len()])?;
    table.write_csv(&future)?;

    // Save, and load into another model: it must say the same.
    let weights = out.join("model.safetensors");
    save_safetensors(trainer.model(), &weights)?;
    let mut loaded = drawn(arguments.seed.wrapping_add(1))?;
    load_safetensors(&mut loaded, &weights)?;
    if forecast(&loaded, &test, test.latest())? != ahead {
        return Err(format!("{}: the loaded model forecasts something else", weights.display()).into());
    }

    println!("{}: the forecast of the {HORIZON} steps after {last}", future.display());
    println!("{}: the last test window, with truth and naive forecast", plot.display());
    println!("{}: the weights; loaded again, they forecast the same", weights.display());
    Ok(())
}

/// The name of the file without its folder and ending: the id of the series in the forecast.
fn path_name(candles: &Candles) -> String {
    Path::new(candles.as_series().name()).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn line(epoch: &Epoch) -> String {
    let (number, train_loss, val_loss) = (epoch.number, epoch.train_loss, epoch.loss());
    format!("epoch {number}, loss {train_loss:.4}, validation {val_loss:.4}")
}

fn print_row(name: &str, errors: &PointErrors) {
    let [mse, mae, rmse] = [errors.mse, errors.mae, errors.rmse].map(four_digits);
    println!("{name:<20} {mse:>12} {mae:>12} {rmse:>12}");
}

/// Four digits that count, whether a price is 40000 or 0.0004.
fn four_digits(x: f64) -> String {
    if x != 0.0 && !(1e-3..1e9).contains(&x) {
        return format!("{x:.3e}");
    }
    let decimals = (3.0 - x.log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{x:.decimals$}")
}

fn verdict(model: &PointErrors, naive: &PointErrors) -> String {
    if naive.mae == 0.0 {
        return "the naive forecast makes no error here: there is nothing to learn".to_owned();
    }
    let words = match (model.mae < naive.mae, model.rmse < naive.rmse) {
        (true, true) => "the model beats the naive forecast",
        (false, false) => "the model does not beat the naive forecast",
        _ => "the model and the naive forecast each win one",
    };
    let [mae, rmse] = [model.mae / naive.mae, model.rmse / naive.rmse].map(|ratio| 100.0 * (ratio - 1.0));
    // Test windows overlap, so there are far fewer independent ones than the table counts.
    let doubt = if mae.abs().max(rmse.abs()) < 5.0 { "; so small a difference may be chance" } else { "" };
    format!("{words}: MAE {mae:+.1} %, RMSE {rmse:+.1} %{doubt}")
}
