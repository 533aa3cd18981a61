//! Correct programs over windows of every kind, as users write them: each trains or evaluates, and rustc checks its types.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::data::{AnyScaler, AsSeries, Scaler, TensorScaler};
use timeseriesml::forecaster::{FinalStep, OneTarget};
use timeseriesml::{
    Adam, Axis, Batch, Column, Dataset, Dim, Forecaster, Forward, Linear, Loss, Module, MseLoss, Naive, Robust,
    Standard, SyntheticCandles, Target, Tcn, Tensor, TrainError, Trainer, WindowDataset, WindowInput, WindowPart,
    WindowTarget, channels, evaluate, forecast,
};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(7)
}

/// Forecasts all columns; they share one linear map from the lookback to the horizon.
#[derive(Module)]
struct Shared<const L: usize, const H: usize> {
    map: Linear<L, H>,
}

impl Forward<WindowInput<24, 5>> for Shared<24, 6> {
    type Output = Tensor<(Batch, Dim<6>, Target<5>)>;
    fn forward(&self, x: WindowInput<24, 5>) -> Self::Output {
        self.map.forward(x.transpose::<-1, -2>()).transpose::<-1, -2>().rename::<-1, Target<5>>()
    }
}

#[test]
fn a_model_of_several_targets_trains_and_is_evaluated() {
    let candles = SyntheticCandles::new(400).seed(3).generate();
    let columns = [Column::Open, Column::High, Column::Low, Column::Close, Column::Volume];
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).targets(columns).scaler(Standard).subtract_last();
    let (train, val, test) = windows.context(true).build().unwrap().split([0.6, 0.2, 0.2]).unwrap();
    let model = Shared { map: Linear::<24, 6>::new(&mut rng()) };
    let before = evaluate(&model, &test).unwrap();
    let mut trainer = Trainer::new(model, Adam::new(1e-2), MseLoss).progress(false);
    trainer.fit(&train, &val, 5).unwrap();
    let after = evaluate(trainer.model(), &test).unwrap();
    assert!(after.mse < before.mse, "{after} after {before}");
    let ahead = forecast(trainer.model(), &test, test.latest()).unwrap();
    assert_eq!(ahead.len(), 6 * 5);
    let last = test.history(test.latest())[3][23];
    assert!(ahead.iter().skip(3).step_by(5).all(|price| (0.5 * last..2.0 * last).contains(price)));
}

/// Forecasts two prices from all columns of all steps.
#[derive(Module)]
struct Flat {
    map: Linear<120, 12>,
}

impl Forward<WindowInput<24, 5>> for Flat {
    type Output = Tensor<(Batch, Dim<6>, Target<2>)>;
    fn forward(&self, x: WindowInput<24, 5>) -> Self::Output {
        self.map.forward(x.merge::<1>()).unflatten::<-1, 6>().rename::<-1, Target<2>>()
    }
}

#[test]
fn features_are_divided_into_steps_and_targets() {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).targets([Column::High, Column::Low]).scaler(Robust);
    let (train, test) = windows.build().unwrap().split([0.7, 0.3]).unwrap();
    let mut trainer = Trainer::new(Flat { map: Linear::new(&mut rng()) }, Adam::new(1e-3), MseLoss).progress(false);
    let history = trainer.fit(&train, &test, 2).unwrap();
    assert_eq!(history.epochs.len(), 2);
    // This computes the naive forecast of both columns by hand.
    let squares = |window: usize| {
        let columns = test.history(window).into_iter().zip(test.truth(window));
        columns.flat_map(|(history, truth)| truth.iter().map(|y| (history[23] - y).powi(2))).collect::<Vec<f64>>()
    };
    let squares: Vec<f64> = (0..test.len()).flat_map(squares).collect();
    let mse = squares.iter().sum::<f64>() / squares.len() as f64;
    // The two differ by rounding, since only the library uses compensated summation.
    assert!((evaluate(&Naive, &test).unwrap().mse / mse - 1.0).abs() < 1e-12);
}

type OneStep = Tcn<5, channels![8, 8, 8, 8], 3, 1>;

