//! The parameters of a layer must have the sizes of its type, so only `new` can build one.
//! Mended by `Linear::new(rng)`.

use timeseriesml::Linear;

fn run() -> Linear<5, 64> {
    Linear {} // <- here
}

fn main() {}
