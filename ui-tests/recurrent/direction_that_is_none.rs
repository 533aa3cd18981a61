//! An element type is given where the direction is expected.
//! Mended by `Lstm<5, 64, 1, Unidirectional, f64>`.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::Lstm;

fn run(rng: &mut Xoshiro256PlusPlus) {
    Lstm::<5, 64, 1, f64>::new(rng); // <- here
}

fn main() {}
