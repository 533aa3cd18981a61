//! A TCN needs at least one block.
//! Mended by `channels![64]`.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::{Tcn, channels};

fn run(rng: &mut Xoshiro256PlusPlus) {
    Tcn::<5, channels![], 3, 24>::new(rng); // <- here
}

fn main() {}
