//! The length of a vector is known only when running.
//! Mended by `FeatureSet::<3>::try_from(list)`.
use timeseriesml::{timeseries::features::Feature, FeatureSet, timeseries::features::FeatureError};

fn features(list: Vec<Box<dyn Feature>>) -> Result<FeatureSet<3>, FeatureError> {
    FeatureSet::new(list) // <- here
}

fn main() {}
