//! The attribute `ignore` does not exist; the one that leaves out a field is `skip`.
//! Mended by `#[module(skip)]`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    layer: Linear<5, 64>,
    #[module(ignore)] // <- here
    rate: f32,
}

fn main() {}
