//! A sum of dynamic tensors may fail.
//! Mended by `parts.iter().sum::<Result<DynTensor, ShapeError>>()?`.
use timeseriesml::DynTensor;

fn run(parts: &[DynTensor]) -> DynTensor {
    parts.iter().sum() // <- here
}

fn main() {}
