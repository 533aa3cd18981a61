//! Features are computed from candles, not from a plain series.
//! Mended by `Candles::from_series(series)?`.
use timeseriesml::{FeatureSet, Series};

fn run(features: FeatureSet<4>, series: Series) {
    let _ = features.compute(&series); // <- here
}

fn main() {}
