//! A learning rate is no schedule.
//! Mended by the rate of the optimiser, `Adam::new(1e-4)`, or a schedule: `.scheduler(StepLr::new(10))`.
use timeseriesml::{Linear, MseLoss, Trainer};

fn run(trainer: Trainer<Linear<5, 64>, MseLoss>) {
    trainer.scheduler(1e-4); // <- here
}

fn main() {}
