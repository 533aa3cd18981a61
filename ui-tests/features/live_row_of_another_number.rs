//! A live row has one value per feature, but 5 values are annotated for 4 features.
//! Mended by `[f64; 4]`.
use timeseriesml::{Candle, FeatureSet};

fn serve(features: &mut FeatureSet<4>, candle: &Candle) -> Option<[f64; 5]> {
    features.push(candle) // <- here
}

fn main() {}
