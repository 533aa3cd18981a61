//! A module owns its parameters, but this field is a reference.
//! Mended by a field of type `Linear<5, 64>`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net<'a> { // <- here
    shared: &'a Linear<5, 64>,
}

fn main() {}
