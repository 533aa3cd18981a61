//! A residual sum follows a convolution that shortens its input.
//! Mended by `Conv1d::<8, 8, 3, 1, 1>`, with a padding of 1, or `CausalConv1d::<8, 8, 3>`.

use timeseriesml::{Batch, Conv1d, Dim, Module, Tensor};

type Signal = Tensor<(Batch, Dim<8>, Dim<96>)>;

#[derive(Module)]
struct Block {
    conv: Conv1d<8, 8, 3>,
}

impl Block {
    fn forward(&self, x: Signal) -> Signal {
        let y = self.conv.forward(x.clone()).relu();
        x + y // <- here
    }
}

fn main() {}
