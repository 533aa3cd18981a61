//! A typed face needs an impl of `PartOf` for its part, which checks the sizes.
//! Mended by `impl<const N: usize> PartOf<Face<N>> for DynLinear`.
use timeseriesml::{Module, nn::DynLinear};

#[derive(Module)]
#[module(transparent)]
struct Face<const N: usize> {
    inner: DynLinear, // <- here
}

fn main() {}
