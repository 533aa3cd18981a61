//! Saved weights need a name.
//! Mended by `rename = "head"`, or no attribute at all.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(rename = "")] // <- here
    head: Linear<64, 24>,
}

fn main() {}
