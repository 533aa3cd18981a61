//! The training loop.
//!
//! A step (batch, forward, loss, backward, update) allocates nothing once the first ones have filled the pools. Losses are the
//! same to the bit for any number of threads. What else happens in a run is done by callbacks.

use super::callback::{BatchReport, Callback, OnEpoch, Run, RunState};
use super::early_stopping::{BestWeights, EarlyStopping};
use super::error::TrainError;
use super::fits::Fits;
use super::history::{Epoch, History};
use super::progress::ProgressBar;
use super::recorder::Recorder;
use crate::data::{Batches, Dataset};
use crate::nn::{Forward, Loss, Module};
use crate::optim::Optimizer;
use crate::shape::Shape;
use crate::tensor::{Tensor, inference};

/// Trains a model with an optimiser and a loss.
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
pub struct Trainer<M, C> {
    model: M,
    optimizer: Box<dyn Optimizer<M>>,
    loss: C,
    batches: Batches,
    state: RunState,
    observers: Observers<M>,
}

/// The callbacks of a trainer: its own first and last, between them those of the user.
struct Observers<M> {
    recorder: Recorder,
    best: BestWeights,
    callbacks: Vec<Box<dyn Callback<M>>>,
    progress: ProgressBar,
}

impl<M: Module> Observers<M> {
    /// Calls `f` with each of them, up to the first error.
    fn each(
        &mut self,
        mut f: impl FnMut(&mut (dyn Callback<M> + 'static)) -> Result<(), TrainError>,
    ) -> Result<(), TrainError> {
        f(&mut self.recorder)?;
        f(&mut self.best)?;
        self.callbacks.iter_mut().try_for_each(|callback| f(&mut **callback))?;
        f(&mut self.progress)
    }
}

impl<M: Module, C> Trainer<M, C> {
    /// A trainer with batches of 32, seed 0, no early stopping, and a progress bar where standard error is a terminal.
    pub fn new(model: M, optimizer: impl Optimizer<M> + 'static, loss: C) -> Self {
        let (best, progress) = (BestWeights::default(), ProgressBar::new(true));
        let observers = Observers { recorder: Recorder, best, callbacks: vec![], progress };
        let (optimizer, batches) = (Box::new(optimizer), Batches::new(32).shuffle(0));
        Trainer { model, optimizer, loss, batches, state: RunState::default(), observers }
    }

    /// How many windows a step sees; 0 counts as 1.
    pub fn batch_size(self, batch_size: usize) -> Self {
        Trainer { batches: self.batches.of_size(batch_size), ..self }
    }

    /// The seed of the order of batches. A second `fit` goes on with the random state that the first one left.
    pub fn seed(self, seed: u64) -> Self {
        Trainer { batches: self.batches.shuffle(seed), ..self }
    }

    /// Stops after `patience` epochs in a row (0 counts as 1) without a lower validation loss.
    pub fn early_stopping(self, patience: usize) -> Self {
        self.callback(EarlyStopping { patience })
    }

    /// Whether to draw a progress bar.
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

    /// The model.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The model, for the next thing to do with it.
    pub fn into_model(self) -> M {
        self.model
    }

    /// Trains for at most `epochs` epochs. Afterwards the model has the weights of the epoch with the lowest validation loss.
    ///
    /// The model is put into training mode for this, and into evaluation mode after it.
    ///
    /// # Errors
    /// [`TrainError`]: a part is empty, the loss is not finite, the optimiser refuses a step, or a callback fails. The model then
    /// has the best weights so far.
    pub fn fit<D: Dataset>(&mut self, train: &D, val: &D, epochs: usize) -> Result<History, TrainError>
    where
        M: Fits<D>,
        C: Loss<M::Prediction, D::Target>,
    {
        for (part, data) in [("training", train), ("validation", val)] {
            if data.is_empty() {
                return Err(TrainError::NoData { part });
            }
        }
        self.state = RunState { epochs, batches: self.batches.count(train.len()), ..RunState::default() };
        self.observe(Callback::started)?;
        let fitted = (1..=epochs).try_for_each(|number| match self.state.history.stopped {
            Some(_) => Ok(()),
            None => self.epoch(train, val, number),
        });
        // After an error too: what was reached is not lost.
        let ended = self.observe(Callback::ended);
        self.model.eval();
        fitted.and(ended).map(|()| std::mem::take(&mut self.state.history))
    }

    fn epoch<D: Dataset>(&mut self, train: &D, val: &D, number: usize) -> Result<(), TrainError>
    where
        M: Fits<D>,
        C: Loss<M::Prediction, D::Target>,
    {
        self.model.train();
        let (mut sum, mut items) = (0.0, 0);
        for (batch, in_epoch) in self.batches.epoch(train).zip(1..) {
            let batch = batch?;
            let loss = self.loss.loss(self.model.predict(batch.input), batch.target)?;
            let value = loss.item();
            if !value.is_finite() {
                return Err(TrainError::LossNotFinite { epoch: number, batch: in_epoch, loss: value });
            }
            let gradients = loss.backward();
            // The graph goes first, so that no parameter is shared when it is updated.
            drop(loss);
            self.optimizer.step(&mut self.model, &gradients)?;
            let (size, loss) = (batch.size, f64::from(value));
            (sum, items) = (sum + loss * size as f64, items + size);
            self.state.batch = Some(BatchReport { epoch: number, number: in_epoch, size, loss });
            let mut run = Run { model: &mut self.model, optimizer: &mut *self.optimizer, state: &mut self.state };
            self.observers.each(|callback| callback.batch_done(&mut run))?;
            if self.state.history.stopped.is_some() {
                break;
            }
        }
        let val_loss = inference(|| self.mean_loss(val))?;
        if !val_loss.is_finite() {
            return Err(TrainError::ValidationNotFinite { epoch: number, loss: val_loss });
        }
        self.state.losses = (sum / items as f64, val_loss);
        self.observe(Callback::epoch_done)
    }

    fn observe(
        &mut self,
        call: impl Fn(&mut (dyn Callback<M> + 'static), &mut Run<'_, M>) -> Result<(), TrainError>,
    ) -> Result<(), TrainError> {
        let mut run = Run { model: &mut self.model, optimizer: &mut *self.optimizer, state: &mut self.state };
        self.observers.each(|callback| call(callback, &mut run))
    }

    fn mean_loss<D: Dataset>(&self, data: &D) -> Result<f64, TrainError>
    where
        M: Fits<D>,
        C: Loss<M::Prediction, D::Target>,
    {
        let mut sum = 0.0;
        for batch in self.batches.in_order().epoch(data) {
            let batch = batch?;
            let loss = self.loss.loss(self.model.predict(batch.input), batch.target)?;
            sum += f64::from(loss.item()) * batch.size as f64;
        }
        Ok(sum / data.len() as f64)
    }

    /// What the model makes of an input, in evaluation and without a graph. Scaled as the model's training data was: see
    /// [`WindowPart::unscale`](crate::data::WindowPart::unscale).
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
