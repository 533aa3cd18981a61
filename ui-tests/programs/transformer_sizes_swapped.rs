//! The width and the heads of a transformer are swapped.
//! Mended by `Transformer::<5, 64, 4, 2, 6>`: features, width, heads, layers, horizon.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Adam, Column, MseLoss, SyntheticCandles, Trainer, Transformer, WindowDataset};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    let model = Transformer::<5, 4, 64, 2, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)); // <- here
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
    trainer.fit(&train, &val, 3)?;
    Ok(())
}
