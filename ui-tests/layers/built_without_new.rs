//! A layer's parameters have the sizes of its type, so `new` is the only way to one.
//! Mended by `Linear::new(rng)`.
use timeseriesml::{DynLinear, Linear};

fn run(inner: DynLinear) -> Linear<5, 64> {
    Linear { inner } // <- here
}

fn main() {}
