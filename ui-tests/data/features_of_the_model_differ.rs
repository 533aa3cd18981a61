//! The model takes 4 columns, but the data has 5.
//! Mended by the same number of features in both.
use timeseriesml::{MseLoss, Tcn, Trainer, WindowPart, channels};

fn run(mut trainer: Trainer<Tcn<4, channels![8, 16, 32], 3, 6>, MseLoss>, data: WindowPart<24, 6, 5>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
