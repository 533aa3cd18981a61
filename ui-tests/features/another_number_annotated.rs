//! A set of two features is annotated as one of three.
//! Mended by `FeatureSet<2>`, or a third feature.
use timeseriesml::{Column, FeatureSet, timeseries::features::{FeatureError, Rsi}};

fn features() -> Result<FeatureSet<3>, FeatureError> {
    FeatureSet::new((Column::Close, Rsi::new(14)?)) // <- here
}

fn main() {}
