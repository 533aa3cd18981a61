//! The last of six axes have different sizes, 7 and 8.
//! Mended by two operands with the same last axis.
use timeseriesml::{Dim, Tensor};

type Six<const LAST: usize> = (Dim<2>, Dim<3>, Dim<4>, Dim<5>, Dim<6>, Dim<LAST>);

fn run(x: Tensor<Six<7>>, y: Tensor<Six<8>>) {
    let _ = x / y; // <- here
}

fn main() {}
