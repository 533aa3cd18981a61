//! The rows of a tensor have different lengths.
//! Mended by a third number in the second row.
use timeseriesml::Tensor;

fn run() {
    let _ = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0]]); // <- here
}

fn main() {}
