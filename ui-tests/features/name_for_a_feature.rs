//! A name is not a feature yet.
//! Mended by `FeatureSet::from_names(["close", "rsi_14"])`.
use timeseriesml::{FeatureSet, timeseries::features::FeatureError};

fn features() -> Result<FeatureSet<2>, FeatureError> {
    FeatureSet::new(["close", "rsi_14"]) // <- here
}

fn main() {}
