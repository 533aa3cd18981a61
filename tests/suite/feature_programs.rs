//! Programs with features as users write them: they compile, and write the number of features only once.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::collections::VecDeque;
use std::error::Error;
use timeseriesml::{
    Adam, Batch, Candle, Candles, Column, Dim, FeatureSet, Forward, Linear, Module, MseLoss, Naive, Standard,
    SyntheticCandles, Tcn, Tensor, Trainer, WindowPart, WindowTarget, channels, evaluate, forecast, inference,
    timeseries::features::Feature,
    timeseries::features::{FeatureSeries, LogReturn, Rsi, Sma, Volatility, feature},
};

#[test]
fn a_program_trains_on_features_and_forecasts_the_close() -> Result<(), Box<dyn Error>> {
    let candles = SyntheticCandles::new(400).seed(3).generate();
    let features = FeatureSet::new((Column::Close, LogReturn::new(), Rsi::new(14)?, Volatility::new(20)?))?;
    let windows = features.compute(&candles)?.windows::<24, 6>().target(Column::Close).scaler(Standard).build()?;
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
    let model = Tcn::<4, channels![8, 8, 8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 2)?;
    let (model, naive) = (evaluate(trainer.model(), &test)?, evaluate(&Naive, &test)?);
    assert!(model.mae.is_finite() && model.r2 < 1.0 && model.to_string().contains("sMAPE"), "{model} {naive}");
    assert_eq!(forecast(trainer.model(), &test, test.latest())?.len(), 6);
    Ok(())
}

#[test]
fn a_program_reads_its_features_from_a_configuration() -> Result<(), Box<dyn Error>> {
    let config: serde_json::Value = serde_json::from_str(r#"{ "features": ["close", "rsi_14", "sma_20_of_volume"] }"#)?;
    let names = config["features"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    let mut list: Vec<Box<dyn Feature>> = names.map(feature).collect::<Result<_, _>>()?;
    list.push(Box::new(Sma::new(5)?));
    let features = FeatureSet::<4>::try_from(list)?;
    let series = features.compute(&SyntheticCandles::new(60).generate())?;
    assert_eq!(series.names(), &["close", "rsi_14", "sma_20_of_volume", "sma_5"]);
    assert_eq!(series.len(), 60 - features.warm_up());
    Ok(())
}

/// A model over any number of features.
#[derive(Module)]
struct LastRow<const FEATURES: usize> {
    head: Linear<FEATURES, 1>,
}

impl<const LOOKBACK: usize, const FEATURES: usize> Forward<Tensor<(Batch, Dim<LOOKBACK>, Dim<FEATURES>)>>
    for LastRow<FEATURES>
{
    type Output = WindowTarget<1>;
    fn forward(&self, x: Tensor<(Batch, Dim<LOOKBACK>, Dim<FEATURES>)>) -> Self::Output {
        self.head.forward(x.mean::<1>())
    }
}

/// The model, the windows and the series share the number of features.
fn trained<const N: usize>(features: &FeatureSeries<N>) -> Result<LastRow<N>, Box<dyn Error>> {
    let windows = features.windows::<8, 1>().target("log_return").scaler(Standard).build()?;
    let (train, val, _): (WindowPart<8, 1, N>, _, _) = windows.split([0.6, 0.2, 0.2])?;
    let model = LastRow { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(1)) };
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 1)?;
    Ok(trainer.into_model())
}

#[test]
fn a_program_serves_a_model_of_its_own_candle_by_candle() -> Result<(), Box<dyn Error>> {
    let candles = SyntheticCandles::new(200).generate();
    let mut features = FeatureSet::new((LogReturn::new(), Rsi::cutler(14)?, Column::Volume))?;
    let model = trained(&features.compute(&candles)?)?;
    // In live use the window consists of the last eight rows, here unscaled.
    let mut window = VecDeque::new();
    let mut served = 0;
    for candle in candles.rows() {
        let checked: Candle = Candles::from_rows("live", [candle])?.to_rows()[0];
        let Some(row) = features.push(&checked) else { continue };
        window.push_back(row.map(|value| value as f32));
        if window.len() > 8 {
            window.pop_front();
        }
        if let Ok(rows) = <[[f32; 3]; 8]>::try_from(window.iter().copied().collect::<Vec<_>>()) {
            let x: Tensor<(Batch, Dim<8>, Dim<3>)> = Tensor::from_slice_sized([1, 8, 3], rows.as_flattened())?;
            assert!(inference(|| model.forward(x)).to_vec()[0].is_finite());
            served += 1;
        }
    }
    assert_eq!(served, 200 - 14 - 7);
    Ok(())
}
