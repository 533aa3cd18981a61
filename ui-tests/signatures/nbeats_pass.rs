//! The signature of N-BEATS, right: it forecasts, is a `Forecaster`, and is trained.
#[path = "nbeats.rs"]
mod nbeats;

use nbeats::{GenericStack, NBeats, Seasonality, Trend};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Batch, Column, Dim, Module, MseLoss, Standard, SyntheticCandles, Tensor, Trainer, WindowDataset, evaluate,
};

type Model<const LOOKBACK: usize, const HORIZON: usize> =
    NBeats<LOOKBACK, HORIZON, (Trend<3>, Seasonality<4>, GenericStack)>;

/// Generic in window and horizon, without a bound.
fn any_window<const LOOKBACK: usize, const HORIZON: usize>(
    model: &Model<LOOKBACK, HORIZON>,
    x: Tensor<(Batch, Dim<LOOKBACK>, Dim<1>)>,
) -> Tensor<(Batch, Dim<HORIZON>)> {
    model.forward(x)
}

pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let model = Model::<24, 6>::new(&mut rng);
    assert_eq!(any_window(&model, Tensor::ones_sized([3, 24, 1])?).sizes(), [3, 6]);
    assert_eq!(NBeats::<24, 6, (Trend<2>,)>::new(&mut rng).parameter_count(), 25 * 32 + 33 * 3);

    let candles = SyntheticCandles::new(200).seed(1).generate();
    let builder = WindowDataset::<24, 6, 1>::builder(&candles).columns([Column::Close]).target(Column::Close);
    let (train, val, test) = builder.scaler(Standard).build()?.split([0.6, 0.2, 0.2])?;
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 1)?;
    assert!(evaluate(trainer.model(), &test)?.rmse.is_finite());
    Ok(())
}
