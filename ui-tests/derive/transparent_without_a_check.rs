//! A typed face is built from a part only after a check of its sizes.
//! Mended by `impl<const N: usize> PartOf<Face<N>> for DynLinear`.
use timeseriesml::{Module, nn::DynLinear};

#[derive(Module)]
#[module(transparent)]
struct Face<const N: usize> {
    inner: DynLinear, // <- here
}

fn main() {}
