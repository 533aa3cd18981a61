//! `rename` lacks the new name.
//! Mended by `rename = "head"`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(rename)] // <- here
    output: Linear<64, 24>,
}

fn main() {}
