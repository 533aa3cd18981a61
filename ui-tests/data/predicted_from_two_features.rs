//! The model takes 5 columns, but the window has 2.
//! Mended by a window of 5 columns.
use timeseriesml::{Batch, Dim, MseLoss, Tcn, Tensor, Trainer, channels};

fn run(trainer: Trainer<Tcn<5, channels![8, 16, 32], 3, 6>, MseLoss>, x: Tensor<(Batch, Dim<24>, Dim<2>)>) {
    let _ = trainer.predict(x); // <- here
}

fn main() {}
