//! The macro needs a typed tensor, but this is a `DynTensor`.
//! Mended by the method `x.rearrange("a b -> b a", &[])?`.
use timeseriesml::{DynTensor, rearrange};

fn run(x: DynTensor) {
    rearrange!(x, "a b -> b a"); // <- here
}

fn main() {}
