//! 365 steps of 321 features merge into 117165 numbers, a size that is not in the table.
//! Mended by `x.try_into_shape::<(Batch, Dyn, Dim<321>)>()?` first.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<365>, Dim<321>)>) {
    rearrange!(x, "b t c -> b (t c)"); // <- here
}

fn main() {}
