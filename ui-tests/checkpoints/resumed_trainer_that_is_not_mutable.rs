//! `resume` changes the trainer, but the trainer is not declared mutable.
//! Mended by `let mut trainer`.
use timeseriesml::{Adam, Linear, MseLoss, Trainer, training::CheckpointError};

fn run(model: Linear<5, 64>) -> Result<(), CheckpointError> {
    let trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
    trainer.resume("runs/btc")?; // <- here
    Ok(())
}

fn main() {}
