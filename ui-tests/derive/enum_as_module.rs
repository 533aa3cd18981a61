//! A module is a struct: an enum has no fixed list of parameters.
//! Mended by a struct with the choice inside, or by implementing `Module` by hand.
use timeseriesml::{Linear, Module};

#[derive(Module)]
enum Net { // <- here
    Small(Linear<5, 8>),
    Large(Linear<5, 64>),
}

fn main() {}
