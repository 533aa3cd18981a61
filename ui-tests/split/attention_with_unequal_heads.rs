//! The model's own bound requires that the heads divide the width, but 6 heads do not divide 64.
//! Mended by `Attention::<64, 4>` or `Attention::<64, 8>`.
use timeseriesml::{Dim, shape::SplitInto};

struct Attention<const WIDTH: usize, const HEADS: usize>;

impl<const WIDTH: usize, const HEADS: usize> Attention<WIDTH, HEADS> {
    fn new() where Dim<WIDTH>: SplitInto<HEADS> {}
}

fn run() {
    Attention::<64, 6>::new(); // <- here
}

fn main() {}
