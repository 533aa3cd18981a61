//! A layer is not a stack of N-BEATS.
//! Mended by `GenericStack`.
#[path = "../signatures/nbeats.rs"]
mod nbeats;

use nbeats::{NBeats, Trend};
use rand::rngs::Xoshiro256PlusPlus;
use timeseriesml::Linear;

fn run(rng: &mut Xoshiro256PlusPlus) {
    NBeats::<100, 24, (Trend<3>, Linear<5, 7>)>::new(rng); // <- here
}

fn main() {}
