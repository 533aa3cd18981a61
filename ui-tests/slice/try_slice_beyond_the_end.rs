//! `try_slice` also refuses at compile time a range that is wrong for a static axis.
//! Mended by a range that ends at 24 or before.

use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    let _ = x.try_slice::<-1, 20, 30>(); // <- here
}

fn main() {}
