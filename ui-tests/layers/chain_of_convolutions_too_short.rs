//! The first kernel of 7 shortens 12 steps to 6, which the second kernel of 7 does not fit.
//! Mended by a padding of 3 in each layer.
use timeseriesml::{Batch, Conv1d, Dim, Forward, Tensor};

fn run(chain: (Conv1d<5, 16, 7>, Conv1d<16, 32, 7>), x: Tensor<(Batch, Dim<5>, Dim<12>)>) {
    chain.forward(x); // <- here
}

fn main() {}
