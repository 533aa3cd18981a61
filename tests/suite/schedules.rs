//! Learning-rate schedules, gradient clipping and a user's own loop of epochs.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::sync::{Arc, Mutex};
use timeseriesml::{
    Adam, AdamW, Batch, Dataset, Dim, Forward, Linear, Loss, Module, MseLoss, Optimizer, Sgd, ShapeError, Tensor,
    TrainError, Trainer,
    forecaster::ForwardContract,
    optim::schedule::{ExponentialLr, LambdaLr, LinearWarmup, LrSchedule, ReduceLrOnPlateau, ScheduleStep, StepLr},
    training::{BatchReport, Callback, History, Run},
};

/// Points on a circle, with the target `x₀ + 2·x₁ + level`.
struct Points {
    count: usize,
    level: f32,
}

fn points(count: usize) -> Points {
    Points { count, level: 0.0 }
}

impl Dataset for Points {
    type Input = Tensor<(Batch, Dim<2>)>;
    type Target = Tensor<(Batch, Dim<1>)>;
    type Contract = ForwardContract;
    fn len(&self) -> usize {
        self.count
    }
    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        let at = |i: &usize| [(*i as f32).sin(), (*i as f32).cos()];
        let inputs: Vec<f32> = indices.iter().flat_map(at).collect();
        let targets: Vec<f32> = indices.iter().map(at).map(|[a, b]| a + 2.0 * b + self.level).collect();
        let n = indices.len();
        Ok((Tensor::from_slice_sized([n, 2], &inputs)?, Tensor::from_slice_sized([n, 1], &targets)?))
    }
}

#[derive(Module)]
struct Net {
    head: Linear<2, 1>,
}

impl Forward<Tensor<(Batch, Dim<2>)>> for Net {
    type Output = Tensor<(Batch, Dim<1>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<2>)>) -> Self::Output {
        self.head.forward(x)
    }
}

fn net() -> Net {
    Net { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) }
}

/// A trainer with batches of 8, so that 20 points make three batches.
fn trainer(optimizer: impl Optimizer<Net> + 'static) -> Trainer<Net, MseLoss> {
    Trainer::new(net(), optimizer, MseLoss).progress(false).batch_size(8)
}

fn rates(history: &History) -> Vec<f64> {
    history.epochs.iter().map(|epoch| epoch.learning_rate).collect()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12 * b.abs();
    assert!(found.len() == expected.len() && found.iter().zip(expected).all(close), "{found:?}, {expected:?}");
}

/// Records each batch.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<BatchReport>>>);

impl<M: Module> Callback<M> for Notes {
    fn batch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        self.0.lock().unwrap().extend(run.batch());
        Ok(())
    }
}

#[test]
fn schedule_per_epoch_sets_the_rate_of_each_epoch() {
    let notes = Notes::default();
    let schedule = LinearWarmup::new(2, StepLr::new(2).gamma(0.5)).start_factor(0.5);
    let mut trainer = trainer(Adam::new(0.08)).scheduler(schedule).callback(notes.clone());
    let history = trainer.fit(&points(20), &points(5), 6).unwrap();
    assert_close(&rates(&history), &[0.04, 0.06, 0.08, 0.08, 0.04, 0.04]);
    let steps: Vec<_> = notes.0.lock().unwrap().iter().map(|batch| batch.learning_rate).collect();
    assert_close(&steps[..7], &[0.04, 0.04, 0.04, 0.06, 0.06, 0.06, 0.08]);
    // A second fit continues the schedule.
    let history = trainer.fit(&points(20), &points(5), 2).unwrap();
    assert_close(&rates(&history), &[0.02, 0.02]);
}

#[test]
fn schedule_per_batch_sets_the_rate_of_each_step_and_the_history_has_the_last() {
    let notes = Notes::default();
    let mut trainer = trainer(Sgd::new(0.1)).scheduler_per_batch(ExponentialLr::new(0.5)).callback(notes.clone());
    let history = trainer.fit(&points(20), &points(5), 2).unwrap();
    assert_close(&rates(&history), &[0.025, 0.1 * 0.5f64.powi(5)]);
    let steps: Vec<_> = notes.0.lock().unwrap().iter().map(|batch| batch.learning_rate).collect();
    assert_close(&steps, &[0.1, 0.05, 0.025, 0.0125, 0.00625, 0.003125]);
    trainer.train_epoch(&points(20)).unwrap();
    assert_close(&[notes.0.lock().unwrap()[6].learning_rate], &[0.1 * 0.5f64.powi(6)]);
}

