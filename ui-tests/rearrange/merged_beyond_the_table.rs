//! 365 steps of 321 features are 117 165 numbers, which is no size of the table.
//! Mended by `x.try_into_shape::<(Batch, Dyn, Dim<321>)>()?` first.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<365>, Dim<321>)>) {
    rearrange!(x, "b t c -> b (t c)"); // <- here
}

fn main() {}
