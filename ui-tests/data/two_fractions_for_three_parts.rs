//! Two fractions give a training and a test part, but no validation part.
//! Mended by three fractions.
use timeseriesml::{DataError, WindowDataset};

fn run(windows: WindowDataset<24, 6, 5>) -> Result<(), DataError> {
    let (_train, _val, _test) = windows.split([0.8, 0.2])?; // <- here
    Ok(())
}

fn main() {}
