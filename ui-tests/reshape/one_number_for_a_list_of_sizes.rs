//! Sizes are given as a list, also for a single axis.
//! Mended by `x.reshape([-1])`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor) -> Result<DynTensor, ShapeError> {
    x.reshape(-1) // <- here
}

fn main() {}
