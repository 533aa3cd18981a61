//! `|=` cannot add an axis to its left side.
//! Mended by `missing |= gaps.any::<0>();`.
use timeseriesml::{Dim, Tensor};

fn run(mut missing: Tensor<(Dim<5>,), bool>, gaps: Tensor<(Dim<96>, Dim<5>), bool>) {
    missing |= &gaps; // <- here
}

fn main() {}
