//! A user's own model takes windows of 100 steps, but the data has windows of 24.
//! Mended by the same lookback in both.
use timeseriesml::{Batch, Dim, Forward, Module, MseLoss, Tensor, Trainer, WindowPart};

#[derive(Module)]
struct Naive<const LOOKBACK: usize>;
impl<const LOOKBACK: usize> Forward<Tensor<(Batch, Dim<LOOKBACK>, Dim<5>)>> for Naive<LOOKBACK> {
    type Output = Tensor<(Batch, Dim<5>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<LOOKBACK>, Dim<5>)>) -> Self::Output { x.mean::<1>() }
}
fn run(mut trainer: Trainer<Naive<100>, MseLoss>, data: WindowPart<24, 5, 5>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
