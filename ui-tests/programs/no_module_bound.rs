//! A generic function trains a model without any bound.
//! Mended by `M: Forecaster<24, 6, 5>` and `Loss<M::Prediction, WindowTarget<6>>`.

use timeseriesml::{Adam, MseLoss, TrainError, Trainer, WindowPart};

type Part = WindowPart<24, 6, 5>;

fn run<M>(model: M, train: &Part, val: &Part) -> Result<M, TrainError> {
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss); // <- here
    trainer.fit(train, val, 10)?;
    Ok(trainer.into_model())
}

fn main() {}
