//! Whether `PAST` and 24 are in the table of sizes is not known in generic code.
//! Mended by `where Dim<PAST>: ConcatAxis<Dim<24>>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const PAST: usize>(past: Tensor<(Batch, Dim<PAST>)>, future: Tensor<(Batch, Dim<24>)>) {
    past.concat::<1, _>(&future); // <- here
}

fn main() {}
