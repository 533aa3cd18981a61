//! An integer is used with a dynamic tensor of floats.
//! Mended by `x.gt(0.0)`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor) -> Result<DynTensor<bool>, ShapeError> {
    x.gt(0) // <- here
}

fn main() {}
