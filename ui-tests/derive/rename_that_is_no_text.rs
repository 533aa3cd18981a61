//! `rename` needs a string literal.
//! Mended by `rename = "head"`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(rename = 1)] // <- here
    head: Linear<64, 24>,
}

fn main() {}
