//! A name is a text.
//! Mended by `name = "head"`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(name = 1)] // <- here
    head: Linear<64, 24>,
}

fn main() {}
