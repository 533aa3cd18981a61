//! `max` returns only the values, not a pair of values and indices.
//! Mended by `(x.max::<1>(), x.argmax::<1>())`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    let (_values, _places) = x.max::<1>(); // <- here
}

fn main() {}
