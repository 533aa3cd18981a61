//! An enum cannot set its `kind`: it has that of its variant's module.
//! Mended by leaving `kind` out.
use timeseriesml::{Linear, Module};

#[derive(Module)]
#[module(kind = describe)] // <- here
enum Head {
    Last(Linear<64, 24>),
}

fn main() {}
