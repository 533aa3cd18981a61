//! A layer is used as a loss, but it does not compare a prediction with a target.
//! Mended by `MseLoss`.
use timeseriesml::{Relu, Tcn, Trainer, WindowPart, channels};

fn run(mut trainer: Trainer<Tcn<5, channels![8, 16, 32], 3, 6>, Relu>, data: WindowPart<24, 6, 5>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
