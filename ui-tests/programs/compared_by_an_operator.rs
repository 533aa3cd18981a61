//! Tensors are compared by `>`, which cannot work element by element.
//! Mended by `x.gt(&y)`.

use timeseriesml::{Batch, Dim, Tensor};

type Prices = Tensor<(Batch, Dim<24>)>;

fn rises(open: &Prices, close: &Prices) -> Tensor<(Batch, Dim<24>), bool> {
    close > open // <- here
}

fn main() {}
