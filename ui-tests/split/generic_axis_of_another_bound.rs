//! The bound is on the gates, but the split is along the steps.
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
