//! A model whose sizes come from a file, so the compiler does not know them. A mistake is then an error at run time that
//! names the key in the file.
//!
//! `cargo run --release --example dynamic_model` reads `examples/data/tcn.json`, trains on a synthetic market and forecasts.
//! `-- FILE.json` reads your own. If the sizes are known at compile time, a typed model is shorter and safer: see `own_model`.
//! `windows.rs` is the data set.
//!
//! Previous: `features`. Next: `checkpoint_and_resume`.

mod windows;

use std::{env, error::Error, fs, num::NonZeroUsize, path::Path, process::ExitCode};

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use serde::{Deserialize, Deserializer, de};
use timeseriesml::data::{AsSeries, Scaler, Series};
use timeseriesml::{
    Adam, Column, DataLoader, Dataset, DynTcn, MseLoss, Standard, SyntheticCandles, TcnConfig, Trainer, inference,
    metrics::Mae, next_times,
};
use windows::Windows;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/tcn.json");

/// The contents of the file. `TcnConfig` is a type of the library, and rejects unknown keys in the same way.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(deserialize_with = "lookback")]
    lookback: NonZeroUsize,
    #[serde(deserialize_with = "model")]
    model: TcnConfig,
}

// An error of serde names the line and the column. These functions add the key.
fn lookback<'de, D: Deserializer<'de>>(value: D) -> Result<NonZeroUsize, D::Error> {
    Deserialize::deserialize(value).map_err(|error| de::Error::custom(format_args!("lookback: {error}")))
}
fn model<'de, D: Deserializer<'de>>(value: D) -> Result<TcnConfig, D::Error> {
    Deserialize::deserialize(value).map_err(|error| de::Error::custom(format_args!("model: {error}")))
}

fn main() -> ExitCode {
    let path = env::args_os().nth(1).unwrap_or_else(|| SAMPLE.into());
    if path == "--help" {
        println!("Trains a TCN whose sizes come from a JSON file: the one named, or {SAMPLE}");
        return ExitCode::SUCCESS;
    }
    match run(Path::new(&path)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &Path) -> Result<(), Box<dyn Error>> {
    let candles = SyntheticCandles::new(3000).generate();
    let in_file = |error: &dyn Error| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|e| in_file(&e))?;
    let settings: Settings = serde_json::from_str(&text).map_err(|e| in_file(&e))?;
    let (lookback, config) = (settings.lookback.get(), settings.model);
    let columns = candles.as_series().column_names().count();
    config.check_window(lookback, columns).map_err(|e| in_file(&e))?;

    // Split by time first: the scaler must not see what comes after the training rows.
    let [train_end, val_end] = [6, 8].map(|tenths| candles.len() * tenths / 10);
    let scaler = Standard.fit_series(&candles.as_series().rows(..train_end)?)?;
    let scaled = scaler.transform_series(&candles)?;
    let windows = |part: Series| Windows { part, lookback, horizon: config.horizon };
    let (train, val) = (windows(scaled.rows(..train_end)?), windows(scaled.rows(train_end..val_end)?));
    let test = windows(scaled.rows(val_end..)?);
    if val.is_empty() || test.is_empty() {
        let rows = val.part.len();
        return Err(format!("{}: lookback and model.horizon exceed the {rows} rows of a part", path.display()).into());
    }

    let model = DynTcn::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0)).map_err(|e| in_file(&e))?;
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).early_stopping(3);
    let history = trainer.fit(&train, &val, 20)?;
    let model = trainer.into_model();
    println!("{config:?}\n{} epochs on {} windows of {lookback} rows\n", history.epochs.len(), train.len());

    // Multiplying a scaled difference by this gives the difference in the unit of the price.
    let unit = scaler.scale(Column::Close as usize);
    let (mut own, mut naive) = (Mae::default(), Mae::default());
    for batch in DataLoader::new(&test, 256).epoch() {
        let batch = batch?;
        let predicted = inference(|| model.forward(batch.input))?.to_vec();
        for (predicted, truth) in predicted.into_iter().zip(batch.target.to_vec()) {
            own.update(f64::from(predicted) * unit, f64::from(truth) * unit);
            naive.update(0.0, f64::from(truth) * unit); // no difference from the last close
        }
    }
    let [own, naive] = [own, naive].map(|mae| mae.value().unwrap_or(f64::NAN));
    println!("model  MAE {own:>6.1}\nnaive  MAE {naive:>6.1}");
    println!("The model {} the naive forecast.", if own < naive { "beats" } else { "does not beat" });

    // Forecast beyond the data: a batch of one window, which ends with the last row.
    let ahead = inference(|| model.forward(test.inputs(&[test.part.len() - lookback])?))?.to_vec();
    let last = candles.close()[candles.len() - 1];
    println!("\nthe next closes after {last:.2}");
    for (time, ahead) in next_times(candles.time(), config.horizon).iter().zip(ahead) {
        println!("{time}  {:.2}", last + f64::from(ahead) * unit);
    }
    Ok(())
}
