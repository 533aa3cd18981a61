//! `kind` describes the whole module, so it cannot be on a field.
//! Mended by the attribute on the struct.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(kind = describe)] // <- here
    layer: Linear<5, 64>,
}

fn main() {}
