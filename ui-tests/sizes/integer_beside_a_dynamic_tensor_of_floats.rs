//! A number beside a dynamic tensor is of its element type.
//! Mended by `x.gt(0.0)`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor) -> Result<DynTensor<bool>, ShapeError> {
    x.gt(0) // <- here
}

fn main() {}
