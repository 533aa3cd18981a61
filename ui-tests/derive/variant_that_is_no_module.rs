//! A number in a variant has no parameters, so it is not a module.
//! Mended by a struct whose field takes `#[module(skip)]`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
enum Head {
    Last(Linear<64, 24>),
    Constant(f32), // <- here
}

fn main() {}
