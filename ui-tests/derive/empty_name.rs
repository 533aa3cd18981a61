//! Saved weights need a name.
//! Mended by `name = "head"`, or no attribute at all.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(name = "")] // <- here
    head: Linear<64, 24>,
}

fn main() {}
