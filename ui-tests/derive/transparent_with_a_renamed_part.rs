//! The part of a typed face has the same path as the face, so it cannot be renamed.
//! Mended by leaving `rename` out.
use timeseriesml::{Module, nn::DynLinear};

#[derive(Module)]
#[module(transparent)]
struct Face<const N: usize> {
    #[module(rename = "linear")] // <- here
    inner: DynLinear,
}

fn main() {}
