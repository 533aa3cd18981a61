//! Trains a model on candles, compares it with forecasts that need no training, and forecasts beyond the end of the data.
//!
//! `cargo run --release --example forecast` reads `examples/data/candles.csv`: a SYNTHETIC market, drawn by this
//! library's `SyntheticCandles`. `-- --data btc.csv` reads your own file, `-- --help` lists the options. Progress goes to
//! standard error, results to standard output and into a folder.

use std::{
    env,
    error::Error,
    ffi::OsString,
    fs,
    io::{self, IsTerminal},
    num::NonZeroU32,
    path::{Path, PathBuf},
    process::ExitCode,
    str::FromStr,
};

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::data::Frequency;
use timeseriesml::timeseries::CandleError;
use timeseriesml::{
    Adam, Candles, Column, CsvOptions, DataError, ForecastPlot, Forecaster, MseLoss, NBeats, Naive, SeasonalNaive,
    SeasonalityStack, Standard, Tcn, Trainer, Transformer, TrendStack, WindowDataset, WindowTarget, channels, evaluate,
    forecast, load_safetensors, metrics::PointErrors, models::ConfigError, next_times, save_safetensors,
    timeseries::Baseline, training::Epoch,
};

const LOOKBACK: usize = 60;
const HORIZON: usize = 14;

/// Open, high, low, close and volume in, closes out. Kernel 3 and four blocks see 1 + 2·2·15 = 61 steps: with one block
/// less, or a lookback of 62, the call of `compare` below does not compile.
type TcnModel = Tcn<5, channels![16, 16, 16, 16], 3, HORIZON>;

/// The same in and out. Four heads divide the width of 32; five would not compile.
type TransformerModel = Transformer<5, 32, 4, 2, HORIZON>;

/// Closes in, closes out: a parabola over each window, and waves of up to half the horizon.
type NBeatsModel = NBeats<LOOKBACK, HORIZON, (TrendStack<2, 32>, SeasonalityStack<1, 32>)>;

const PATIENCE: usize = 8;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/candles.csv");

const HELP: &str = "\
Trains a model on candles and forecasts the closes that follow.

  --model NAME  tcn, transformer or nbeats, which sees the closes only (default: tcn)
  --data FILE   CSV with date, open, high, low, close, volume, oldest first (default: a synthetic sample)
  --sort        takes the rows of the file in any order and sorts them by date
  --drop-incomplete
                leaves out the rows of the file in which a number is missing
  --epochs N    train for at most N epochs (default: 60)
  --seed N      draws other weights and another order of the data (default: 0)
  --out DIR     where plot, weights and forecast go; created if missing (default: forecast-output)
  --help        prints this";

