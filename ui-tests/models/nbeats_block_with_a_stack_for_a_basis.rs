//! A block takes a basis, but this is a stack.
//! Mended by `NBeatsBlock<96, 24, 64, TrendBasis<3>>`.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::{TrendStack, models::NBeatsBlock};

fn run(rng: &mut Xoshiro256PlusPlus) {
    NBeatsBlock::<96, 24, 64, TrendStack<3, 64>>::new(rng); // <- here
}

fn main() {}
