//! A model holds a layer as `Box<dyn Forward<..>>`, which hides the parameters of the layer.
//! Mended by your own trait, `trait Layer: Module + Forward<.., Output = ..>`, or a type parameter.

use timeseriesml::prelude::*;
use timeseriesml::{Batch, Dim, Linear, Tensor};

type Hidden = Tensor<(Batch, Dim<16>)>;

#[derive(Module)]
struct Net {
    body: Box<dyn Forward<Hidden, Output = Hidden>>, // <- here
    head: Linear<16, 6>,
}

impl Forward<Hidden> for Net {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Hidden) -> Self::Output {
        self.head.forward(self.body.forward(x))
    }
}

fn main() {}
