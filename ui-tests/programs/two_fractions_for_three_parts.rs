//! Two fractions are given, but three parts are expected.
//! Mended by `split([0.6, 0.2, 0.2])`.

use timeseriesml::{Column, Dataset, SyntheticCandles, WindowDataset};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, test) = windows.split([0.8, 0.2])?; // <- here
    println!("{} {} {}", train.len(), val.len(), test.len());
    Ok(())
}
