//! The attribute `skip` is given twice.
//! Mended by `#[module(skip)]`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    layer: Linear<5, 64>,
    #[module(skip, skip)] // <- here
    rate: f32,
}

fn main() {}
