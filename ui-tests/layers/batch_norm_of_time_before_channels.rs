//! The window has time before its columns, but the norm takes channels before time.
//! Mended by `transpose::<-1, -2>()`.
use timeseriesml::{Batch, BatchNorm1d, Dim, Forward, Module, Tensor};

#[derive(Module)]
struct Net(BatchNorm1d<5>);
impl Forward<Tensor<(Batch, Dim<96>, Dim<5>)>> for Net {
    type Output = Tensor<(Batch, Dim<96>, Dim<5>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<96>, Dim<5>)>) -> Self::Output {
        self.0.forward(x) // <- here
    }
}

fn main() {}
