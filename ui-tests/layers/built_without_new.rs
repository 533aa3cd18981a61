//! A layer's parameters have the sizes of its type, so `new` is the only way to one.
//! Mended by `Linear::new(rng)`.

use timeseriesml::Linear;

fn run() -> Linear<5, 64> {
    Linear {} // <- here
}

fn main() {}
