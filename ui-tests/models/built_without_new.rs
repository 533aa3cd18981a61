//! The sizes of a model are checked when it is built, so only `new` can build one.
//! Mended by `Tcn::new(rng)`.

use timeseriesml::{Tcn, channels};

fn run() -> Tcn<5, channels![8, 16], 3, 6> {
    Tcn {} // <- here
}

fn main() {}
