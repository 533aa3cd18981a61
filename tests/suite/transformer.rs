//! The transformer in a user's program: generic over its window, trained on a data set.
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Axis, Batch, Column, Dim, Forecaster, MseLoss, Standard, SyntheticCandles, Tensor, Trainer, Transformer,
    WindowDataset, evaluate,
};

#[derive(Axis)]
struct Time<const N: usize>;

/// A function that is generic over the window and the horizon, and needs no bound for this.
fn any_window<const LOOKBACK: usize, const HORIZON: usize>(
    model: &Transformer<5, 16, 4, 2, HORIZON>,
    x: Tensor<(Batch, Dim<LOOKBACK>, Dim<5>)>,
) -> Tensor<(Batch, Dim<HORIZON>)> {
    model.forward(x)
}

fn is_forecaster<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>(
    _: &impl Forecaster<LOOKBACK, HORIZON, FEATURES>,
) {
}

#[test]
fn is_trained() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let model = Transformer::<5, 16, 4, 2, 6>::new(&mut rng);
    is_forecaster::<24, 6, 5>(&model);
    let named: Tensor<(Batch, Time<12>, Dim<5>)> = Tensor::randn_sized([3, 12, 5], &mut rng)?;
    let forecast: Tensor<(Batch, Dim<6>)> = model.forward(named);
    assert_eq!(forecast.sizes(), [3, 6]);
    assert_eq!(any_window(&model, Tensor::<(Batch, Dim<7>, Dim<5>)>::ones_sized([2, 7, 5])?).sizes(), [2, 6]);

    let candles = SyntheticCandles::new(200).seed(1).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 1)?;
    assert!(evaluate(trainer.model(), &test)?.rmse.is_finite());
    Ok(())
}
