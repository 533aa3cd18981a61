//! Two directions of width 3777 make 7554, a size that is not in the table.
//! Mended by a width of 512.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::{Bidirectional, Lstm};

fn run(rng: &mut Xoshiro256PlusPlus) {
    Lstm::<5, 3777, 1, Bidirectional>::new(rng); // <- here
}

fn main() {}
