//! Saved weights need a name, but this one is empty.
//! Mended by `rename = "head"`, or no attribute.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(rename = "")] // <- here
    head: Linear<64, 24>,
}

fn main() {}
