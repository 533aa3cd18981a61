//! What the program prints: the windows, the progress of training, the errors next to the baselines, and what went wrong.

use std::{error::Error, io::IsTerminal, io::stderr, process::ExitCode};

use timeseriesml::data::Frequency;
use timeseriesml::metrics::PointErrors;
use timeseriesml::timeseries::Baseline;
use timeseriesml::training::{Epoch, History};
use timeseriesml::{Candles, Forecaster, Naive, SeasonalNaive, WindowPart, WindowTarget, evaluate};

pub fn windows(lookback: usize, horizon: usize, features: &[String], [train, val, test]: [usize; 3]) {
    println!("a window: {lookback} rows of {} in, the next {horizon} closes out,", features.join(", "));
    println!("  all as differences from the last row in, in standard deviations of the training rows");
    println!("cut by time: {train} windows to train, {val} to validate, {test} to test\n");
}

/// A line for each epoch, unless the library shows its progress bar.
pub fn progress(epoch: &Epoch) {
    if !(cfg!(feature = "progress") && stderr().is_terminal()) {
        eprintln!("{}", line(epoch));
    }
}

fn line(epoch: &Epoch) -> String {
    let (number, train_loss, val_loss) = (epoch.number, epoch.train_loss, epoch.loss());
    format!("epoch {number}, loss {train_loss:.4}, validation {val_loss:.4}")
}

pub fn training(history: &History) {
    if let Some(best) = history.best() {
        let ended = if history.stopped.is_some() { "stopped early after" } else { "trained for" };
        let epochs = if history.epochs.len() == 1 { "epoch" } else { "epochs" };
        println!("{ended} {} {epochs}; the weights are those of the best: {}\n", history.epochs.len(), line(best));
    }
}

/// The errors of the model and of forecasts that need no training, in the unit of the file.
pub fn errors<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>(
    model: &M,
    test: &WindowPart<LOOKBACK, HORIZON, FEATURES>,
    candles: &Candles,
) -> Result<(), Box<dyn Error>>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>,
{
    let (model, naive) = (evaluate(model, test)?, evaluate(&Naive, test)?);
    let mut rows = vec![("model".to_owned(), model), (Naive.name(), naive)];
    // The season is a week for daily rows and a day for hourly ones; it must fit into the lookback.
    let season = Frequency::find(candles.time()).map_or(1, |frequency| frequency.season_length());
    if (2..=LOOKBACK).contains(&season) {
        let seasonal = SeasonalNaive::new(season)?;
        rows.push((seasonal.name(), evaluate(&seasonal, test)?));
    }
    println!("errors over all {} test windows, in the unit of the price (MSE: squared)", test.len());
    // At least four significant digits of the MAE, whether a price is 40000 or 0.0004.
    let decimals = (3.0 - naive.mae.log10().floor()).clamp(2.0, 12.0) as usize;
    rows.iter().for_each(|(name, errors)| println!("{name:<20} {errors:.decimals$}"));
    println!("{}\n", verdict(&model, &naive));
    Ok(())
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

/// The exit code of the program. An error is printed with its causes.
pub fn exit_code(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  caused by: {error}");
        cause = error.source();
    }
    if error.to_string().contains("CsvOptions::new()") {
        eprintln!("  each option of the library is one of this program: `.sort(true)` is --sort; --help lists them");
    }
    ExitCode::FAILURE
}
