//! A split has two or three parts, not four.
//! Mended by `[0.7, 0.1, 0.2]`, or by two splits.
use timeseriesml::{DataError, WindowDataset};

fn run(windows: WindowDataset<24, 6, 5>) -> Result<(), DataError> {
    let parts = windows.split([0.25, 0.25, 0.25, 0.25])?; // <- here
    Ok(drop(parts))
}

fn main() {}
