//! The stacks are a list, also if there is only one.
//! Mended by `(TrendStack<3, 64>,)`.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::{NBeats, TrendStack};

fn run(rng: &mut Xoshiro256PlusPlus) {
    NBeats::<100, 24, TrendStack<3, 64>>::new(rng); // <- here
}

fn main() {}
