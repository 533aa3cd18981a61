//! The trainer gets a layer with 64 outputs, but the optimizer of a layer with 32.
//! Mended by `Adam::new(1e-3)` without a type: it is inferred.
use timeseriesml::{Adam, Linear, MseLoss, Trainer};

fn run(model: Linear<5, 64>, adam: Adam<Linear<5, 32>>) {
    Trainer::new(model, adam, MseLoss); // <- here
}

fn main() {}
