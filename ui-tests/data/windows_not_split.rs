//! Windows must be split before training, since the split fits the scaler on the training part.
//! Mended by `let (train, val, test) = windows.split([0.6, 0.2, 0.2])?`.
use timeseriesml::{MseLoss, Tcn, Trainer, WindowDataset, channels};

fn run(mut trainer: Trainer<Tcn<5, channels![8, 16, 32], 3, 6>, MseLoss>, windows: WindowDataset<24, 6, 5>) {
    let _ = trainer.fit(&windows, &windows, 10); // <- here
}

fn main() {}
