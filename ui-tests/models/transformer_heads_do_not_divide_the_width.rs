//! A width of 64 cannot be divided among 6 heads.
//! Mended by 4 or 8 heads.
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::Transformer;

fn run(rng: &mut Xoshiro256PlusPlus) {
    Transformer::<5, 64, 6, 2, 24>::new(rng); // <- here
}

fn main() {}
