//! `kind` names a method that does not exist.
//! Mended by `fn describe(&self) -> String` of `Net`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
#[module(kind = describe)] // <- here
struct Net {
    layer: Linear<5, 64>,
}

fn main() {}
