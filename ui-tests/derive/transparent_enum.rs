//! Only a struct can be a typed face, not an enum.
//! Mended by leaving `transparent` out.
use timeseriesml::{Linear, Module};

#[derive(Module)]
#[module(transparent)] // <- here
enum Head {
    Last(Linear<64, 24>),
}

fn main() {}
