//! Not even the rank of a `DynTensor` is known when compiling.
//! Mended by `x.try_into_shape::<(Dim<2>, Dim<3>)>()?`.
use timeseriesml::DynTensor;

fn run(x: DynTensor) {
    let _ = x.to_array(); // <- here
}

fn main() {}
