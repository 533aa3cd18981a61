//! `forecast` gets the trainer instead of its model.
//! Mended by `forecast(trainer.model(), ..)`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Adam, Column, MseLoss, SyntheticCandles, Tcn, Trainer, WindowDataset, channels, forecast};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
    let model = Tcn::<5, channels![8, 8, 8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
    trainer.fit(&train, &val, 3)?;
    println!("{:?}", forecast(&trainer, &test, test.latest())?); // <- here
    Ok(())
}
