//! The padding of a dynamic convolution is a number or a pair of numbers, not a name.
//! Mended by `(2, 0)`.
use timeseriesml::{DynTensor, ShapeError};

fn run(x: DynTensor, weight: DynTensor) -> Result<DynTensor, ShapeError> {
    x.conv1d(&weight, None, 1, "causal", 1) // <- here
}

fn main() {}
