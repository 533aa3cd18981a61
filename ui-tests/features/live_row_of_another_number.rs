//! A live row has as many values as the pipeline has features.
//! Mended by `[f64; 4]`.
use timeseriesml::{Candle, FeatureSet};

fn serve(features: &mut FeatureSet<4>, candle: &Candle) -> Option<[f64; 5]> {
    features.push(candle) // <- here
}

fn main() {}
