//! Windows are made of a series, whose times and columns are checked.
//! Mended by a `Series` or `Candles`.
use timeseriesml::WindowDataset;

fn run(values: Vec<f64>) {
    let _ = WindowDataset::<24, 6, 5>::builder(&values); // <- here
}

fn main() {}
