//! A chain that takes 5 columns is trained on windows of 2.
//! Mended by windows of 5 columns, or `Lstm<2, 64>`.
use timeseriesml::{Adam, Batch, Dim, Lambda, Linear, Lstm, MseLoss, Tensor, TrainError, Trainer, WindowPart};

fn train(lstm: Lstm<5, 64>, head: Linear<64, 6>, windows: WindowPart<24, 6, 2>) -> Result<(), TrainError> {
    let last = Lambda::new(|x: Tensor<(Batch, Dim<24>, Dim<64>)>| x.select::<1>(23));
    Trainer::new((lstm, last, head), Adam::new(1e-3), MseLoss).fit_without_validation(&windows, 10)?; // <- here
    Ok(())
}

fn main() {}
