//! Sizes are a list, also of one axis.
//! Mended by `x.reshape([-1])`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor) -> Result<DynTensor, ShapeError> {
    x.reshape(-1) // <- here
}

fn main() {}
