//! Windows must be split before they are batched, since the split fits the scaler on the training part.
//! Mended by `let (train, val, test) = windows.split([0.6, 0.2, 0.2])?`.
use timeseriesml::{DataLoader, WindowDataset};

fn run(windows: WindowDataset<24, 6, 5>) {
    DataLoader::new(&windows, 32); // <- here
}

fn main() {}
