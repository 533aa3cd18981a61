//! The model forecasts 6 steps, but the windows have a horizon of 12.
//! Mended by the same horizon in both: `WindowPart<24, 6, 5>`.
use timeseriesml::{MseLoss, Tcn, TrainError, Trainer, WindowPart, channels};

type Model = Tcn<5, channels![8, 8, 8, 8], 3, 6>;

fn run(trainer: &Trainer<Model, MseLoss>, val: &WindowPart<24, 12, 5>) -> Result<f64, TrainError> {
    trainer.validate(val) // <- here
}

fn main() {}
