//! Saved weights tell two fields apart by their names.
//! Mended by another name.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(rename = "head")]
    first: Linear<5, 64>,
    head: Linear<64, 24>, // <- here
}

fn main() {}
