//! `rename` cannot give `Batch` a static size, since its size is known only at run time.
//! Mended by `x.try_into_shape::<(Dim<32>, Dim<7>)>()?`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7>)>) {
    x.rename::<0, Dim<32>>(); // <- here
}

fn main() {}
