//! The loss and the optimizer are swapped.
//! Mended by `Trainer::new(model, Adam::new(1e-3), MseLoss)`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Adam, MseLoss, Column, SyntheticCandles, Tcn, Trainer, WindowDataset, channels};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    let model = Tcn::<5, channels![8, 8, 8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let mut trainer = Trainer::new(model, MseLoss, Adam::new(1e-3)); // <- here
    trainer.fit(&train, &val, 3)?;
    Ok(())
}
