//! A window can be too short, so the constructor returns a `Result`.
//! Mended by `Rsi::new(14)?`.
use timeseriesml::{Column, FeatureSet, timeseries::features::{FeatureError, Rsi}};

fn features() -> Result<FeatureSet<2>, FeatureError> {
    FeatureSet::new((Column::Close, Rsi::new(14))) // <- here
}

fn main() {}
