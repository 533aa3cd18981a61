//! A width of 64 cannot be divided among 5 heads.
//! Mended by 4 or 8 heads.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::MultiHeadAttention;

fn run(rng: &mut Xoshiro256PlusPlus) {
    MultiHeadAttention::<64, 5>::new(rng); // <- here
}

fn main() {}
