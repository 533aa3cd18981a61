//! An `f64` variable is added to a tensor of `f32`.
//! Mended by `x + 1.0`, or `x.cast::<f64>() + 1.0_f64`.

use timeseriesml::{Batch, Dim, Tensor};

fn shifted(x: &Tensor<(Batch, Dim<24>)>, by: f64) -> Tensor<(Batch, Dim<24>)> {
    x + by // <- here
}

fn main() {}
