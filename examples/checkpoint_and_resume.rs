//! A training run that stops and continues: checkpoints in a folder, and `resume_if_any` at the start of the program.
//!
//! ```text
//! cargo run --release --example checkpoint_and_resume -- runs/example 3   # stops after three epochs
//! cargo run --release --example checkpoint_and_resume -- runs/example     # continues with the fourth
//! ```
//!
//! Stop it with Ctrl-C, or kill it: the next start loses at most ten batches, and ends with the same weights, to the bit,
//! as a run without a stop. Without the folder argument, it uses a temporary folder.
//!
//! Previous: `dynamic_model`. Next: `pytorch_weights`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::path::PathBuf;
use timeseriesml::optim::schedule::{CosineAnnealingLr, LinearWarmup};
use timeseriesml::training::{Callback, Checkpoints, Run, SavedValue};
use timeseriesml::{
    AdamW, Column, Module, MseLoss, Naive, Standard, SyntheticCandles, Tcn, TrainError, Trainer, WindowDataset,
    channels, evaluate, forecast,
    nn::{load_safetensors_from, save_safetensors_to_vec},
};

const EPOCHS: usize = 10;

/// Takes 24 hours of 5 columns and forecasts the next 6 closes.
type Model = Tcn<5, channels![8, 8, 8, 8], 3, 6>;

/// A callback with a state: how often the program was started, and the number of batches over all starts. The state is
/// part of a checkpoint.
#[derive(Default, Serialize, Deserialize)]
struct Diary {
    starts: u32,
    batches: u32,
}

impl<M: Module> Callback<M> for Diary {
    fn started(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        self.starts += 1;
        println!("start {}, {} epochs are done", self.starts, run.history().epochs.len());
        Ok(())
    }
    fn batch_done(&mut self, _: &mut Run<'_, M>) -> Result<(), TrainError> {
        self.batches += 1;
        Ok(())
    }
    fn ended(&mut self, _: &mut Run<'_, M>) -> Result<(), TrainError> {
        println!("{} batches in {} starts", self.batches, self.starts);
        Ok(())
    }
    fn name(&self) -> &str {
        "diary"
    }
    fn state(&self) -> Option<SavedValue> {
        SavedValue::new(self).ok()
    }
    fn load_state(&mut self, state: &SavedValue) -> Result<(), TrainError> {
        *self = state.get()?;
        Ok(())
    }
}

fn trainer(folder: &PathBuf) -> Result<Trainer<Model, MseLoss>, Box<dyn Error>> {
    let model = Model::options().dropout(0.1).build(&mut Xoshiro256PlusPlus::seed_from_u64(0))?;
    let schedule = LinearWarmup::new(1, CosineAnnealingLr::new(EPOCHS as u64).eta_min(1e-5));
    Ok(Trainer::new(model, AdamW::new(3e-3), MseLoss)
        .scheduler(schedule)
        .early_stopping(4)
        .clip_norm(1.0)
        .progress(false)
        .callback(Diary::default())
        .checkpoints(Checkpoints::new(folder).every_batches(10)))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let temporary = tempfile::tempdir()?;
    let folder = arguments.next().map_or(temporary.path().join("runs"), PathBuf::from);
    let epochs = arguments.next().map_or(Ok(EPOCHS), |epochs| epochs.parse())?;

    let candles = SyntheticCandles::new(800).seed(1).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard);
    let (train, val, test) = windows.subtract_last().build()?.split([0.6, 0.2, 0.2])?;

    let mut trainer = trainer(&folder)?;
    match trainer.resume_if_any(&folder)? {
        Some(point) => {
            println!("{}: continues after epoch {}, batch {}", folder.display(), point.epochs, point.batches)
        }
        None => println!("{}: a new run", folder.display()),
    }
    let history = trainer.fit(&train, &val, epochs)?;
    for epoch in &history.epochs {
        let (number, train_loss, loss, rate) = (epoch.number, epoch.train_loss, epoch.loss(), epoch.learning_rate);
        println!("epoch {number}: loss {train_loss:.4}, validation {loss:.4}, learning rate {rate:.1e}");
    }

    // A program that only forecasts needs just the weights. It can embed them: use `include_bytes!` instead of these bytes.
    let weights = save_safetensors_to_vec(trainer.model())?;
    let mut served = Model::options().dropout(0.1).build(&mut Xoshiro256PlusPlus::seed_from_u64(1))?;
    load_safetensors_from(&mut served, &weights)?;
    let (model, naive) = (evaluate(&served, &test)?, evaluate(&Naive, &test)?);
    println!("model: MAE {:.1}\nnaive: MAE {:.1}", model.mae, naive.mae);
    println!("The model {} the naive forecast.", if model.mae < naive.mae { "beats" } else { "does not beat" });
    let next = forecast(&served, &test, test.latest())?;
    println!("the next {} closes: {next:.2?}", next.len());
    Ok(())
}
