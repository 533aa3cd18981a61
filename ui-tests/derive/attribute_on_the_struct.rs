//! `skip` is for a field, not for a struct.
//! Mended by the attribute on the field.
use timeseriesml::{Linear, Module};

#[derive(Module)]
#[module(skip)] // <- here
struct Net {
    layer: Linear<5, 64>,
}

fn main() {}
