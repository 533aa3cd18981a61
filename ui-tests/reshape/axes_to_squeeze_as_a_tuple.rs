//! Several axes are given as an array, not as a tuple.
//! Mended by `x.squeeze([0, 2])`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor) -> Result<DynTensor, ShapeError> {
    x.squeeze((0, 2)) // <- here
}

fn main() {}
