//! The types of a `DynTensor` do not know its axes.
//! Mended by the function `einsum("ij->ji", &[&x])?`.
use timeseriesml::{DynTensor, einsum};

fn run(x: DynTensor) {
    einsum!("ij->ji", x); // <- here
}

fn main() {}
