//! The number of sizes must be known at compile time: an array has it, a `Vec` does not.
//! Mended by `[32, 96]`.
use timeseriesml::{Batch, Dim, Tensor};

fn run() {
    let _ = Tensor::<(Batch, Dim<96>)>::zeros_sized(vec![32, 96]); // <- here
}

fn main() {}
