//! A forecast is evaluated on windows, not on features.
//! Mended by `features.windows::<24, 6>().target("close").build()?.split([0.6, 0.2, 0.2])?`.
use timeseriesml::{Naive, evaluate, timeseries::features::FeatureSeries};

fn run(features: FeatureSeries<4>) {
    let _ = evaluate(&Naive, &features); // <- here
}

fn main() {}
