//! Only a struct is a typed face.
//! Mended by leaving `transparent` out.
use timeseriesml::{Linear, Module};

#[derive(Module)]
#[module(transparent)] // <- here
enum Head {
    Last(Linear<64, 24>),
}

fn main() {}
