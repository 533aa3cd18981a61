//! The optimizer is for `f64`, but the gradients are `f32`.
//! Mended by `AdamW<Linear<5, 64>>`: the element type defaults to `f32`.
use timeseriesml::{AdamW, Gradients, Linear, Optimizer};

fn run(mut adam: AdamW<Linear<5, 64>, f64>, mut model: Linear<5, 64>, gradients: Gradients) {
    let _ = adam.step(&mut model, &gradients); // <- here
}

fn main() {}
