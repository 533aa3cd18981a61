//! Models that the trainer accepts: over named axes, and chosen at run time.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::forecaster::Renamed;
use timeseriesml::prelude::*;
use timeseriesml::shape::{Quantile, Target};
use timeseriesml::training::TrainError;
use timeseriesml::{
    Adam, Axis, Batch, Column, Dim, Linear, MseLoss, QuantileLoss, SyntheticCandles, Tcn, Tensor, Trainer,
    WindowDataset, WindowPart, WindowTarget, evaluate,
};

#[derive(Axis)]
struct Asset;
#[derive(Axis)]
struct Time<const N: usize>;
#[derive(Axis)]
struct Channel<const N: usize>;

/// Maps the closes of the last steps to a forecast, all over named axes.
#[derive(Module)]
struct Named<const OUT: usize> {
    head: Linear<24, OUT>,
}

impl<const OUT: usize> Named<OUT> {
    fn new() -> Self {
        Named { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(3)) }
    }
}

impl Forward<Tensor<(Asset, Time<24>, Channel<5>)>> for Named<6> {
    type Output = Tensor<(Asset, Time<6>)>;
    fn forward(&self, x: Tensor<(Asset, Time<24>, Channel<5>)>) -> Self::Output {
        self.head.forward(x.select::<2>(3)).rename::<1, Time<6>>()
    }
}

/// The same model as `Named<6>`, but over the axes that windows have.
#[derive(Module)]
struct Bare {
    head: Linear<24, 6>,
}

impl Forward<Tensor<(Batch, Dim<24>, Dim<5>)>> for Bare {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Self::Output {
        self.head.forward(x.select::<2>(3))
    }
}

/// Three quantiles per step.
impl Forward<Tensor<(Batch, Time<24>, Channel<5>)>> for Named<18> {
    type Output = Tensor<(Batch, Time<6>, Quantile<3>)>;
    fn forward(&self, x: Tensor<(Batch, Time<24>, Channel<5>)>) -> Self::Output {
        let steps = self.head.forward(x.select::<2>(3)).unflatten::<1, 6>();
        steps.rename::<1, Time<6>>().rename::<2, Quantile<3>>()
    }
}

/// Two targets per step.
impl Forward<Tensor<(Batch, Time<24>, Channel<5>)>> for Named<12> {
    type Output = Tensor<(Batch, Time<6>, Target<2>)>;
    fn forward(&self, x: Tensor<(Batch, Time<24>, Channel<5>)>) -> Self::Output {
        let steps = self.head.forward(x.select::<2>(3)).unflatten::<1, 6>();
        steps.rename::<1, Time<6>>().rename::<2, Target<2>>()
    }
}

fn parts() -> (WindowPart<24, 6, 5>, WindowPart<24, 6, 5>) {
    let candles = SyntheticCandles::new(200).seed(5).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(timeseriesml::Standard);
    let (train, val, _) = windows.build().unwrap().split([0.6, 0.2, 0.2]).unwrap();
    (train, val)
}

fn losses<M: Forecaster<24, 6, 5, Prediction = WindowTarget<6>>>(model: M) -> Result<Vec<f64>, TrainError> {
    let (train, val) = parts();
    let mut trainer = Trainer::new(model, Adam::new(1e-2), MseLoss).progress(false);
    let history = trainer.fit(&train, &val, 3)?;
    let measured = evaluate(trainer.model(), &val).unwrap();
    assert!(measured.mse.is_finite());
    Ok(history.epochs.iter().map(|epoch| epoch.train_loss).collect())
}

#[test]
fn a_model_over_named_axes_trains_as_one_over_bare_axes() {
    let named = Renamed::<(Asset, Time<24>, Channel<5>), _>::new(Named::<6>::new());
    assert_eq!((named.kind(), named.parameter_names().join(" ")), ("Named".into(), "head.weight head.bias".into()));
    let bare = Bare { head: Named::<6>::new().head };
    assert_eq!(losses(named).unwrap(), losses(bare).unwrap());
}

#[test]
fn named_models_of_quantiles_and_of_several_targets_train() {
    let (train, val) = parts();
    let model = Renamed::<(Batch, Time<24>, Channel<5>), _>::new(Named::<18>::new());
    let loss = QuantileLoss::new([0.1, 0.5, 0.9]);
    let mut trainer = Trainer::new(model, Adam::new(1e-3), loss).progress(false);
    assert!(trainer.fit(&train, &val, 1).unwrap().epochs[0].train_loss.is_finite());

    let candles = SyntheticCandles::new(200).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).targets([Column::Open, Column::Close]).build().unwrap();
    let (train, val, _) = windows.split([0.6, 0.2, 0.2]).unwrap();
    let model = Renamed::<(Batch, Time<24>, Channel<5>), _>::new(Named::<12>::new());
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    assert!(trainer.fit(&train, &val, 1).unwrap().epochs[0].train_loss.is_finite());
}

#[test]
fn a_model_chosen_when_running_trains_as_itself() {
    type Chosen = Box<dyn Forecaster<24, 6, 5, Prediction = WindowTarget<6>>>;
    let tcn = || Tcn::<5, channels![4, 4, 4, 4], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(1));
    let chosen: Vec<Chosen> = vec![Box::new(tcn()), Box::new(Bare { head: Named::<6>::new().head })];
    let boxed: Vec<_> = chosen.into_iter().map(|model| losses(model).unwrap()).collect();
    assert_eq!(boxed, [losses(tcn()).unwrap(), losses(Bare { head: Named::<6>::new().head }).unwrap()]);
}

/// A user's trait for models of given input and output.
trait Model: Module + Forward<Tensor<(Batch, Dim<24>, Dim<5>)>, Output = Tensor<(Batch, Dim<6>)>> {}
impl Model for Bare {}

#[test]
fn a_box_of_a_trait_of_ones_own_trains() {
    let model: Box<dyn Model> = Box::new(Bare { head: Named::<6>::new().head });
    assert_eq!(losses(model).unwrap(), losses(Bare { head: Named::<6>::new().head }).unwrap());
}
