//! The training loop.
//!
//! After the first steps have filled the memory pools, a step (batch, forward, loss, backward, update) does not allocate. Losses are
//! bit-identical for any number of threads. Callbacks record the history, follow the schedule, keep the best weights and draw the progress bar.

use super::callback::{BatchReport, Callback, OnEpoch, Pass, Run, RunState};
use super::checkpoint::{CheckpointError, Checkpoints, SavedValue, Snapshot};
use super::clipping::{Clipping, limit};
use super::diagnosis;
use super::early_stopping::EarlyStopping;
use super::error::TrainError;
use super::fits::{Fits, LossOn, Trainable};
use super::history::{Epoch, History};
use super::observers::Observers;
use super::scheduled::Scheduled;
use crate::data::{Batches, BatchesState, Dataset};
use crate::forecaster::FirstNotFinite;
use crate::nn::{Forward, Module};
use crate::optim::Optimizer;
use crate::optim::schedule::{LrSchedule, LrScheduler};
use crate::shape::Shape;
use crate::tensor::{GradientError, Gradients, Tensor, inference, or_panic};
use std::panic::{RefUnwindSafe, UnwindSafe};

/// Trains an `f32` model with an optimizer and a loss. For an `f64` model, write the loop yourself.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Adam, Column, MseLoss, Standard, SyntheticCandles, Tcn, Trainer, WindowDataset, channels};
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
///
/// let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).early_stopping(5).seed(1);
/// let history = trainer.fit(&train, &val, 3)?;
/// let forecast = trainer.predict(test.input(0))?;
/// let prices = test.unscale(0, &forecast.to_vec());
/// # assert!(history.epochs.len() == 3 && prices.iter().all(|p| p.is_finite()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct Trainer<M, C> {
    pub(super) model: M,
    pub(super) optimizer: Box<dyn Optimizer<M>>,
    pub(super) loss: C,
    pub(super) batches: Batches,
    pub(super) clipping: Clipping,
    pub(super) checkpoints: Option<Checkpoints>,
    pub(super) attached: Option<SavedValue>,
    pub(super) state: RunState,
    pub(super) observers: Observers<M>,
}

debug_of! { [M, C] Trainer<M, C>, "Trainer", |it| { clipping: it.clipping, checkpoints: it.checkpoints, epochs: it.state.epochs } }

// Callbacks are only reached through `&mut`. What they share is `Sync`: a lock or an atomic, which is unwind-safe.
impl<M: UnwindSafe, C: UnwindSafe> UnwindSafe for Trainer<M, C> {}
impl<M: RefUnwindSafe, C: RefUnwindSafe> RefUnwindSafe for Trainer<M, C> {}

impl<M, C> Trainer<M, C> {
    /// Makes a trainer with batches of 32, seed 0, no early stopping, and a progress bar if standard error is a terminal.
    pub fn new<Q>(model: M, optimizer: impl Optimizer<M::Known> + 'static, loss: C) -> Trainer<M::Known, C>
    where
        M: Trainable<Q>,
    {
        Trainer {
            model: model.known(),
            optimizer: Box::new(optimizer),
            loss,
            batches: Batches::new(32).shuffle(0),
            clipping: Clipping::default(),
            checkpoints: None,
            attached: None,
            state: RunState::default(),
            observers: Observers::new(),
        }
    }
}

impl<M: Module, C> Trainer<M, C> {
    /// Sets the batch size, the number of items per step; 32 by default, and 0 counts as 1.
    pub fn batch_size(self, batch_size: usize) -> Self {
        Trainer { batches: self.batches.of_size(batch_size), ..self }
    }

    /// Drops the last batch of a training epoch if it is smaller than the others: [`BatchNorm1d`](crate::nn::BatchNorm1d) cannot train on
    /// a batch of one. Validation uses all items.
    pub fn drop_last(self) -> Self {
        Trainer { batches: self.batches.drop_last(), ..self }
    }

    /// Sets the seed with which items are shuffled; 0 by default. A second `fit` continues with the random state of the first.
    pub fn seed(self, seed: u64) -> Self {
        Trainer { batches: self.batches.shuffle(seed), ..self }
    }

    /// Stops after `patience` epochs in a row (0 counts as 1) without a lower validation loss, or training loss if there is no validation.
    pub fn early_stopping(self, patience: usize) -> Self {
        self.callback(EarlyStopping { patience })
    }

