//! A name cannot contain a dot, which separates the names of a path.
//! Mended by `rename = "decoder_head"`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(rename = "decoder.head")] // <- here
    head: Linear<64, 24>,
}

fn main() {}
