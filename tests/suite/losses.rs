//! Every loss trains: on windows, on a user's own data sets with quantiles and classes, and with models of run-time sizes.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Batch, Column, CrossEntropyLoss, Dataset, Dim, DynTensor, Forward, HuberLoss, Linear, Loss, MaeLoss, Module,
    MseLoss, Quantile, QuantileLoss, ShapeError, Standard, SyntheticCandles, Tcn, Tensor, Trainer, WindowDataset,
    WindowTarget, channels,
    forecaster::{DynContract, ForwardContract},
    nn::SmoothL1Loss,
    nn::{DynLinear, L1Loss, Summed},
    with_threads,
};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0)
}

/// The training losses of a few epochs on windows.
fn losses_on_windows(loss: impl Loss<WindowTarget<3>, WindowTarget<3>>) -> Vec<f64> {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<12, 3, 5>::builder(&candles).target(Column::Close).scaler(Standard).build().unwrap();
    let (train, val, _) = windows.split([0.6, 0.2, 0.2]).unwrap();
    let model = Tcn::<5, channels![8, 8], 3, 3>::new(&mut rng());
    let mut trainer = Trainer::new(model, Adam::new(3e-3), loss).progress(false);
    trainer.fit(&train, &val, 6).unwrap().epochs.iter().map(|epoch| epoch.train_loss).collect()
}

#[test]
fn losses_of_one_shape_train_on_windows_with_the_same_bits_for_any_number_of_threads() {
    let runs: [(&str, &(dyn Fn() -> Vec<f64> + Sync)); 9] = [
        ("mse", &|| losses_on_windows(MseLoss)),
        ("mae", &|| losses_on_windows(MaeLoss)),
        ("l1, another name", &|| losses_on_windows(L1Loss)),
        ("huber", &|| losses_on_windows(HuberLoss::new(0.5))),
        ("smooth l1", &|| losses_on_windows(SmoothL1Loss::default())),
        ("one quantile", &|| losses_on_windows(QuantileLoss::new(0.8))),
        ("summed mse", &|| losses_on_windows(MseLoss.summed())),
        ("summed huber", &|| losses_on_windows(HuberLoss::default().summed())),
        ("summed quantile", &|| losses_on_windows(QuantileLoss::new(0.8).summed())),
    ];
    for (name, run) in runs {
        let losses = with_threads(1, run);
        assert!(losses[5] < 0.8 * losses[0], "{name}: {losses:?}");
        assert_eq!(with_threads(2, run), losses, "{name}");
    }
}

/// A target without a pattern: the numbers 0.5, 1.5, .. 99.5, shuffled.
#[derive(Clone)]
struct Hundred;

impl Dataset for Hundred {
    type Input = Tensor<(Batch, Dim<1>)>;
    type Target = Tensor<(Batch,)>;
    type Contract = ForwardContract;
    fn len(&self) -> usize {
        100
    }
    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        let targets: Vec<f32> = indices.iter().map(|&i| i as f32 + 0.5).collect();
        Ok((Tensor::ones_sized([indices.len(), 1])?, Tensor::from_slice_sized([indices.len()], &targets)?))
    }
}

/// Predicts three quantiles.
#[derive(Module, Clone)]
struct Quantiles {
    head: Linear<1, 3>,
}

impl Forward<Tensor<(Batch, Dim<1>)>> for Quantiles {
    type Output = Tensor<(Batch, Quantile<3>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<1>)>) -> Self::Output {
        self.head.forward(x).rename::<-1, Quantile<3>>().mul(50.0)
    }
}

#[test]
fn a_loss_of_several_quantiles_finds_them() {
    let model = Quantiles { head: Linear::new(&mut rng()) };
    let loss = QuantileLoss::new([0.1, 0.5, 0.9]);
    let mut trainer = Trainer::new(model, Adam::new(0.01), loss).progress(false).batch_size(100);
    trainer.fit(&Hundred, &Hundred, 800).unwrap();
    let found = trainer.predict(Tensor::<(Batch, Dim<1>)>::ones_sized([1, 1]).unwrap()).unwrap().to_vec();
    // The tolerance has two reasons: the loss is flat between two of the numbers, and a step of Adam moves a prediction by 0.01 · 2 · 50.
    for (found, expected) in found.iter().zip([10.0, 50.0, 90.0]) {
        assert!((found - expected).abs() < 2.0, "{found:?}, expected {expected}");
    }
}