    /// Sets the learning rate after each epoch of `fit` with a schedule that starts from the optimizer's learning rate. A second call replaces
    /// the schedule. A second `fit` continues the schedule.
    ///
    /// # Example
    /// ```
    /// # use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    /// use timeseriesml::optim::schedule::{CosineAnnealingLr, LinearWarmup};
    /// use timeseriesml::{Adam, Linear, MseLoss, Trainer};
    /// # let model = Linear::<3, 1>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let schedule = LinearWarmup::new(5, CosineAnnealingLr::new(95).eta_min(1e-6));
    /// let trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).scheduler(schedule).clip_norm(1.0);
    /// ```
    /// # Panics
    /// If the first learning rate of the schedule is negative or not finite.
    #[track_caller]
    pub fn scheduler(self, schedule: impl LrSchedule) -> Self {
        self.schedule(schedule, false)
    }

    /// Like [`scheduler`](Self::scheduler), but the schedule steps after each batch, also in [`train_epoch`](Self::train_epoch): count its steps in
    /// batches instead of epochs.
    ///
    /// # Panics
    /// If the first learning rate of the schedule is negative or not finite.
    #[track_caller]
    pub fn scheduler_per_batch(self, schedule: impl LrSchedule) -> Self {
        self.schedule(schedule, true)
    }

    #[track_caller]
    fn schedule(mut self, schedule: impl LrSchedule, per_batch: bool) -> Self {
        let replaced = self.observers.schedule.as_ref();
        let base = replaced.map_or(self.optimizer.learning_rate(), |old| old.scheduler.base_learning_rate());
        let scheduler = LrScheduler::new(schedule, base);
        or_panic(self.optimizer.set_learning_rate(scheduler.learning_rate()));
        self.observers.schedule = Some(Scheduled { scheduler, per_batch });
        self
    }

    /// Scales the gradients of each step so that their norm, over all parameters, is at most `max_norm`. `clip_value` is applied first.
    ///
    /// # Panics
    /// If `max_norm` is negative or NaN.
    #[doc(alias = "clip_grad_norm_")]
    #[track_caller]
    pub fn clip_norm(mut self, max_norm: f64) -> Self {
        self.clipping.norm = Some(limit("norm", max_norm));
        self
    }

    /// Clamps each element of the gradients to the range from `-max` to `max` before each step.
    ///
    /// # Panics
    /// If `max` is negative or NaN.
    #[doc(alias = "clip_grad_value_")]
    #[track_caller]
    pub fn clip_value(mut self, max: f64) -> Self {
        self.clipping.value = Some(limit("value", max));
        self
    }

    /// Writes checkpoints during `fit` to a folder: `last.ckpt` after every epoch, `best.ckpt` after every epoch with the lowest loss so far.
    /// To set options, pass [`Checkpoints`]. [`resume`](Self::resume) continues from a checkpoint.
    ///
    /// A checkpoint contains the model, the best weights, the states of optimizer, schedule and callbacks, the random state of batches and layers,
    /// the history, and an [attached](Self::attach) value. A new run overwrites earlier checkpoints in the folder.
    ///
    /// # Example
    /// A program that may be killed at any time and started again:
    /// ```
    /// # use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    /// # use timeseriesml::{Adam, Column, MseLoss, Standard, SyntheticCandles, Tcn, Trainer, WindowDataset, channels};
    /// # let candles = SyntheticCandles::new(300).generate();
    /// # let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
    /// # let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    /// # let temporary = tempfile::tempdir()?;
    /// # let folder = temporary.path().join("runs/btc");
    /// let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).checkpoints(&folder);
    /// if let Some(point) = trainer.resume_if_any(&folder)? {
    ///     println!("{} epochs are done", point.epochs);
    /// }
    /// let history = trainer.fit(&train, &val, 3)?; // three epochs, including those done before
    /// # assert_eq!(history.epochs.len(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "ModelCheckpoint")]
    pub fn checkpoints(self, folder: impl Into<Checkpoints>) -> Self {
        Trainer { checkpoints: Some(folder.into()), ..self }
    }

    /// Sets whether to draw a progress bar.
    pub fn progress(mut self, shown: bool) -> Self {
        self.observers.progress.shown = shown;
        self
    }

    /// Calls `f` after every epoch.
    pub fn on_epoch(self, f: impl FnMut(&Epoch) + Send + Sync + 'static) -> Self {
        self.callback(OnEpoch(f))
    }

    /// Calls a [`Callback`] after every batch and epoch.
    pub fn callback(mut self, callback: impl Callback<M> + 'static) -> Self {
        self.observers.callbacks.push(Box::new(callback));
        self
    }

    /// The optimizer.
    pub fn optimizer(&self) -> &dyn Optimizer<M> {
        &*self.optimizer
    }

