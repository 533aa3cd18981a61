//! The constructor of a feature returns a `Result`, since a window can be too short.
//! Mended by `Rsi::new(14)?`.
use timeseriesml::{Column, FeatureSet, timeseries::features::{FeatureError, Rsi}};

fn features() -> Result<FeatureSet<2>, FeatureError> {
    FeatureSet::new((Column::Close, Rsi::new(14))) // <- here
}

fn main() {}
