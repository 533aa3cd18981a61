//! `fit` needs validation data.
//! Mended by `trainer.fit_without_validation(train, 10)`.
use timeseriesml::{MseLoss, Tcn, TrainError, Trainer, WindowPart, channels};

type Model = Tcn<5, channels![8, 8, 8, 8], 3, 6>;

fn run(trainer: &mut Trainer<Model, MseLoss>, train: &WindowPart<24, 6, 5>) -> Result<(), TrainError> {
    trainer.fit(train, None, 10)?; // <- here
    Ok(())
}

fn main() {}
