//! Windows need a series with checked times and columns, not a plain vector.
//! Mended by a `Series` or `Candles`.
use timeseriesml::WindowDataset;

fn run(values: Vec<f64>) {
    let _ = WindowDataset::<24, 6, 5>::builder(&values); // <- here
}

fn main() {}
