//! `evaluate` computes point errors, but the model predicts quantiles.
//! Mended by `evaluate` over one of the quantiles: `(model, Lambda::new(|y: Tensor<(Batch, Dim<6>, Quantile<3>)>| y.select::<2>(1)))`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::prelude::*;
use timeseriesml::{Batch, Column, Dim, Linear, Quantile, SyntheticCandles, Tensor, WindowDataset, evaluate};

#[derive(Module)]
struct Quantiles {
    head: Linear<24, 18>,
}

impl Forward<Tensor<(Batch, Dim<24>, Dim<5>)>> for Quantiles {
    type Output = Tensor<(Batch, Dim<6>, Quantile<3>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Self::Output {
        self.head.forward(x.select::<2>(3)).unflatten::<1, 6>().rename::<2, Quantile<3>>()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
    let model = Quantiles { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) };
    println!("{}", evaluate(&model, &test)?); // <- here
    Ok(())
}
