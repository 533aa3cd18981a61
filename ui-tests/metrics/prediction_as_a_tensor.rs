//! Metrics take `f64` numbers in the unit of the data, not tensors.
//! Mended by numbers, such as those of `forecast(..)`, or by `evaluate(&model, &test)`.
use timeseriesml::{WindowTarget, metrics::PointErrors};

fn run(prediction: WindowTarget<6>, truth: &[f64]) {
    let _ = PointErrors::between(&prediction, truth); // <- here
}

fn main() {}
