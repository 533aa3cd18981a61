//! A sum of dynamic tensors may fail, so its result must be a `Result`.
//! Mended by `parts.iter().sum::<Result<DynTensor, ShapeError>>()?`.
use timeseriesml::DynTensor;

fn run(parts: &[DynTensor]) -> DynTensor {
    parts.iter().sum() // <- here
}

fn main() {}
