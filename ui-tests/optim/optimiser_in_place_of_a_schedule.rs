//! An optimiser is no schedule.
//! Mended by `.scheduler(StepLr::new(10))`; the optimiser is the second argument of `Trainer::new`.
use timeseriesml::{Adam, Linear, MseLoss, Trainer};

fn run(trainer: Trainer<Linear<5, 64>, MseLoss>, adam: Adam<Linear<5, 64>>) {
    trainer.scheduler(adam); // <- here
}

fn main() {}
