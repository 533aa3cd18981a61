//! The last parameter of a TCN says what its head reads; a layer does not say that.
//! Mended by `LastStep` or `MeanPool`.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::{Relu, Tcn, channels};

fn run(rng: &mut Xoshiro256PlusPlus) {
    Tcn::<5, channels![64], 3, 24, Relu>::new(rng); // <- here
}

fn main() {}
