//! Metrics are measured on numbers in the unit of the data, in `f64`.
//! Mended by numbers, such as those of `forecast(..)`, or by `evaluate(&model, &test)`.
use timeseriesml::{WindowTarget, metrics::PointErrors};

fn run(prediction: WindowTarget<6>, truth: &[f64]) {
    let _ = PointErrors::between(&prediction, truth); // <- here
}

fn main() {}
