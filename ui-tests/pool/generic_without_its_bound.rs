//! In generic code the compiler does not know whether a window of 2 fits into `L` steps.
//! Mended by `where Dim<L>: PoolLen<2, 2, 0>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const L: usize>(x: Tensor<(Batch, Dim<L>)>) {
    x.max_pool1d::<2, 2, 0>(); // <- here
}

fn main() {}
