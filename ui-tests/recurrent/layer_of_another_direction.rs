//! A function that takes a layer of both directions gets one of one.
//! Mended by `Lstm<5, 64, 1, Bidirectional>`.
use timeseriesml::{Bidirectional, Lstm};

fn run(lstm: Lstm<5, 64>) {
    let other: Lstm<5, 64, 1, Bidirectional> = lstm; // <- here
}

fn main() {}
