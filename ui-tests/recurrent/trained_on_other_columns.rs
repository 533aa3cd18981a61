//! A model of 5 columns, trained on windows of 2.
//! Mended by windows of 5 columns, or `Lstm<2, 64>`.
use timeseriesml::{Adam, Batch, Dim, Forward, Linear, Lstm, Module, MseLoss, Tensor, TrainError, Trainer, WindowPart};

#[derive(Module)]
struct Net {
    lstm: Lstm<5, 64>,
    head: Linear<64, 6>,
}
impl Forward<Tensor<(Batch, Dim<24>, Dim<5>)>> for Net {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Self::Output {
        self.head.forward(self.lstm.forward(x).select::<1>(23))
    }
}
fn train(net: Net, windows: [WindowPart<24, 6, 2>; 2]) -> Result<(), TrainError> {
    let mut trainer = Trainer::new(net, Adam::new(1e-3), MseLoss);
    trainer.fit(&windows[0], &windows[1], 10)?; // <- here
    Ok(())
}

fn main() {}
