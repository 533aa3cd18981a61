//! A number is used as a scaler.
//! Mended by `Standard` or `MinMax`.
use timeseriesml::{Series, WindowDataset};

fn run(series: &Series) {
    let _ = WindowDataset::<24, 6, 5>::builder(series).scaler(0.5); // <- here
}

fn main() {}
