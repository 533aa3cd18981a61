//! The optimizer is for a layer with 32 outputs, but the model has 64.
//! Mended by an optimizer of this model: `Sgd<Linear<5, 64>>`.
use timeseriesml::{Gradients, Linear, Optimizer, Sgd};

fn run(mut sgd: Sgd<Linear<5, 32>>, mut model: Linear<5, 64>, gradients: Gradients) {
    let _ = sgd.step(&mut model, &gradients); // <- here
}

fn main() {}
