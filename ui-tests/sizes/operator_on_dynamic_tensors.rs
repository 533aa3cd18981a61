//! Sizes of dynamic tensors may not fit, so they are added by a method that says so.
//! Mended by `x.add(&y)?`.
use timeseriesml::DynTensor;

fn run(x: DynTensor, y: DynTensor) {
    let _ = x + y; // <- here
}

fn main() {}
