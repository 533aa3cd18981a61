//! The trainer gets a learning rate instead of an optimizer.
//! Mended by `Adam::new(1e-3)`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{MseLoss, Column, SyntheticCandles, Tcn, Trainer, WindowDataset, channels};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    let model = Tcn::<5, channels![8, 8, 8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let mut trainer = Trainer::new(model, 1e-3, MseLoss); // <- here
    trainer.fit(&train, &val, 3)?;
    Ok(())
}
