//! `kind` takes the name of a method, not a text, since the text may depend on sizes.
//! Mended by `kind = describe` and `fn describe(&self) -> String`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
#[module(kind = "Net of 64")] // <- here
struct Net {
    layer: Linear<5, 64>,
}

fn main() {}
