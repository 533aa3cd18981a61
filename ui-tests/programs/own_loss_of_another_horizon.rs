//! A user's own loss has another horizon than the windows.
//! Mended by `Loss<WindowTarget<6>, WindowTarget<6>>`, or a loss generic in the horizon.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Adam, Column, Loss, ShapeError, SyntheticCandles, Tcn, Tensor, Trainer, WindowDataset, WindowTarget, channels};

struct Squared;

impl Loss<WindowTarget<12>, WindowTarget<12>> for Squared {
    fn loss(&self, y: WindowTarget<12>, target: WindowTarget<12>) -> Result<Tensor<()>, ShapeError> {
        Ok((y - target).square().mean_all())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    let model = Tcn::<5, channels![8, 8, 8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let mut trainer = Trainer::new(model, Adam::new(1e-3), Squared);
    trainer.fit(&train, &val, 3)?; // <- here
    Ok(())
}