/// Points on a circle; the class says in which third of the circle a point is.
#[derive(Clone)]
struct Thirds;

fn point(i: usize) -> ([f32; 2], i64) {
    let angle = i as f32 * 0.7 % std::f32::consts::TAU;
    ([angle.sin(), angle.cos()], (3.0 * angle / std::f32::consts::TAU) as i64)
}

impl Dataset for Thirds {
    type Input = Tensor<(Batch, Dim<2>)>;
    type Target = Tensor<(Batch,), i64>;
    type Contract = ForwardContract;
    fn len(&self) -> usize {
        90
    }
    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        let (inputs, classes): (Vec<_>, Vec<_>) = indices.iter().map(|&i| point(i)).unzip();
        let n = indices.len();
        Ok((Tensor::from_slice_sized([n, 2], inputs.as_flattened())?, Tensor::from_slice_sized([n], &classes)?))
    }
}

#[test]
fn cross_entropy_learns_classes() {
    let model = Linear::<2, 3>::new(&mut rng());
    let loss = CrossEntropyLoss::new().label_smoothing(0.05);
    let mut trainer = Trainer::new(model, Adam::new(0.05), loss).progress(false);
    trainer.fit(&Thirds, &Thirds, 60).unwrap();
    let (x, classes) = Thirds.batch(&(0..90).collect::<Vec<_>>()).unwrap();
    let found = trainer.predict(x).unwrap().argmax::<-1>();
    let right = found.to_vec().iter().zip(classes.to_vec()).filter(|(a, b)| **a == *b).count();
    assert!(right >= 85, "{right} of 90");
}

/// A data set with run-time sizes, whose targets are numbers or classes.
#[derive(Clone)]
struct Dynamic;

impl Dataset for Dynamic {
    type Input = DynTensor;
    type Target = DynTensor;
    type Contract = DynContract;
    fn len(&self) -> usize {
        40
    }
    fn batch(&self, indices: &[usize]) -> Result<(DynTensor, DynTensor), ShapeError> {
        let (x, _) = Thirds.batch(indices)?;
        let target = x.sum::<1>();
        Ok((x.into_dyn(), target.into_dyn()))
    }
}

#[derive(Clone)]
struct DynamicClasses;

impl Dataset for DynamicClasses {
    type Input = DynTensor;
    type Target = DynTensor<i64>;
    type Contract = DynContract;
    fn len(&self) -> usize {
        40
    }
    fn batch(&self, indices: &[usize]) -> Result<(DynTensor, DynTensor<i64>), ShapeError> {
        let (x, classes) = Thirds.batch(indices)?;
        Ok((x.into_dyn(), classes.into_dyn()))
    }
}

fn falls<D: Dataset<Contract = DynContract, Input = DynTensor>>(
    data: D,
    outputs: usize,
    loss: impl Loss<Result<DynTensor, ShapeError>, D::Target>,
) {
    let model = DynLinear::new(2, outputs, &mut rng()).unwrap();
    let mut trainer = Trainer::new(model, Adam::new(0.05), loss).progress(false);
    let history = trainer.fit(&data, &data, 40).unwrap();
    let losses: Vec<f64> = history.epochs.iter().map(|epoch| epoch.train_loss).collect();
    assert!(losses[39] < 0.7 * losses[0], "{losses:?}");
}

#[test]
fn losses_take_what_models_of_run_time_sizes_predict() {
    falls(Dynamic, 2, QuantileLoss::new([0.4, 0.6]));
    falls(Dynamic, 2, QuantileLoss::new(vec![0.4, 0.6]));
    falls(Dynamic, 2, QuantileLoss::new(vec![0.4, 0.6]).summed());
    falls(DynamicClasses, 3, CrossEntropyLoss::new());
    falls(DynamicClasses, 3, CrossEntropyLoss::new().summed());
}

#[test]
fn sizes_that_do_not_fit_are_errors_of_the_trainer() {
    let model = DynLinear::new(2, 5, &mut rng()).unwrap();
    let mut trainer = Trainer::new(model, Adam::new(0.05), QuantileLoss::new([0.4, 0.6])).progress(false);
    let error = trainer.fit(&Dynamic, &Dynamic, 1).unwrap_err().to_string();
    assert!(error.contains("(the quantiles) must have size 2, found 5"), "{error}");
    let model = DynLinear::new(2, 2, &mut rng()).unwrap();
    let mut trainer = Trainer::new(model, Adam::new(0.05), CrossEntropyLoss::new()).progress(false);
    let error = trainer.fit(&DynamicClasses, &DynamicClasses, 1).unwrap_err().to_string();
    assert!(error.contains("is 2, not a class in 0..2"), "{error}");
}