#[test]
fn plateau_sees_the_validation_loss() {
    // The validation data has a different level, so the validation loss stops falling when the training data is fitted.
    let schedule = ReduceLrOnPlateau::new().factor(0.1).patience(2).threshold(0.5);
    let mut trainer = trainer(Adam::new(0.05)).scheduler(schedule);
    let history = trainer.fit(&points(20), &Points { count: 5, level: 30.0 }, 12).unwrap();
    assert_close(&rates(&history)[..5], &[0.05, 0.05, 0.05, 0.05, 0.005]);
    assert!(history.epochs[4].train_loss < history.epochs[0].train_loss);
}

#[test]
fn last_scheduler_counts_and_begins_at_the_rate_of_the_optimizer() {
    let first = LinearWarmup::new(5, StepLr::new(1));
    let mut trainer = trainer(Adam::new(0.05)).scheduler(first).scheduler(StepLr::new(1).gamma(0.5));
    let history = trainer.fit(&points(20), &points(5), 2).unwrap();
    assert_close(&rates(&history), &[0.05, 0.025]);
}

#[test]
fn rate_that_means_nothing_ends_the_run() {
    let mut trainer = trainer(Adam::new(0.05)).scheduler(LambdaLr(|step| if step < 2 { 1.0 } else { f64::NAN }));
    let error = trainer.fit(&points(20), &points(5), 5).unwrap_err().to_string();
    assert!(error.starts_with("the learning rate is NaN"), "{error}");
}

#[test]
fn schedule_may_be_chosen_when_running() {
    struct Halved;
    impl LrSchedule for Halved {
        fn name(&self) -> String {
            "halved".into()
        }
        fn rate(&mut self, step: ScheduleStep) -> f64 {
            step.rate / if step.number > 0 { 2.0 } else { 1.0 }
        }
    }
    for (name, expected) in [("halved", [0.1, 0.05, 0.025]), ("constant", [0.1; 3])] {
        let schedule: Box<dyn LrSchedule> = match name {
            "halved" => Box::new(Halved),
            _ => Box::new(LambdaLr(|_| 1.0)),
        };
        let mut trainer = trainer(AdamW::new(0.1)).scheduler(schedule);
        assert_close(&rates(&trainer.fit(&points(20), &points(5), 3).unwrap()), &expected);
    }
}

#[test]
fn clipped_step_is_no_longer_than_the_limit() {
    let notes = Notes::default();
    let mut trainer = trainer(Sgd::new(1.0)).clip_norm(0.25).callback(notes.clone());
    let before = trainer.model().head.as_dyn().clone();
    trainer.train_epoch(&Points { count: 8, level: 1e3 }).unwrap();
    let report = notes.0.lock().unwrap()[0];
    assert!(report.gradient_norm.unwrap() > 1e3);
    let mut squares = 0.0;
    let (mut old, mut new) = (vec![], vec![]);
    before.for_each_parameter(|_, parameter| old.extend(parameter.get::<f32>().unwrap().to_vec()));
    trainer.model().for_each_parameter(|_, parameter| new.extend(parameter.get::<f32>().unwrap().to_vec()));
    old.iter().zip(&new).for_each(|(old, new)| squares += f64::from(old - new).powi(2));
    assert!((squares.sqrt() - 0.25).abs() < 1e-5, "{}", squares.sqrt());

    let mut trainer = self::trainer(Sgd::new(1.0)).clip_value(0.125);
    trainer.train_epoch(&Points { count: 8, level: 1e3 }).unwrap();
    let mut new = vec![];
    trainer.model().for_each_parameter(|_, parameter| new.extend(parameter.get::<f32>().unwrap().to_vec()));
    let largest = old.iter().zip(&new).map(|(old, new)| (old - new).abs()).fold(0.0, f32::max);
    assert!((largest - 0.125).abs() < 1e-6, "{largest}");
}

#[test]
fn limits_that_mean_nothing_are_refused_where_they_are_written() {
    for limit in [-1.0, f64::NAN] {
        for clip in [Trainer::clip_norm, Trainer::clip_value] {
            let refused = std::panic::catch_unwind(|| drop(clip(trainer(Sgd::new(1.0)), limit)));
            let message = *refused.unwrap_err().downcast::<String>().unwrap();
            assert!(message.ends_with("expected a number of at least 0"), "{message}");
        }
    }
}

