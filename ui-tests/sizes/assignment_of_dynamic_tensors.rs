//! The sizes of dynamic tensors may not fit, but `+=` cannot return an error.
//! Mended by `x = x.add(&y)?`.
use timeseriesml::DynTensor;

fn run(mut x: DynTensor, y: DynTensor) {
    x += &y; // <- here
}

fn main() {}
