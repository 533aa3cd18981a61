//! A model has a method `forward`, but does not implement the trait `Forward`.
//! Mended by `impl Forward<Tensor<(Batch, Dim<24>, Dim<5>)>> for Closes`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Adam, Batch, Column, Dim, Linear, Module, MseLoss, SyntheticCandles, Tensor, Trainer, WindowDataset};

#[derive(Module)]
struct Closes {
    head: Linear<24, 6>,
}

impl Closes {
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Tensor<(Batch, Dim<6>)> {
        self.head.forward(x.select::<2>(3))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    let model = Closes { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) };
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
    trainer.fit(&train, &val, 3)?; // <- here
    Ok(())
}
