//! An axis must exist for every size, so it cannot have a bound.
//! Mended by leaving the bound out.
use timeseriesml::{Axis, Dim, shape::SplitInto};

#[derive(Axis)]
struct Time<const N: usize> where Dim<N>: SplitInto<24>; // <- here

fn main() {}
