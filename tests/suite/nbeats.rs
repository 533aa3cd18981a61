//! N-BEATS in a user's program: generic over its window, trained on a data set.
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Batch, Column, Dim, GenericStack, Module, MseLoss, NBeats, SeasonalityStack, Standard, SyntheticCandles,
    Tensor, Trainer, TrendStack, WindowDataset, evaluate,
};

type Model<const LOOKBACK: usize, const HORIZON: usize> =
    NBeats<LOOKBACK, HORIZON, (TrendStack<3, 16>, SeasonalityStack<1, 16>, GenericStack<16>)>;

/// A function that is generic over the window and the horizon, and needs no bound for this.
fn any_window<const LOOKBACK: usize, const HORIZON: usize>(
    model: &Model<LOOKBACK, HORIZON>,
    x: Tensor<(Batch, Dim<LOOKBACK>, Dim<1>)>,
) -> Tensor<(Batch, Dim<HORIZON>)> {
    model.forward(x)
}

#[test]
fn is_trained() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let model = Model::<24, 6>::new(&mut rng);
    assert_eq!(any_window(&model, Tensor::ones_sized([3, 24, 1])?).sizes(), [3, 6]);
    let trend = NBeats::<24, 6, (TrendStack<2, 8>,)>::new(&mut rng);
    assert_eq!(trend.parameter_count(), 25 * 8 + 3 * 9 * 8 + 9 * 6);

    let candles = SyntheticCandles::new(200).seed(1).generate();
    let builder = WindowDataset::<24, 6, 1>::builder(&candles).columns([Column::Close]).target(Column::Close);
    let (train, val, test) = builder.scaler(Standard).build()?.split([0.6, 0.2, 0.2])?;
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 1)?;
    assert!(evaluate(trainer.model(), &test)?.rmse.is_finite());
    Ok(())
}
