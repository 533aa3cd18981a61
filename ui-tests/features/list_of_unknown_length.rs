//! The length of a `Vec` is known only at run time, but the number of features is part of the type.
//! Mended by `FeatureSet::<3>::try_from(list)`.
use timeseriesml::{timeseries::features::Feature, FeatureSet, timeseries::features::FeatureError};

fn features(list: Vec<Box<dyn Feature>>) -> Result<FeatureSet<3>, FeatureError> {
    FeatureSet::new(list) // <- here
}

fn main() {}
