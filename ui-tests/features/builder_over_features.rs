//! Features know their number; a builder over any series would not check it before the program runs.
//! Mended by `features.windows::<24, 6>()`.
use timeseriesml::{WindowDataset, timeseries::features::FeatureSeries};

fn run(features: FeatureSeries<4>) {
    let _ = WindowDataset::<24, 6, 5>::builder(&features); // <- here
}

fn main() {}
