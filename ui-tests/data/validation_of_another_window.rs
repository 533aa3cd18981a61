//! The validation windows have 25 steps, but the training windows have 24.
//! Mended by parts of one split.
use timeseriesml::{MseLoss, Tcn, Trainer, WindowPart, channels};

type Model = Tcn<5, channels![8, 16, 32], 3, 6>;

fn run(mut trainer: Trainer<Model, MseLoss>, train: WindowPart<24, 6, 5>, val: WindowPart<25, 6, 5>) {
    let _ = trainer.fit(&train, &val, 10); // <- here
}

fn main() {}
