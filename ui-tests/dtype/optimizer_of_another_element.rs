//! The gradients are `f64`, but the optimizer's moments are `f32`.
//! Mended by `Adam<Linear<5, 1, f64>, f64>`.
use timeseriesml::{Adam, Gradients, Linear, Optimizer};

fn run(mut adam: Adam<Linear<5, 1, f64>>, mut model: Linear<5, 1, f64>, gradients: Gradients<f64>) {
    let _ = adam.step(&mut model, &gradients); // <- here
}

fn main() {}