    /// The optimizer, for example to set its learning rate in a loop of your own.
    pub fn optimizer_mut(&mut self) -> &mut dyn Optimizer<M> {
        &mut *self.optimizer
    }
}

// There is no bound `M: Module` here: the bounds of the methods imply it, and rustc would report both.
impl<M, C> Trainer<M, C> {
    /// The model.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// Returns the model and drops the trainer.
    pub fn into_model(self) -> M::Known
    where
        M: Trainable,
    {
        self.model.known()
    }

    /// Trains for at most `epochs` epochs. Afterwards the model has the weights of the epoch with the lowest validation loss and is in
    /// evaluation mode.
    ///
    /// Without validation data, use [`fit_without_validation`](Self::fit_without_validation).
    ///
    /// # Errors
    /// [`TrainError`] if the data is empty, a loss or a gradient is not finite (the error names the first value that is not: in the data, the
    /// weights, the gradients, or the result of an operation), the optimizer rejects a step, or a callback fails. The model then has the best
    /// weights so far.
    pub fn fit<D: Dataset>(&mut self, train: &D, val: &D, epochs: usize) -> Result<History, TrainError>
    where
        M: Fits<D>,
        C: LossOn<M::Prediction, D, Target = D::Target>,
    {
        self.run(train, Some(val), epochs)
    }

    /// Like [`fit`](Self::fit), but without validation, to train on all data. Early stopping,
    /// [`ReduceLrOnPlateau`](crate::optim::schedule::ReduceLrOnPlateau) and the choice of the best weights use the training loss instead.
    ///
    /// # Errors
    /// Same as [`fit`](Self::fit).
    pub fn fit_without_validation<D: Dataset>(&mut self, train: &D, epochs: usize) -> Result<History, TrainError>
    where
        M: Fits<D>,
        C: LossOn<M::Prediction, D, Target = D::Target>,
    {
        self.run(train, None, epochs)
    }

    /// Trains for one pass over the data, for a loop of your own. Returns the mean loss, computed while the model changed and weighted by the number
    /// of items in each batch. A batch of [weight](crate::nn::Loss::weight) 0 makes no step.
    ///
    /// Callbacks see each batch; only `fit` does what belongs to an epoch (validation, history, schedule, best weights). Afterwards the model is
    /// in evaluation mode.
    ///
    /// # Example
    /// ```
    /// # use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    /// # use timeseriesml::{Adam, Column, MseLoss, Standard, SyntheticCandles, Tcn, Trainer, WindowDataset, channels};
    /// # let candles = SyntheticCandles::new(300).generate();
    /// # let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
    /// # let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    /// # let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
    /// for epoch in 1..=3 {
    ///     let loss = trainer.train_epoch(&train)?;
    ///     println!("epoch {epoch}: loss {loss:.4}, validation {:.4}", trainer.validate(&val)?);
    ///     trainer.optimizer_mut().set_learning_rate(1e-3 / f64::from(epoch))?;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// The errors of [`fit`](Self::fit); the model then has the weights of the last step.
    pub fn train_epoch<D: Dataset>(&mut self, train: &D) -> Result<f64, TrainError>
    where
        M: Fits<D>,
        C: LossOn<M::Prediction, D, Target = D::Target>,
    {
        check_some("training", train)?;
        if !self.takes_over(train)? {
            self.state.epoch += 1;
            self.state.pass = Pass::default();
        }
        self.state.batches = self.batches.count(train);
        self.state.history.stopped = None;
        let loss = self.pass(train, false);
        self.model.eval();
        loss
    }

