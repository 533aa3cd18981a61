//! A layer is used as a stack of N-BEATS.
//! Mended by `GenericStack<64>`.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::{Linear, NBeats, TrendStack};

fn run(rng: &mut Xoshiro256PlusPlus) {
    NBeats::<100, 24, (TrendStack<3, 64>, Linear<5, 7>)>::new(rng); // <- here
}

fn main() {}
