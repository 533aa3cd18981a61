//! The element type in the place of the direction.
//! Mended by `Lstm<5, 64, 1, Unidirectional, f64>`.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::Lstm;

fn run(rng: &mut Xoshiro256PlusPlus) {
    Lstm::<5, 64, 1, f64>::new(rng); // <- here
}

fn main() {}