    /// The mean loss over a data set, without training or recording a graph. Each batch counts in proportion to its
    /// [weight](crate::nn::Loss::weight).
    ///
    /// # Errors
    /// [`TrainError::NoData`] if the data is empty; [`TrainError::ValidationNotFinite`], with the first value that is not finite, if the mean is
    /// NaN or infinite; any error of the loss.
    pub fn validate<D: Dataset>(&self, val: &D) -> Result<f64, TrainError>
    where
        M: Fits<D>,
        C: LossOn<M::Prediction, D, Target = D::Target>,
    {
        check_some("validation", val)?;
        let (loss, failed) = inference(|| self.mean_loss(val))?;
        if loss.is_finite() {
            return Ok(loss);
        }
        let cause = failed.map_or(FirstNotFinite::NoTarget, |items| {
            inference(|| diagnosis::of_loss(&self.model, &self.loss, val, &items, loss.is_nan()))
        });
        let (epoch, learning_rate) = (self.state.epoch, self.optimizer.learning_rate());
        Err(TrainError::ValidationNotFinite { epoch, loss, learning_rate, cause: Box::new(cause) })
    }
}

impl<M: Module, C> Trainer<M, C> {
    fn run<D: Dataset>(&mut self, train: &D, val: Option<&D>, epochs: usize) -> Result<History, TrainError>
    where
        M: Fits<D>,
        C: LossOn<M::Prediction, D, Target = D::Target>,
    {
        check_some("training", train)?;
        val.map_or(Ok(()), |val| check_some("validation", val))?;
        if !self.takes_over(train)? {
            self.state = RunState::default();
        }
        (self.state.epochs, self.state.batches) = (epochs, self.batches.count(train));
        self.observe(Callback::started)?;
        let fitted = self.epochs(train, val);
        // `ended` is also called after an error, so that the best weights are not lost.
        let ended = self.observe(Callback::ended);
        self.model.eval();
        fitted.and(ended).map(|()| std::mem::take(&mut self.state.history))
    }

    fn epochs<D: Dataset>(&mut self, train: &D, val: Option<&D>) -> Result<(), TrainError>
    where
        M: Fits<D>,
        C: LossOn<M::Prediction, D, Target = D::Target>,
    {
        // A run that was stopped within an epoch still validates this epoch, even if the run was resumed in between.
        while self.state.history.epochs.len() < self.state.epochs
            && (self.state.history.stopped.is_none() || self.state.pass.batches > 0)
        {
            let number = self.state.history.epochs.len() + 1;
            self.state.epoch = number;
            let train_loss = self.pass(train, true)?;
            let val_loss = val.map(|val| self.validate(val)).transpose()?;
            self.state.losses = (train_loss, val_loss);
            self.observe(Callback::epoch_done)?;
            self.state.pass = Pass::default();
            if let Some(checkpoints) = &self.checkpoints {
                let is_best = self.state.history.last().is_some_and(|epoch| epoch.is_best);
                checkpoints.write(&self.snapshot(&self.batches.state(), train.len()), is_best)?;
            }
        }
        Ok(())
    }

    fn snapshot<'a>(&'a self, batches: &'a BatchesState, items: usize) -> Snapshot<'a, M> {
        let Trainer { model, optimizer, observers, state: run, attached, .. } = self;
        Snapshot { model, optimizer: &**optimizer, observers, run, batches, items, attached }
    }

    /// Whether this call of `fit` continues from a checkpoint. Only the first call after `resume` does.
    fn takes_over(&mut self, train: &impl Dataset) -> Result<bool, CheckpointError> {
        let found = train.len();
        if let Some(expected) = self.state.pending.filter(|&expected| expected != found) {
            return Err(CheckpointError::OtherData { found, expected });
        }
        self.state.resumed = self.state.pending.take().is_some();
        Ok(self.state.resumed)
    }

    /// Makes a step for each remaining batch of the epoch, and returns the mean loss of the whole epoch.
    fn pass<D: Dataset>(&mut self, train: &D, checkpoints: bool) -> Result<f64, TrainError>
    where
        M: Fits<D>,
        C: LossOn<M::Prediction, D, Target = D::Target>,
    {
        self.model.train();
        let (epoch, before) = (self.state.epoch, self.batches.state());
        let checkpoints = self.checkpoints.as_ref().filter(|_| checkpoints);
        let mut batches = self.batches.epoch(train, self.state.pass.batches);
        let mut failed = None;
        while self.state.history.stopped.is_none()
            && let Some(batch) = batches.next()
        {
            let (batch, number) = (batch?, self.state.pass.batches + 1);
            let (size, learning_rate) = (batch.size, self.optimizer.learning_rate());
            let (loss, gradient_norm) = match self.loss.weight(&batch.target, size) > 0.0 {
                true => {
                    let loss = self.loss.compare(self.model.predict(batch.input), batch.target)?;
                    let value = loss.item();
                    if !value.is_finite() {
                        failed = Some((number, value));
                        break;
                    }
                    let mut gradients = loss.backward();
                    // The graph is dropped first, since it shares the parameters, and only unshared memory is updated in place.
                    drop(loss);
                    let at = Step { epoch, batch: number, learning_rate };
                    let gradient_norm = clipped(self.clipping, &self.model, &mut gradients, at)?;
                    self.optimizer.step(&mut self.model, &gradients)?;
                    (f64::from(value), gradient_norm)
                }
                // The loss ignores all targets of the batch, so the batch has no loss.
                false => (f64::NAN, None),
            };
            self.state.pass.add(size, loss);
            self.state.learning_rate = learning_rate;
            self.state.batch = Some(BatchReport { epoch, number, size, loss, learning_rate, gradient_norm });
            let mut run = Run { model: &mut self.model, optimizer: &mut *self.optimizer, state: &mut self.state };
            self.observers.each(|callback| callback.batch_done(&mut run))?;
            if let Some(checkpoints) = checkpoints.filter(|checkpoints| checkpoints.is_due(number)) {
                let (model, optimizer, observers) = (&self.model, &*self.optimizer, &self.observers);
                let (run, attached, items) = (&self.state, &self.attached, train.len());
                let snapshot = Snapshot { model, optimizer, observers, run, batches: &before, items, attached };
                checkpoints.write(&snapshot, false)?;
            }
        }
        drop(batches);
        let Some((batch, loss)) = failed else { return Ok(self.state.pass.mean()) };
        let (items, learning_rate) = (self.batches.items(batch), self.optimizer.learning_rate());
        let cause = diagnosis::of_loss(&self.model, &self.loss, train, items, loss.is_nan());
        Err(TrainError::LossNotFinite { epoch, batch, loss, learning_rate, cause: Box::new(cause) })
    }

