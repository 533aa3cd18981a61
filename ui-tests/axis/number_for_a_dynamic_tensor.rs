//! The axis of a `DynTensor` is a function argument, not a type parameter.
//! Mended by `x.mean(0)?`.
use timeseriesml::DynTensor;

fn run(x: DynTensor) {
    let _ = x.mean::<0>(); // <- here
}

fn main() {}
