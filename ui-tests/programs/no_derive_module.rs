//! A user's own model is trained, but does not implement `Module`.
//! Mended by `#[derive(Module)]` on the struct.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::prelude::*;
use timeseriesml::{Adam, Batch, Column, Dim, Linear, MseLoss, SyntheticCandles, Tensor, Trainer, WindowDataset};

struct Closes {
    head: Linear<24, 6>,
}

impl Forward<Tensor<(Batch, Dim<24>, Dim<5>)>> for Closes {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Self::Output {
        self.head.forward(x.select::<2>(3))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
    let model = Closes { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) };
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss); // <- here
    trainer.fit(&train, &val, 3)?;
    println!("{:?}", trainer.predict(test.input(0))?);
    Ok(())
}
