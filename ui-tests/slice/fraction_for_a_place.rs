//! A position on an axis must be an integer.
//! Mended by `x.slice(0, 0, x.sizes()[0] / 2)`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor) -> Result<DynTensor, ShapeError> {
    x.slice(0, 0, 0.5) // <- here
}

fn main() {}
