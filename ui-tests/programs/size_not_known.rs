//! A layer gets a tensor whose last axis has a size known only at run time.
//! Mended by `x.try_into_shape::<(Batch, Dim<5>)>()?`.

use timeseriesml::{Batch, Dim, Dyn, Linear, Tensor};

fn embedded(layer: &Linear<5, 64>, rows: Vec<f32>) -> Result<Tensor<(Batch, Dim<64>)>, timeseriesml::ShapeError> {
    let x: Tensor<(Batch, Dyn)> = Tensor::from_slice_sized([rows.len() / 5, 5], &rows)?;
    Ok(layer.forward(x)) // <- here
}

fn main() {}
