//! A generic function trains a model whose only bound is `Module`.
//! Mended by `M: Forecaster<24, 6, 5, Prediction = WindowTarget<6>>`.

use timeseriesml::prelude::*;
use timeseriesml::{Adam, MseLoss, TrainError, Trainer, WindowPart};

type Part = WindowPart<24, 6, 5>;

fn run<M: Module>(model: M, train: &Part, val: &Part) -> Result<M, TrainError> {
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
    trainer.fit(train, val, 10)?; // <- here
    Ok(trainer.into_model())
}

fn main() {}
