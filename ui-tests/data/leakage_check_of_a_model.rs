//! A leakage check compares numbers, but the function returns a model.
//! Mended by `Ok(trainer.predict(fixed_input)?)`.
use timeseriesml::data::{Series, leakage_check};
use timeseriesml::{Linear, TrainError};

fn train(_: &Series) -> Result<Linear<3, 1>, TrainError> {
    unimplemented!()
}

fn run(series: &Series) {
    let _ = leakage_check(series, 100, train); // <- here
}

fn main() {}
