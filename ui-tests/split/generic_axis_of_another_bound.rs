//! The bound is of the gates; the steps that are split need one of their own.
//! Mended by `where Dim<T>: SplitInto<4>`.
use timeseriesml::shape::SplitInto;
use timeseriesml::{Dim, Tensor};

fn run<const T: usize, const GATES: usize>(x: &Tensor<(Dim<T>, Dim<GATES>)>)
where
    Dim<GATES>: SplitInto<4>,
{
    x.split::<0, 4>(); // <- here
}

fn main() {}