    fn observe(
        &mut self,
        call: impl Fn(&mut (dyn Callback<M> + 'static), &mut Run<'_, M>) -> Result<(), TrainError>,
    ) -> Result<(), TrainError> {
        let mut run = Run { model: &mut self.model, optimizer: &mut *self.optimizer, state: &mut self.state };
        self.observers.each(|callback| call(callback, &mut run))
    }

    /// The mean loss, and the items of the first batch whose loss is not finite.
    fn mean_loss<D: Dataset>(&self, data: &D) -> Result<(f64, Option<Vec<usize>>), TrainError>
    where
        M: Fits<D>,
        C: LossOn<M::Prediction, D, Target = D::Target>,
    {
        let (mut sum, mut total, mut items, mut failed) = (0.0, 0.0, 0, None);
        for batch in self.batches.in_order().epoch(data, 0) {
            let batch = batch?;
            let (first, weight) = (items, self.loss.weight(&batch.target, batch.size));
            items += batch.size;
            if weight > 0.0 {
                let loss = self.loss.compare(self.model.predict(batch.input), batch.target)?.item();
                (sum, total) = (sum + f64::from(loss) * weight, total + weight);
                if !loss.is_finite() && failed.is_none() {
                    failed = Some((first..items).collect());
                }
            }
        }
        Ok((sum / total, failed))
    }

    /// The model's prediction for an input, in evaluation mode and without recording a graph. Input and prediction are scaled like the training
    /// data; [`WindowPart::unscale`](crate::data::WindowPart::unscale) converts the prediction to the data's unit.
    ///
    /// # Errors
    /// [`TrainError::InputNotFinite`] if a value is NaN or infinite.
    pub fn predict<S: Shape>(&self, x: Tensor<S>) -> Result<M::Output, TrainError>
    where
        M: Forward<Tensor<S>, Output: Send>,
    {
        let values = x.to_vec();
        if let Some(element) = values.iter().position(|value| !value.is_finite()) {
            return Err(TrainError::InputNotFinite { found: values[element], element, sizes: x.sizes().to_vec() });
        }
        let model = &self.model;
        Ok(inference(|| model.forward(x)))
    }
}

/// The position and learning rate of a step, for an error.
struct Step {
    epoch: usize,
    batch: usize,
    learning_rate: f64,
}

/// Clips gradients, and returns their norm before clipping if the norm is limited. Gradients that are not finite afterwards are an error.
fn clipped(
    clipping: Clipping,
    model: &impl Module,
    gradients: &mut Gradients,
    at: Step,
) -> Result<Option<f64>, TrainError> {
    let Step { epoch, batch, learning_rate } = at;
    let norm = clipping.apply(gradients);
    let are_finite = match &norm {
        Ok(None) => gradients.all_finite(),
        Ok(Some(_)) => true,
        Err(error) => !matches!(error, GradientError::NormNotFinite { .. }),
    };
    if !are_finite && let Some(cause) = diagnosis::of_gradients(model, gradients) {
        return Err(TrainError::GradientNotFinite { epoch, batch, learning_rate, cause: Box::new(cause) });
    }
    norm.map_err(|source| TrainError::ClippingFailed { epoch, batch, source })
}

fn check_some(part: &'static str, data: &impl Dataset) -> Result<(), TrainError> {
    if data.is_empty() { Err(TrainError::NoData { part }) } else { Ok(()) }
}
