//! Two tensors are added whose axes differ only in their names.
//! Mended by `hours.rename::<1, Dim<24>>()`.

use timeseriesml::{Axis, Batch, Dim, Linear, Tensor};

#[derive(Axis)]
struct Hour<const N: usize>;

fn residual(layer: &Linear<24, 24>, hours: Tensor<(Batch, Hour<24>)>) -> Tensor<(Batch, Dim<24>)> {
    let change = layer.forward(hours.clone());
    change + hours // <- here
}

fn main() {}
