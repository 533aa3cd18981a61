//! The training loop.
//!
//! `fit` enters the thread pool once; a step (batch, forward, loss, backward, update) allocates nothing once the first ones
//! have filled the pools. Losses are the same to the bit for any number of threads.

use super::early_stopping::EarlyStopping;
use super::error::TrainError;
use super::fits::Fits;
use super::history::{Epoch, History};
use super::progress::Progress;
use crate::data::{DataLoader, Dataset};
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
    batch_size: usize,
    seed: u64,
    patience: Option<usize>,
    progress: bool,
    on_epoch: Option<OnEpoch>,
}

/// What a caller wants to do after an epoch.
type OnEpoch = Box<dyn FnMut(&Epoch) + Send + Sync>;

impl<M: Module, C> Trainer<M, C> {
    /// A trainer with batches of 32, seed 0, no early stopping, and a progress bar where standard error is a terminal.
    pub fn new(model: M, optimizer: impl Optimizer<M> + 'static, loss: C) -> Self {
        let optimizer = Box::new(optimizer);
        Trainer { model, optimizer, loss, batch_size: 32, seed: 0, patience: None, progress: true, on_epoch: None }
    }

    /// How many windows a step sees; 0 counts as 1.
    pub fn batch_size(self, batch_size: usize) -> Self {
        Trainer { batch_size: batch_size.max(1), ..self }
    }

    /// The seed of the order of batches.
    pub fn seed(self, seed: u64) -> Self {
        Trainer { seed, ..self }
    }

    /// Stops after `patience` epochs in a row (0 counts as 1) without a lower validation loss.
    pub fn early_stopping(self, patience: usize) -> Self {
        Trainer { patience: Some(patience), ..self }
    }

    /// Whether to draw a progress bar.
    pub fn progress(self, shown: bool) -> Self {
        Trainer { progress: shown, ..self }
    }

    /// Calls `f` after every epoch.
    pub fn on_epoch(self, f: impl FnMut(&Epoch) + Send + Sync + 'static) -> Self {
        Trainer { on_epoch: Some(Box::new(f)), ..self }
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
    /// [`TrainError`]: a part is empty, the loss is not finite, the optimiser refuses a step. The model then has the best weights so
    /// far.
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
        let mut best = EarlyStopping::new(self.patience, &self.model);
        self.model.train();
        let fitted = self.epochs(train, val, epochs, &mut best);
        // After an error too: what was reached is not lost.
        best.restore(&mut self.model)?;
        self.model.eval();
        fitted
    }

    fn epochs<D: Dataset>(
        &mut self,
        train: &D,
        val: &D,
        epochs: usize,
        best: &mut EarlyStopping,
    ) -> Result<History, TrainError>
    where
        M: Fits<D>,
        C: Loss<M::Prediction, D::Target>,
    {
        let mut loader = DataLoader::new(train, self.batch_size).shuffle(self.seed);
        let progress = Progress::new(self.progress, epochs, loader.len());
        let mut history = History::default();
        for number in 1..=epochs {
            let (mut sum, mut items) = (0.0, 0);
            let sizes = batch_sizes(train.len(), self.batch_size);
            for (batch, (size, item)) in (1..).zip(sizes.zip(loader.epoch())) {
                let (x, y) = item?;
                let loss = self.loss.loss(self.model.predict(x), y)?;
                let value = loss.item();
                if !value.is_finite() {
                    return Err(TrainError::LossNotFinite { epoch: number, batch, loss: value });
                }
                let gradients = loss.backward();
                // The graph goes first, so that no parameter is shared when it is updated.
                drop(loss);
                self.optimizer.step(&mut self.model, &gradients)?;
                sum += f64::from(value) * size as f64;
                items += size;
                progress.batch_done();
            }
            let val_loss = inference(|| self.mean_loss(val))?;
            if !val_loss.is_finite() {
                return Err(TrainError::ValidationNotFinite { epoch: number, loss: val_loss });
            }
            let is_best = best.observe(val_loss, &self.model);
            let epoch = Epoch { number, train_loss: sum / items as f64, val_loss, is_best };
            progress.epoch_done(&epoch);
            if let Some(on_epoch) = &mut self.on_epoch {
                on_epoch(&epoch);
            }
            history.epochs.push(epoch);
            if best.should_stop() {
                history.stopped_early = number < epochs;
                break;
            }
        }
        Ok(history)
    }

    fn mean_loss<D: Dataset>(&self, data: &D) -> Result<f64, TrainError>
    where
        M: Fits<D>,
        C: Loss<M::Prediction, D::Target>,
    {
        let mut sum = 0.0;
        let mut loader = DataLoader::new(data, self.batch_size);
        for (size, item) in batch_sizes(data.len(), self.batch_size).zip(loader.epoch()) {
            let (x, y) = item?;
            sum += f64::from(self.loss.loss(self.model.predict(x), y)?.item()) * size as f64;
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

/// The sizes of the batches of an epoch: all equal but the last.
fn batch_sizes(items: usize, batch_size: usize) -> impl Iterator<Item = usize> {
    (0..items).step_by(batch_size).map(move |first| batch_size.min(items - first))
}
