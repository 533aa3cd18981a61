//! The channels of a TCN are a list, also for a single block.
//! Mended by `channels![64]`.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::{Dim, Tcn};

fn run(rng: &mut Xoshiro256PlusPlus) {
    Tcn::<5, Dim<64>, 3, 24>::new(rng); // <- here
}

fn main() {}
