//! Whether pairs fit into `L` steps is not known in generic code.
//! Mended by `where Dim<L>: PoolLen<2, 2, 0>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const L: usize>(x: Tensor<(Batch, Dim<L>)>) {
    x.max_pool1d::<2, 2, 0>(); // <- here
}

fn main() {}
