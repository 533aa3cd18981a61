//! A variant cannot have attributes: they belong to a struct or its fields.
//! Mended by a struct with the attribute that derives `Module`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
enum Head {
    Last(Linear<64, 24>),
    Constant(#[module(skip)] f32), // <- here
}

fn main() {}
