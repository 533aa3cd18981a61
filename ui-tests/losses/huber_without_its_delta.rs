//! `HuberLoss` needs its delta.
//! Mended by `HuberLoss::new(1.0)`, or `HuberLoss::default()`.
use timeseriesml::{Adam, HuberLoss, Tcn, Trainer, channels};

fn run(model: Tcn<5, channels![8, 8], 3, 6>) {
    Trainer::new(model, Adam::new(1e-3), HuberLoss); // <- here
}

fn main() {}
