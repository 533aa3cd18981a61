//! A unidirectional layer is used where a bidirectional one is expected.
//! Mended by `Lstm<5, 64, 1, Bidirectional>`.
use timeseriesml::{Bidirectional, Lstm};

fn run(lstm: Lstm<5, 64>) {
    let other: Lstm<5, 64, 1, Bidirectional> = lstm; // <- here
}

fn main() {}
