//! Two fields have the same name in saved weights.
//! Mended by another name.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(rename = "head")]
    first: Linear<5, 64>,
    head: Linear<64, 24>, // <- here
}

fn main() {}
