//! The normal distribution does not give integers.
//! Mended by a tensor of `f32`, then `.round().cast::<i64>()`.
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Dim, Tensor};

fn run() -> Tensor<(Dim<5>,), i64> {
    Tensor::randn(&mut Xoshiro256PlusPlus::seed_from_u64(0)) // <- here
}

fn main() {}
