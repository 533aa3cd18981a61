//! A head over all steps and features gets a window whose time and feature axes are not merged.
//! Mended by `x.merge::<1>()`.

use timeseriesml::{Batch, Dim, Linear, Tensor};

struct Net {
    head: Linear<120, 6>,
}

impl Net {
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Tensor<(Batch, Dim<6>)> {
        self.head.forward(x) // <- here
    }
}

fn main() {}