fn main() -> ExitCode {
    let options = match Options::parse(env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("error: {message}; --help lists the options");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = run(&options) {
        eprintln!("error: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            eprintln!("  caused by: {error}");
            cause = error.source();
        }
        match error.downcast_ref() {
            Some(CandleError::Data(DataError::NewestFirst { .. } | DataError::Unsorted { .. })) => {
                eprintln!("  --sort reads such a file");
            }
            Some(CandleError::Data(DataError::EmptyCell { .. })) => {
                eprintln!("  --drop-incomplete leaves such rows out");
            }
            _ => {}
        }
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    // Read. What is wrong with a file is an error that names the line.
    let (path, kind) = match &options.data {
        Some(path) => (path.as_path(), "candles"),
        None => (Path::new(SAMPLE), "SYNTHETIC candles, no real market"),
    };
    let candles = CsvOptions::new().sort(options.sort).drop_incomplete(options.drop_incomplete).read_ohlcv(path)?;
    let title = format!("{}, {kind}", path.file_stem().unwrap_or_default().display());
    println!("{}: {kind}", path.display());

    // A model of another lookback, horizon or number of columns would not compile here.
    let all = [Column::Open, Column::High, Column::Low, Column::Close, Column::Volume];
    match options.model {
        Model::Tcn => compare(options, &candles, &title, all, |rng| TcnModel::options().dropout(0.1).build(rng)),
        Model::Transformer => {
            let new = |rng: &mut _| TransformerModel::options().norm_first(true).dropout(0.1).build(rng);
            compare(options, &candles, &title, all, new)
        }
        Model::NBeats => compare(options, &candles, &title, [Column::Close], |rng| NBeatsModel::options().build(rng)),
    }
}

/// Trains a model on some columns and compares it with forecasts that need no training. Any forecaster of these windows will do.
fn compare<M, const FEATURES: usize>(
    options: &Options,
    candles: &Candles,
    title: &str,
    columns: [Column; FEATURES],
    new_model: impl Fn(&mut Xoshiro256PlusPlus) -> Result<M, ConfigError>,
) -> Result<(), Box<dyn Error>>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>,
{
    // Prices drift to levels that training never saw, so a window holds differences from its last row.
    let windows = WindowDataset::<LOOKBACK, HORIZON, FEATURES>::builder(candles)
        .columns(columns)
        .target(Column::Close)
        .scaler(Standard)
        .subtract_last()
        .build()?;
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;

    let times = candles.time();
    let (first, last, frequency) = (times[0], times[times.len() - 1], Frequency::find(times));
    let steps = frequency.as_ref().map_or("in no regular steps".to_owned(), |found| format!("frequency {found}"));
    println!("{} rows from {first} to {last}, {steps}", candles.len());
    let names = columns.map(Column::as_str).join(", ");
    println!("a window: {LOOKBACK} rows of {names} in, the next {HORIZON} closes out,");
    println!("  all as differences from the last row in, in standard deviations of the training rows");
    println!("cut by time: {} windows to train, {} to validate, {} to test\n", train.len(), val.len(), test.len());

    let out = &options.out;
    fs::create_dir_all(out).map_err(|e| format!("{}: the folder cannot be created: {e}", out.display()))?;

    // Train.
    let has_bar = cfg!(feature = "progress") && io::stderr().is_terminal();
    let drawn = |seed| new_model(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let mut trainer = Trainer::new(drawn(options.seed)?, Adam::new(1e-3), MseLoss)
        .seed(options.seed)
        .early_stopping(PATIENCE)
        .on_epoch(move |epoch| {
            if !has_bar {
                eprintln!("{}", line(epoch));
            }
        });
    let history = trainer.fit(&train, &val, options.epochs)?;
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
    let season = frequency.map_or(1, |frequency| frequency.season_length());
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
    let rows = next_times(candles.time(), HORIZON).into_iter().zip(&ahead);
    let text = rows.fold("date,close\n".to_owned(), |text, (time, price)| text + &format!("{time},{price}\n"));
    let future = out.join("forecast.csv");
    fs::write(&future, text).map_err(|e| format!("{}: cannot be written: {e}", future.display()))?;

    // Save, and load into another model: it must say the same.
    let weights = out.join("model.safetensors");
    save_safetensors(trainer.model(), &weights)?;
    let mut loaded = drawn(options.seed.wrapping_add(1))?;
    load_safetensors(&mut loaded, &weights)?;
    if forecast(&loaded, &test, test.latest())? != ahead {
        return Err(format!("{}: the loaded model forecasts something else", weights.display()).into());
    }

    println!("{}: the forecast of the {HORIZON} steps after {last}", future.display());
    println!("{}: the last test window, with truth and naive forecast", plot.display());
    println!("{}: the weights; loaded again, they forecast the same", weights.display());
    Ok(())
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

#[derive(Clone, Copy)]
enum Model {
    Tcn,
    Transformer,
    NBeats,
}

struct Options {
    model: Model,
    /// `None` for the sample.
    data: Option<PathBuf>,
    sort: bool,
    drop_incomplete: bool,
    epochs: usize,
    seed: u64,
    out: PathBuf,
}

impl Options {
    /// `None` if help is asked for. A message says what is wrong with the arguments.
    fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let (model, out) = (Model::Tcn, "forecast-output".into());
        let mut options = Options { model, data: None, sort: false, drop_incomplete: false, epochs: 60, seed: 0, out };
        while let Some(argument) = arguments.next() {
            let name = argument.to_string_lossy();
            let mut value = || arguments.next().ok_or_else(|| format!("{name} needs a value"));
            match &*name {
                "--help" | "-h" => return Ok(None),
                "--data" => options.data = Some(value()?.into()),
                "--model" => {
                    options.model = match &*value()?.to_string_lossy() {
                        "tcn" => Model::Tcn,
                        "transformer" => Model::Transformer,
                        "nbeats" => Model::NBeats,
                        found => {
                            return Err(format!("--model: found \"{found}\", expected tcn, transformer or nbeats"));
                        }
                    }
                }
                "--sort" => options.sort = true,
                "--drop-incomplete" => options.drop_incomplete = true,
                "--out" => options.out = value()?.into(),
                "--seed" => options.seed = number(&name, value()?, "a whole number from 0 on")?,
                "--epochs" => {
                    let epochs: NonZeroU32 = number(&name, value()?, "a whole number from 1 on")?;
                    options.epochs = epochs.get() as usize;
                }
                _ if name.contains('=') => return Err(format!("\"{name}\": write a space in place of the =")),
                _ => return Err(format!("unknown argument \"{name}\"")),
            }
        }
        Ok(Some(options))
    }
}

fn number<N: FromStr>(name: &str, value: OsString, expected: &str) -> Result<N, String> {
    let value = value.to_string_lossy();
    value.parse().map_err(|_| format!("{name}: found \"{value}\", expected {expected}"))
}
