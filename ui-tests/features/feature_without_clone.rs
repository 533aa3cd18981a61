//! A feature must be `Clone`, since each series is computed on a fresh clone.
//! Mended by `#[derive(Clone)]`.
use timeseriesml::{Candle, timeseries::features::Feature};

struct Range;

#[rustfmt::skip]
impl Feature for Range { // <- here
    fn name(&self) -> String { "range".into() }
    fn warm_up(&self) -> usize { 0 }
    fn push(&mut self, candle: &Candle) -> Option<f64> { Some(candle.high - candle.low) }
    fn reset(&mut self) {}
}
fn main() {}
