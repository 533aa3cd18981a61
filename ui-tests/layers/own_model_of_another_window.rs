//! The model takes windows of 100 steps, but this one has 96.
//! Mended by `MyModel<96>`, or a window of 100.
use timeseriesml::{Batch, Dim, Forward, Tensor};

struct MyModel<const LOOKBACK: usize>;
impl<const LOOKBACK: usize> Forward<Tensor<(Batch, Dim<LOOKBACK>)>> for MyModel<LOOKBACK> {
    type Output = ();
    fn forward(&self, _: Tensor<(Batch, Dim<LOOKBACK>)>) {}
}

fn run(model: MyModel<100>, x: Tensor<(Batch, Dim<96>)>) {
    model.forward(x); // <- here
}

fn main() {}
