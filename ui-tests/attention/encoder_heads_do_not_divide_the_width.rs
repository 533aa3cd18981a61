//! A width of 64 cannot be divided among 5 heads.
//! Mended by 4 or 8 heads.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::nn::TransformerEncoderLayer;

fn run(rng: &mut Xoshiro256PlusPlus) {
    TransformerEncoderLayer::<64, 5, 256>::new(rng); // <- here
}

fn main() {}
