//! The sizes of dynamic tensors may not fit, but `+` cannot return an error.
//! Mended by `x.add(&y)?`.
use timeseriesml::DynTensor;

fn run(x: DynTensor, y: DynTensor) {
    let _ = x + y; // <- here
}

fn main() {}
