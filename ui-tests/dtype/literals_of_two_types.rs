//! An array mixes integers and floats.
//! Mended by `[1.0, 2.0, 3.0]`.
use timeseriesml::{Tensor};

fn run() {
    let _ = Tensor::from([1.0, 2, 3.0]); // <- here
}

fn main() {}
