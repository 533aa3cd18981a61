//! Three times would make four parts.
//! Mended by one time or two.
use timeseriesml::{DataError, WindowDataset, data::DateTime};

fn run(windows: WindowDataset<24, 6, 5>, cuts: [DateTime; 3]) -> Result<(), DataError> {
    let parts = windows.split_at(cuts)?; // <- here
    Ok(drop(parts))
}

fn main() {}
