//! The macro needs typed tensors, but this is a `DynTensor`.
//! Mended by the function `einsum("ij->ji", &[&x])?`.
use timeseriesml::{DynTensor, einsum};

fn run(x: DynTensor) {
    einsum!("ij->ji", x); // <- here
}

fn main() {}
