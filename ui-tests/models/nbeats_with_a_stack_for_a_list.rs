//! One stack is a list of one.
//! Mended by `(Trend<3>,)`.
#[path = "../signatures/nbeats.rs"]
mod nbeats;

use nbeats::{NBeats, Trend};
use rand::rngs::Xoshiro256PlusPlus;

fn run(rng: &mut Xoshiro256PlusPlus) {
    NBeats::<100, 24, Trend<3>>::new(rng); // <- here
}

fn main() {}
