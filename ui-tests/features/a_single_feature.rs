//! A single feature is given where a list of features is expected.
//! Mended by `FeatureSet::new([Rsi::new(14)?])`.
use timeseriesml::{FeatureSet, timeseries::features::{FeatureError, Rsi}};

fn features() -> Result<FeatureSet<1>, FeatureError> {
    FeatureSet::new(Rsi::new(14)?) // <- here
}

fn main() {}
