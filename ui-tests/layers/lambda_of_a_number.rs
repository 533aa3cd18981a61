//! `Lambda` makes a layer from a function, not from a number.
//! Mended by `Dropout::new(0.5, rng)`.
use timeseriesml::Lambda;

fn run() {
    Lambda::new(0.5); // <- here
}

fn main() {}
