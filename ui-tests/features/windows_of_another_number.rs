//! Windows over four features are annotated with five.
//! Mended by `WindowDataset<24, 6, 4>`.
use timeseriesml::{Column, DataError, WindowDataset, timeseries::features::FeatureSeries};

fn windows(features: FeatureSeries<4>) -> Result<WindowDataset<24, 6, 5>, DataError> {
    features.windows().target(Column::Close).build() // <- here
}

fn main() {}
