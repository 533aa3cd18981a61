//! A skipped field is not saved, so it cannot be renamed.
//! Mended by `#[module(skip)]`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    layer: Linear<5, 64>,
    #[module(skip, rename = "rate")] // <- here
    rate: f32,
}

fn main() {}
