//! A model whose sizes stand in a file, so that the compiler does not know them: what it would have said is an error
//! when the program runs, and names the key.
//!
//! `cargo run --release --example dynamic_model` reads `examples/data/tcn.json`, trains on a made-up market and forecasts;
//! `-- FILE.json` reads your own. Where sizes are known, types are shorter and safer: see `own_model.rs`.

use std::{env, error::Error, ffi::OsString, fs, num::NonZeroUsize, path::Path, process::ExitCode};

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use serde::{Deserialize, Deserializer, de};
use timeseriesml::{
    Adam, Candles, Column, DataLoader, Dataset, DynTcn, DynTensor, MseLoss, ShapeError, Standard, SyntheticCandles,
    TcnConfig, Trainer,
    data::{AsSeries, Scaler, ScalerError},
    forecaster::DynContract,
    inference,
    metrics::Mae,
    next_times,
};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/tcn.json");

/// The place of the close among the columns of candles.
const CLOSE: usize = Column::Close as usize;

/// The file. `TcnConfig` reads its part of it in the same way.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(deserialize_with = "lookback")]
    lookback: NonZeroUsize,
    #[serde(deserialize_with = "model")]
    model: TcnConfig,
}

fn lookback<'de, D: Deserializer<'de>>(value: D) -> Result<NonZeroUsize, D::Error> {
    named("lookback", value)
}

fn model<'de, D: Deserializer<'de>>(value: D) -> Result<TcnConfig, D::Error> {
    named("model", value)
}

/// JSON's errors name the line of a wrong value, and this its key.
fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(key: &str, value: D) -> Result<T, D::Error> {
    T::deserialize(value).map_err(|error| de::Error::custom(format_args!("{key}: {error}")))
}

fn main() -> ExitCode {
    let path = env::args_os().nth(1).unwrap_or_else(|| OsString::from(SAMPLE));
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

    // Cut by time before anything is fitted.
    let cuts = [6, 8, 10].map(|tenths| candles.len() * tenths / 10);
    let (rows, unit) = scaled(&candles, cuts[0])?;
    let part = |from: usize, to: usize| Windows { rows: &rows[from..to], lookback, horizon: config.horizon };
    let (train, val, test) = (part(0, cuts[0]), part(cuts[0], cuts[1]), part(cuts[1], cuts[2]));
    if val.is_empty() || test.is_empty() {
        let rows = val.rows.len();
        return Err(format!("{}: lookback and model.horizon exceed the {rows} rows of a part", path.display()).into());
    }

    let model = DynTcn::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0)).map_err(|e| in_file(&e))?;
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).early_stopping(3);
    let history = trainer.fit(&train, &val, 20)?;
    let model = trainer.into_model();
    println!("{config:?}");
    println!("{} epochs on {} windows of {lookback} rows\n", history.epochs.len(), train.len());

    let (mut own, mut naive) = (Mae::default(), Mae::default());
    for batch in DataLoader::new(&test, 256).epoch() {
        let batch = batch?;
        let predicted = inference(|| model.forward(batch.input))?.to_vec();
        for (predicted, truth) in predicted.into_iter().zip(batch.target.to_vec()) {
            own.update(f64::from(predicted) * unit, f64::from(truth) * unit);
            naive.update(0.0, f64::from(truth) * unit); // no difference from the last close
        }
    }
    for (name, mae) in [("model", own), ("naive", naive)] {
        println!("{name:<6} MAE {:>6.1}", mae.value().unwrap_or(f64::NAN));
    }

    // What comes after the data: a batch of one, from the last rows there are.
    let x = DynTensor::from_slice_sized([1, lookback, columns], &differences(&rows[rows.len() - lookback..]))?;
    let ahead = inference(|| model.forward(x))?.to_vec();
    let last = candles.close()[candles.len() - 1];
    println!("\nthe next closes after {last:.2}");
    for (time, ahead) in next_times(candles.time(), config.horizon).iter().zip(ahead) {
        println!("{time}  {:.2}", last + f64::from(ahead) * unit);
    }
    Ok(())
}

/// The rows of the candles, each column in its standard deviations over the first `training` rows, and what one of them
/// is for the close.
fn scaled(candles: &Candles, training: usize) -> Result<(Vec<Vec<f32>>, f64), ScalerError> {
    let columns: Vec<&[f64]> =
        candles.as_series().column_names().filter_map(|c| candles.as_series().column(c)).collect();
    let scaler = Standard.fit(&columns.iter().map(|column| &column[..training]).collect::<Vec<_>>())?;
    let row = |i: usize| columns.iter().enumerate().map(|(c, column)| scaler.transform(c, column[i]) as f32).collect();
    Ok(((0..candles.len()).map(row).collect(), scaler.scale(CLOSE)))
}

/// Windows whose sizes are values: `WindowDataset` has them in its type. What goes in and what is to come out are
/// differences from the last row that goes in.
struct Windows<'a> {
    rows: &'a [Vec<f32>],
    lookback: usize,
    horizon: usize,
}

impl Dataset for Windows<'_> {
    type Input = DynTensor;
    type Target = DynTensor;
    // Any `DynForward` can be trained on these windows; what it says about sizes that do not fit comes back from `fit`.
    type Contract = DynContract;

    fn len(&self) -> usize {
        (self.rows.len() + 1).saturating_sub(self.lookback.saturating_add(self.horizon))
    }

    fn batch(&self, indices: &[usize]) -> Result<(DynTensor, DynTensor), ShapeError> {
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        for &first in indices {
            let (before, after) = self.rows[first..][..self.lookback + self.horizon].split_at(self.lookback);
            inputs.extend(differences(before));
            targets.extend(after.iter().map(|row| row[CLOSE] - before[self.lookback - 1][CLOSE]));
        }
        let x = DynTensor::from_slice_sized([indices.len(), self.lookback, self.rows[0].len()], &inputs)?;
        Ok((x, DynTensor::from_slice_sized([indices.len(), self.horizon], &targets)?))
    }
}

fn differences(rows: &[Vec<f32>]) -> Vec<f32> {
    let last = &rows[rows.len() - 1];
    rows.iter().flat_map(|row| row.iter().zip(last).map(|(x, last)| x - last)).collect()
}
