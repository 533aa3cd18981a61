//! The folder of the checkpoints is missing; 100 is their interval.
//! Mended by `Checkpoints::new("runs/btc").every_batches(100)`.
use timeseriesml::{Linear, MseLoss, Trainer};

fn run(trainer: Trainer<Linear<5, 64>, MseLoss>) {
    trainer.checkpoints(100); // <- here
}

fn main() {}
