//! The trainer gets a learning-rate schedule instead of an optimizer.
//! Mended by `Trainer::new(model, Sgd::new(0.1), MseLoss).scheduler(StepLr::new(10))`.
use timeseriesml::{Linear, MseLoss, Trainer, optim::schedule::StepLr};

fn run(model: Linear<5, 64>) {
    Trainer::new(model, StepLr::new(10), MseLoss); // <- here
}

fn main() {}
