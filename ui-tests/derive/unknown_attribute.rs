//! The attribute is called `skip`.
//! Mended by `#[module(skip)]`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    layer: Linear<5, 64>,
    #[module(ignore)] // <- here
    rate: f32,
}

fn main() {}
