//! The optimizer is for a layer with 32 outputs, but the model has 64.
//! Mended by an optimizer of this model: `Adam<Linear<5, 64>>`.
use timeseriesml::{Adam, Gradients, Linear, Optimizer};

fn run(mut adam: Adam<Linear<5, 32>>, mut model: Linear<5, 64>, gradients: Gradients) {
    let _ = adam.step(&mut model, &gradients); // <- here
}

fn main() {}
