//! Windows over features are built with their own method, which knows the number of features at compile time.
//! Mended by `features.windows::<24, 6>()`.
use timeseriesml::{WindowDataset, timeseries::features::FeatureSeries};

fn run(features: FeatureSeries<4>) {
    let _ = WindowDataset::<24, 6, 5>::builder(&features); // <- here
}

fn main() {}
