//! A closure is used as a layer of a model without `Lambda`.
//! Mended by `Lambda::new(|x: Tensor<(Batch, Dim<24>, Dim<16>)>| x.mean::<1>())`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Adam, Batch, Column, Dim, Linear, MseLoss, SyntheticCandles, Tensor, Trainer, WindowDataset};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let pool = |x: Tensor<(Batch, Dim<24>, Dim<16>)>| x.mean::<1>();
    let model = (Linear::<5, 16>::new(&mut rng), pool, Linear::<16, 6>::new(&mut rng));
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss); // <- here
    trainer.fit(&train, &val, 3)?;
    Ok(())
}
