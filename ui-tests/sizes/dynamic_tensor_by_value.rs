//! A function of two dynamic tensors takes the second by reference.
//! Mended by `x.maximum(&y)`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor, y: DynTensor) -> Result<DynTensor, ShapeError> {
    x.maximum(y) // <- here
}

fn main() {}