#[test]
fn a_model_of_horizon_one_forecasts_the_last_step() {
    let candles = SyntheticCandles::new(400).seed(3).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).last_step().scaler(Standard);
    let (train, val, test): (WindowPart<24, 6, 5, FinalStep>, _, _) =
        windows.subtract_last().build().unwrap().split([0.6, 0.2, 0.2]).unwrap();
    let mut trainer = Trainer::new(OneStep::new(&mut rng()), Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 2).unwrap();
    let naive = evaluate(&Naive, &test).unwrap();
    let errors = evaluate(trainer.model(), &test).unwrap();
    assert!((0.5..2.0).contains(&(errors.rmse / naive.rmse)), "{errors} against {naive}");
    assert_eq!(forecast(trainer.model(), &test, test.latest()).unwrap().len(), 1);
    // The squared errors of the naive forecast six steps ahead, computed by hand.
    let squares: Vec<f64> =
        (0..test.len()).map(|window| (test.history(window)[23] - test.truth(window)[0]).powi(2)).collect();
    assert!((naive.mse / (squares.iter().sum::<f64>() / squares.len() as f64) - 1.0).abs() < 1e-12);
}

/// With a horizon of one step, both kinds of target are the same, and one model works with both.
#[test]
fn the_last_step_of_a_horizon_of_one_is_the_horizon() {
    let candles = SyntheticCandles::new(200).generate();
    let builder = || WindowDataset::<24, 1, 5>::builder(&candles).target(Column::Close).scaler(Standard);
    let (path, last) = (builder().build().unwrap().whole().unwrap(), builder().last_step().build().unwrap());
    let last = last.whole().unwrap();
    assert_eq!(path.batch(&[3]).unwrap().1.to_vec(), last.batch(&[3]).unwrap().1.to_vec());
    let model = OneStep::new(&mut rng());
    assert_eq!(evaluate(&model, &path).unwrap(), evaluate(&model, &last).unwrap());
}

/// A training function over windows of one target, as in the documentation of `Forecaster`.
fn train_any<M, C, const L: usize, const H: usize, const F: usize>(
    model: M,
    loss: C,
    part: &WindowPart<L, H, F>,
) -> Result<M, TrainError>
where
    M: Forecaster<L, H, F>,
    C: Loss<M::Prediction, WindowTarget<H>>,
{
    let mut trainer = Trainer::new(model, Adam::new(1e-3), loss).progress(false);
    trainer.fit(part, part, 1)?;
    Ok(trainer.into_model())
}

/// A function over windows of any target.
fn predict_any<M, Y, const L: usize, const H: usize, const F: usize>(
    model: &M,
    part: &WindowPart<L, H, F, Y>,
) -> M::Prediction
where
    M: Forecaster<L, H, F, Y>,
    Y: timeseriesml::forecaster::WindowTargets<H>,
{
    model.forecast(part.input(part.latest()))
}

#[test]
fn functions_are_generic_over_windows_and_targets() {
    let candles = SyntheticCandles::new(200).generate();
    let all = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build().unwrap();
    let all: WindowPart<24, 6, 5, OneTarget> = all.whole().unwrap();
    let model = train_any(Tcn::<5, channels![8, 8, 8, 8], 3, 6>::new(&mut rng()), MseLoss, &all).unwrap();
    let _: WindowTarget<6> = predict_any(&model, &all);
}

#[derive(Axis, Clone, Copy, Debug, PartialEq)]
struct Feature<const N: usize>;

#[test]
fn a_scaler_from_a_file_scales_series_windows_and_tensors() {
    let candles = SyntheticCandles::new(300).generate();
    let rule: AnyScaler = serde_json::from_str(r#"{"robust": {"low": 10.0, "high": 90.0}}"#).unwrap();
    let windows =
        WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(rule.clone()).build().unwrap();
    let (train, test) = windows.split_rows([200, 100]).unwrap();
    let by_hand = rule.fit_series(&candles.as_series().rows(..200).unwrap()).unwrap();
    assert_eq!(train.scaler(), &by_hand);
    // Rows that are not part of the data set are scaled like the model's training rows.
    let scaler = TensorScaler::<5>::try_from(test.scaler().clone()).unwrap();
    let close = candles.close()[0] as f32;
    let rows: Tensor<(Batch, Dim<24>, Feature<5>)> = Tensor::full_sized([1, 24, 5], close).unwrap();
    let scaled: Tensor<(Batch, Dim<24>, Feature<5>)> = scaler.transform(&rows).unwrap();
    let expected = by_hand.transform(3, f64::from(close)) as f32;
    assert!((scaled.to_vec()[3] - expected).abs() < 1e-4);
}
