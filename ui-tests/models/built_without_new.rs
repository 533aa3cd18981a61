//! Attention heads, channels and sizes are checked where a model is built, so `new` is the only way to one.
//! Mended by `Tcn::new(rng)`.

use timeseriesml::{Tcn, channels};

fn run() -> Tcn<5, channels![8, 16], 3, 6> {
    Tcn {} // <- here
}

fn main() {}
