//! The optimiser is one of `f64`, the gradients are of `f32`.
//! Mended by `AdamW<Linear<5, 64>>`: the element is `f32` where it is left out.
use timeseriesml::{AdamW, Gradients, Linear, Optimizer};

fn run(mut adam: AdamW<Linear<5, 64>, f64>, mut model: Linear<5, 64>, gradients: Gradients) {
    let _ = adam.step(&mut model, &gradients); // <- here
}

fn main() {}
