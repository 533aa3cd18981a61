//! 100 steps of 64 features are 6400 numbers, which is no size of the table.
//! Mended by `x.try_into_shape::<(Batch, Dyn, Dim<64>)>()?` first.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<100>, Dim<64>)>) {
    rearrange!(x, "b t c -> b (t c)"); // <- here
}

fn main() {}
