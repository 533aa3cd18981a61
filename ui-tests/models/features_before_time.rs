//! Features are where the model expects its time axis.
//! Mended by `x.transpose::<1, 2>()`.
use timeseriesml::{Axis, Batch, Tcn, Tensor, channels};

#[derive(Axis)]
struct Time<const N: usize>;
#[derive(Axis)]
struct Feature<const N: usize>;

fn run(model: Tcn<5, channels![8, 16], 3, 6>, x: Tensor<(Batch, Feature<5>, Time<12>)>) {
    model.forward(x); // <- here
}

fn main() {}
