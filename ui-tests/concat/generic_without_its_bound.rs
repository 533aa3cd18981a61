//! In generic code the compiler does not know whether `PAST` + 24 is in the size table.
//! Mended by `where Dim<PAST>: ConcatAxis<Dim<24>>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const PAST: usize>(past: Tensor<(Batch, Dim<PAST>)>, future: Tensor<(Batch, Dim<24>)>) {
    past.concat::<1, _>(&future); // <- here
}

fn main() {}
