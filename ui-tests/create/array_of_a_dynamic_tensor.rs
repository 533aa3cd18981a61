//! `to_array` needs a shape known at compile time, but a `DynTensor` does not even have a known rank.
//! Mended by `x.try_into_shape::<(Dim<2>, Dim<3>)>()?`.
use timeseriesml::DynTensor;

fn run(x: DynTensor) {
    let _ = x.to_array(); // <- here
}

fn main() {}
