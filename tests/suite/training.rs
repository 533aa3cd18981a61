//! The trainer with a user's own models, data sets and callbacks.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::sync::{Arc, Mutex};
use timeseriesml::{
    Adam, Batch, Dataset, Dim, Forward, Linear, Module, MseLoss, ShapeError, Tensor, TrainError, Trainer,
    forecaster::ForwardContract,
    training::{BatchReport, Callback, Run},
};

/// y = x₀ + 2·x₁ for points on a circle.
#[derive(Clone)]
struct Points(usize);

impl Dataset for Points {
    type Input = Tensor<(Batch, Dim<2>)>;
    type Target = Tensor<(Batch, Dim<1>)>;
    type Contract = ForwardContract;
    fn len(&self) -> usize {
        self.0
    }
    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        let at = |i: &usize| [(*i as f32).sin(), (*i as f32).cos()];
        let inputs: Vec<f32> = indices.iter().flat_map(at).collect();
        let targets: Vec<f32> = indices.iter().map(at).map(|[a, b]| a + 2.0 * b).collect();
        let n = indices.len();
        Ok((Tensor::from_slice_sized([n, 2], &inputs)?, Tensor::from_slice_sized([n, 1], &targets)?))
    }
}

#[derive(Module, Clone)]
struct Net {
    head: Linear<2, 1>,
}

impl Forward<Tensor<(Batch, Dim<2>)>> for Net {
    type Output = Tensor<(Batch, Dim<1>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<2>)>) -> Self::Output {
        self.head.forward(x)
    }
}

fn trainer() -> Trainer<Net, MseLoss> {
    let net = Net { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) };
    Trainer::new(net, Adam::new(0.05), MseLoss).progress(false).batch_size(8)
}

/// Records what a callback sees, and calls `act` after each batch with its report, and after each epoch with `None`.
struct Spy<F> {
    seen: Arc<Mutex<Vec<BatchReport>>>,
    act: F,
}

impl<F> Callback<Net> for Spy<F>
where
    F: FnMut(Option<BatchReport>, &mut Run<'_, Net>) -> Result<(), TrainError> + Send + Sync,
{
    fn batch_done(&mut self, run: &mut Run<'_, Net>) -> Result<(), TrainError> {
        let batch = run.batch().unwrap();
        self.seen.lock().unwrap().push(batch);
        (self.act)(Some(batch), run)
    }
    fn epoch_done(&mut self, run: &mut Run<'_, Net>) -> Result<(), TrainError> {
        (self.act)(None, run)
    }
}

fn spy<F>(act: F) -> (Spy<F>, Arc<Mutex<Vec<BatchReport>>>)
where
    F: FnMut(Option<BatchReport>, &mut Run<'_, Net>) -> Result<(), TrainError> + Send + Sync,
{
    let seen = Arc::new(Mutex::new(vec![]));
    (Spy { seen: seen.clone(), act }, seen)
}

#[test]
fn own_model_learns_from_an_own_data_set() {
    let mut trainer = trainer();
    let history = trainer.fit(&Points(100), &Points(50), 60).unwrap();
    assert!(history.best().unwrap().loss() < 1e-3, "{history:?}");
    assert_eq!(history.stopped, None);
}

#[test]
fn callback_sees_every_batch_with_its_size() {
    let (spy, seen) = spy(|_, _| Ok(()));
    trainer().callback(spy).fit(&Points(20), &Points(5), 2).unwrap();
    let seen: Vec<_> = seen.lock().unwrap().iter().map(|batch| (batch.epoch, batch.number, batch.size)).collect();
    assert_eq!(seen, [(1, 1, 8), (1, 2, 8), (1, 3, 4), (2, 1, 8), (2, 2, 8), (2, 3, 4)]);
}

#[test]
fn callback_stops_after_a_batch_or_an_epoch_with_its_reason() {
    for (stop_at, batches) in [(Some(2), 2), (None, 3)] {
        let (spy, seen) = spy(move |batch: Option<BatchReport>, run: &mut Run<'_, Net>| {
            if batch.map(|batch| batch.number) == stop_at {
                run.stop("enough");
                run.stop("a second reason");
            }
            Ok(())
        });
        let history = trainer().callback(spy).fit(&Points(20), &Points(5), 5).unwrap();
        assert_eq!((history.epochs.len(), history.stopped.as_deref()), (1, Some("enough")));
        assert_eq!(seen.lock().unwrap().len(), batches);
    }
}

#[test]
fn callback_changes_the_learning_rate_of_the_next_epoch() {
    let (spy, _) = spy(|batch: Option<BatchReport>, run: &mut Run<'_, Net>| {
        if batch.is_none() {
            run.set_learning_rate(run.learning_rate() / 2.0)?;
        }
        Ok(())
    });
    let history = trainer().callback(spy).fit(&Points(20), &Points(5), 3).unwrap();
    let rates: Vec<_> = history.epochs.iter().map(|epoch| epoch.learning_rate).collect();
    assert_eq!(rates, [0.05, 0.025, 0.0125]);
}

#[test]
fn error_of_a_callback_ends_the_run_with_the_best_weights() {
    let (spy, _) = spy(|batch: Option<BatchReport>, run: &mut Run<'_, Net>| match batch {
        Some(batch) if batch.epoch == 3 => Err(TrainError::callback("the disk is full")),
        _ => {
            run.set_learning_rate(if run.history().epochs.is_empty() { 0.05 } else { 1e3 })?;
            Ok(())
        }
    });
    let mut watched = trainer().callback(spy);
    let error = watched.fit(&Points(20), &Points(5), 5).unwrap_err();
    assert_eq!(error.to_string(), "callback: the disk is full");
    let mut plain = trainer();
    plain.fit(&Points(20), &Points(5), 1).unwrap();
    assert_eq!(format!("{:?}", watched.model().head), format!("{:?}", plain.model().head));
}

#[test]
fn early_stopping_says_why() {
    let mut trainer = trainer().early_stopping(2);
    let (spy, _) = spy(|_, run: &mut Run<'_, Net>| Ok(run.set_learning_rate(0.0)?));
    trainer = trainer.callback(spy);
    let history = trainer.fit(&Points(20), &Points(5), 50).unwrap();
    assert_eq!(history.stopped.as_deref(), Some("the validation loss has not fallen for 2 epochs"));
}

#[test]
fn second_fit_goes_on_with_the_random_state_of_the_first() {
    let losses = |epochs: &[usize]| {
        let (mut trainer, mut losses) = (trainer().seed(7), vec![]);
        for &epochs in epochs {
            losses.extend(trainer.fit(&Points(64), &Points(64), epochs).unwrap().epochs.iter().map(|e| e.train_loss));
        }
        losses
    };
    assert_eq!(losses(&[1, 1]), losses(&[2]));
}

#[test]
fn learning_rate_out_of_range_is_refused_and_the_old_one_stays() {
    for wrong in [-1.0, f64::NAN, f64::INFINITY] {
        let (spy, _) = spy(move |_, run: &mut Run<'_, Net>| {
            let error = run.set_learning_rate(wrong).unwrap_err().to_string();
            assert!(error.starts_with(&format!("the learning rate is {wrong}")), "{error}");
            assert_eq!(run.learning_rate(), 0.05);
            Ok(())
        });
        trainer().callback(spy).fit(&Points(8), &Points(8), 1).unwrap();
    }
}
