//! The channels of a TCN are given as an array instead of by `channels!`.
//! Mended by `channels![64, 128]`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Module, Tcn};

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let model = Tcn::<5, [64, 128], 3, 24>::new(&mut rng); // <- here
    println!("{}", model.parameter_count());
}
