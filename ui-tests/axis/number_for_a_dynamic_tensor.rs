//! A `DynTensor` takes the axis as an argument.
//! Mended by `x.mean(0)?`.
use timeseriesml::DynTensor;

fn run(x: DynTensor) {
    let _ = x.mean::<0>(); // <- here
}

fn main() {}
