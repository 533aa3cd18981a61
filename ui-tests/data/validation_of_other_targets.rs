//! The validation windows have the last step as their target, but the training windows have the whole horizon.
//! Mended by parts of one split.
use timeseriesml::{MseLoss, Tcn, Trainer, WindowPart, channels, forecaster::FinalStep};

type Model = Tcn<5, channels![8, 16, 32], 3, 6>;

fn run(mut trainer: Trainer<Model, MseLoss>, train: WindowPart<24, 6, 5>, val: WindowPart<24, 6, 5, FinalStep>) {
    let _ = trainer.fit(&train, &val, 10); // <- here
}

fn main() {}
