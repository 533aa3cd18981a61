//! A split makes two or three parts.
//! Mended by `whole()`.
use timeseriesml::{DataError, WindowDataset};

fn run(windows: WindowDataset<24, 6, 5>) -> Result<(), DataError> {
    let train = windows.split_rows([8640])?; // <- here
    Ok(drop(train))
}

fn main() {}
