//! The letter `b` is an axis `Batch` in one operand and an axis of assets in the other.
//! Mended by `y.rename::<0, Batch>()` if both are the same axis, or by another letter.
use timeseriesml::{Axis, Batch, Dim, Tensor, einsum};

#[derive(Axis)]
struct Asset;

fn run(x: Tensor<(Batch, Dim<3>)>, y: Tensor<(Asset, Dim<3>)>) {
    einsum!("bi,bi->b", x, y); // <- here
}

fn main() {}
