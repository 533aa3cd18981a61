//! The model takes windows of 5 columns, but these have 4.
//! Mended by windows of 5 columns: `WindowPart<24, 6, 5>`.
use timeseriesml::{MseLoss, Tcn, TrainError, Trainer, WindowPart, channels};

type Model = Tcn<5, channels![8, 8, 8, 8], 3, 6>;

fn run(trainer: &mut Trainer<Model, MseLoss>, train: &WindowPart<24, 6, 4>) -> Result<f64, TrainError> {
    trainer.train_epoch(train) // <- here
}

fn main() {}
