//! Three rows of two values are annotated as two rows of three.
//! Mended by `[[f32; 2]; 3]`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<3>, Dim<2>)>) -> [[f32; 3]; 2] {
    x.to_array() // <- here
}

fn main() {}
