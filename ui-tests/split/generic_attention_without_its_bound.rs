//! In generic code the compiler does not know that `HEADS` divides `WIDTH`.
//! Mended by `where Dim<WIDTH>: SplitInto<HEADS>`.
use timeseriesml::{Batch, Dim, Tensor};

fn heads<const WIDTH: usize, const HEADS: usize>(x: Tensor<(Batch, Dim<96>, Dim<WIDTH>)>) {
    x.unflatten::<-1, HEADS>(); // <- here
}

fn main() {}
