//! The letter `b` stands for a batch and for assets.
//! Mended by `y.rename::<0, Batch>()`, if they are the same, or by a letter of its own.
use timeseriesml::{Axis, Batch, Dim, Tensor, einsum};

#[derive(Axis)]
struct Asset;

fn run(x: Tensor<(Batch, Dim<3>)>, y: Tensor<(Asset, Dim<3>)>) {
    einsum!("bi,bi->b", x, y); // <- here
}

fn main() {}
