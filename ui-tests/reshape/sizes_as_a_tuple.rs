//! Sizes of a dynamic tensor are a list, not a tuple.
//! Mended by `x.reshape([6, -1])`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor) -> Result<DynTensor, ShapeError> {
    x.reshape((6, -1)) // <- here
}

fn main() {}
