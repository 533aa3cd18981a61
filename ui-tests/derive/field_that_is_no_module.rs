//! A number has no parameters, so it is not a module.
//! Mended by `#[module(skip)]` on the field.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    layer: Linear<5, 64>,
    rate: f32, // <- here
}

fn main() {}
