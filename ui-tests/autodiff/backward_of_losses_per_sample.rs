//! One loss per sample is not yet a scalar, so `backward` cannot start from it.
//! Mended by `.mean_all()` in place of `.mean::<-1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<24>)>, truth: Tensor<(Batch, Dim<24>)>) {
    let difference = forecast - truth;
    (&difference * &difference).mean::<-1>().backward(); // <- here
}

fn main() {}
