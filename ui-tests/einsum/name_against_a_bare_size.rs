//! `Time<24>` and `Dim<24>` have the same size, but only one has a name, so they do not fit.
//! Mended by `y.rename::<0, Time<24>>()`.
use timeseriesml::{Axis, Batch, Dim, Tensor, einsum};

#[derive(Axis)]
struct Time<const N: usize>;

fn run(x: Tensor<(Batch, Time<24>)>, y: Tensor<(Dim<24>, Dim<6>)>) {
    einsum!("bt,tk->bk", x, y); // <- here
}

fn main() {}