#[test]
fn gradients_without_a_finite_norm_end_the_run() {
    /// Computes √0, whose derivative is infinite.
    struct Root;
    impl Loss<Tensor<(Batch, Dim<1>)>, Tensor<(Batch, Dim<1>)>> for Root {
        fn loss(
            &self,
            prediction: Tensor<(Batch, Dim<1>)>,
            _: Tensor<(Batch, Dim<1>)>,
        ) -> Result<Tensor<()>, ShapeError> {
            Ok((prediction * 0.0).sqrt().mean_all())
        }
    }
    let mut trainer = Trainer::new(net(), Sgd::new(0.1), Root).progress(false).clip_norm(1.0);
    let error = trainer.fit(&points(8), &points(8), 1).unwrap_err().to_string();
    assert!(error.starts_with("epoch 1, batch 1, learning rate 0.1: the gradient of \""), "{error}");
    assert!(error.contains("\" is NaN at ["), "{error}");
}

#[test]
fn training_loss_takes_the_place_of_the_validation_loss() {
    let mut alone = trainer(Adam::new(0.05)).early_stopping(2).callback(Notes::default());
    let history = alone.fit_without_validation(&points(20), 5).unwrap();
    assert_eq!((history.epochs.len(), history.stopped.clone()), (5, None));
    assert!(history.epochs.iter().all(|epoch| epoch.val_loss.is_none() && epoch.loss() == epoch.train_loss));
    let lowest = history.epochs.iter().map(|epoch| epoch.train_loss).fold(f64::INFINITY, f64::min);
    assert_eq!(history.best().unwrap().train_loss, lowest);
    // With validation data the training losses are the same.
    let watched = trainer(Adam::new(0.05)).fit(&points(20), &points(5), 5).unwrap();
    let losses = |history: &History| history.epochs.iter().map(|epoch| epoch.train_loss).collect::<Vec<_>>();
    assert_eq!(losses(&watched), losses(&history));
    // Training stops when the training loss no longer falls, and the model gets the weights of the best epoch.
    let mut still = trainer(Sgd::new(0.0)).early_stopping(2);
    let history = still.fit_without_validation(&points(16), 50).unwrap();
    assert_eq!(history.stopped.as_deref(), Some("the training loss has not fallen for 2 epochs"));
}

#[test]
fn empty_data_is_named() {
    let mut trainer = trainer(Adam::new(0.05));
    let messages = [
        trainer.fit(&points(0), &points(5), 1).unwrap_err(),
        trainer.fit(&points(5), &points(0), 1).unwrap_err(),
        trainer.fit_without_validation(&points(0), 1).unwrap_err(),
        trainer.train_epoch(&points(0)).unwrap_err(),
        trainer.validate(&points(0)).unwrap_err(),
    ];
    let parts = ["training", "validation", "training", "training", "validation"];
    assert_eq!(messages.map(|error| error.to_string()), parts.map(|part| format!("the {part} data is empty")));
}

#[test]
fn own_loop_of_epochs_equals_fit() {
    let mut fitted = trainer(Adam::new(0.05));
    let history = fitted.fit(&points(20), &points(5), 3).unwrap();
    let mut own = trainer(Adam::new(0.05));
    for epoch in &history.epochs {
        let losses = (own.train_epoch(&points(20)).unwrap(), own.validate(&points(5)).unwrap());
        assert_eq!((losses.0, Some(losses.1)), (epoch.train_loss, epoch.val_loss));
    }
}

/// A user's training function, over any optimizer and any schedule.
fn train_with<O: Optimizer<Net> + 'static, S: LrSchedule>(optimizer: O, schedule: S) -> Result<History, TrainError> {
    let mut trainer = Trainer::new(net(), optimizer, MseLoss).scheduler(schedule).clip_norm(1.0).progress(false);
    trainer.fit(&points(64), &points(16), 30)
}

#[test]
fn every_optimizer_learns_under_a_schedule() -> Result<(), TrainError> {
    let sgd = Sgd::new(0.1).momentum(0.9).nesterov().weight_decay(1e-6);
    let histories = [
        train_with(sgd, LinearWarmup::new(3, StepLr::new(10).gamma(0.5)))?,
        train_with(Adam::new(0.1).weight_decay(1e-6), ReduceLrOnPlateau::new().patience(3))?,
        train_with(AdamW::new(0.1).group("head.bias", |group| group.weight_decay(0.0)), ExponentialLr::new(0.95))?,
    ];
    for history in histories {
        assert!(history.best().unwrap().loss() < 0.05, "{history:?}");
    }
    Ok(())
}
