//! The model forecasts 12 steps, but the data has a horizon of 6.
//! Mended by the same horizon in both.
use timeseriesml::{MseLoss, Tcn, Trainer, WindowPart, channels};

fn run(mut trainer: Trainer<Tcn<5, channels![8, 16, 32], 3, 12>, MseLoss>, data: WindowPart<24, 6, 5>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