fn tensor<const N: usize>(values: [f32; N]) -> Tensor<(Dim<N>,)> {
    Tensor::from(values)
}

#[test]
fn the_three_reductions_agree() {
    let (p, t) = (tensor([0.3, -1.5, 2.0, 4.0]), tensor([0.1, 1.0, 2.0, -3.0]));
    macro_rules! check { ($($loss:expr;)*) => { $(
        let each = $loss.unreduced(p.clone(), t.clone()).unwrap().to_vec();
        let sum: f32 = each.iter().sum();
        let of = |loss: &dyn Loss<Tensor<(Dim<4>,)>, Tensor<(Dim<4>,)>>| loss.loss(p.clone(), t.clone()).unwrap().item();
        assert!((of(&$loss) - sum / 4.0).abs() < 1e-6 && (of(&$loss.summed()) - sum).abs() < 1e-6, "{:?}: {each:?}", $loss);
        let dynamic = $loss.unreduced(p.clone().into_dyn(), t.clone().into_dyn()).unwrap();
        assert_eq!(dynamic.to_vec(), each);
    )* } }
    check! { MseLoss; MaeLoss; HuberLoss::new(0.7); SmoothL1Loss::new(0.7); QuantileLoss::new(0.3); }
}

#[test]
fn unreduced_losses_of_quantiles_and_classes_have_a_number_for_each() {
    let forecast: Tensor<(Dim<2>, Quantile<2>)> = Tensor::from([[1.0, 2.0], [3.0, 5.0]]).rename::<-1, _>();
    let truth: Tensor<(Dim<2>,)> = Tensor::from([2.0, 3.0]);
    let each: Tensor<(Dim<2>, Quantile<2>)> = QuantileLoss::new([0.25, 0.75]).unreduced(forecast, truth).unwrap();
    assert_eq!(each.to_vec(), [0.25, 0.0, 0.0, 0.5]);
    let scores: Tensor<(Dim<3>, Dim<2>)> = Tensor::from([[0.0, 0.0], [0.0, 50.0], [1.0, 1.0]]);
    let classes: Tensor<(Dim<3>,), i64> = Tensor::from([0, 1, -1]);
    let loss = CrossEntropyLoss::new().ignore_index(-1);
    let each: Tensor<(Dim<3>,)> = loss.unreduced(scores, classes).unwrap();
    assert_eq!(each.to_vec(), [2f32.ln(), 0.0, 0.0]);
}

#[test]
fn wrong_options_are_refused_with_the_remedy() {
    let message = |result: Result<(), ShapeError>| result.unwrap_err().to_string();
    assert_eq!(
        message(HuberLoss::try_new(-1.0).map(drop)),
        "HuberLoss: delta is -1, but it must be a finite number above 0"
    );
    assert_eq!(
        message(QuantileLoss::try_new([0.9, 0.1]).map(drop)),
        "QuantileLoss: the list of quantiles is [0.9, 0.1], but it must be at least one number, in ascending order"
    );
    assert!(QuantileLoss::try_new(Vec::new()).is_err() && SmoothL1Loss::try_new(f64::NAN).is_err());
    let panic = std::panic::catch_unwind(|| CrossEntropyLoss::new().label_smoothing(1.5)).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert_eq!(text, "CrossEntropyLoss: label_smoothing is 1.5, but it must be between 0 and 1");
}

#[test]
fn losses_compute_in_f64_too() {
    let (p, t): (Tensor<(Dim<2>,), f64>, _) = (Tensor::from([1.0, 2.0]), Tensor::from([1.5, 0.0]));
    let of = |loss: &dyn Loss<Tensor<(Dim<2>,), f64>, Tensor<(Dim<2>,), f64>, f64>| {
        loss.loss(p.clone(), t.clone()).unwrap().item()
    };
    let summed: Summed<MaeLoss> = MaeLoss.summed();
    assert_eq!([of(&MaeLoss), of(&summed), of(&HuberLoss::new(1.0))], [1.25, 2.5, (0.125 + 1.5) / 2.0]);
}
