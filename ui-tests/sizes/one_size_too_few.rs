//! A shape of three axes takes three sizes, including the static ones, but two are given.
//! Mended by `[32, 96, 7]`.
use timeseriesml::{Batch, Dim, Tensor};

fn run() {
    let _ = Tensor::<(Batch, Dim<96>, Dim<7>)>::zeros_sized([32, 96]); // <- here
}

fn main() {}
