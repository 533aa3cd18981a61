//! A function of the epoch is used as a schedule without `LambdaLr`.
//! Mended by `LambdaLr(|epoch| 0.95f64.powf(epoch as f64))`.
use timeseriesml::{Linear, MseLoss, Trainer};

fn run(trainer: Trainer<Linear<5, 64>, MseLoss>, decay: fn(u64) -> f64) {
    trainer.scheduler(decay); // <- here
}

fn main() {}
