//! `bernoulli` draws `true` or `false`, not floats.
//! Mended by `Tensor<(Dim<5>,), bool>`, or by `.cast::<f32>()`.
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Dim, Tensor};

fn run() -> Tensor<(Dim<5>,)> {
    Tensor::bernoulli(0.5, &mut Xoshiro256PlusPlus::seed_from_u64(0)) // <- here
}

fn main() {}
