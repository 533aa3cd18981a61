//! Callbacks: they see the model, the optimizer and the history after each batch and epoch, and may stop the run.

use super::checkpoint::SavedValue;
use super::error::TrainError;
use super::history::{Epoch, History};
use crate::nn::Module;
use crate::optim::{OptimError, Optimizer};
use serde::{Deserialize, Serialize};

/// Observes the training of a model `M`. Pass it to [`Trainer::callback`](crate::training::Trainer::callback).
///
/// Callbacks run in the order in which they were added. An error ends the run; the model then has the best weights so far.
///
/// # Example
/// Halves the learning rate every ten epochs, and stops when the loss is low enough:
/// ```
/// use timeseriesml::{Module, TrainError, training::{Callback, Run}};
///
/// struct Halve {
///     enough: f64,
/// }
///
/// impl<M: Module> Callback<M> for Halve {
///     fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
///         let epoch = *run.history().last().expect("an epoch is done");
///         if epoch.loss() < self.enough {
///             run.stop(format!("the validation loss is below {}", self.enough));
///         }
///         if epoch.number % 10 == 0 {
///             run.set_learning_rate(run.learning_rate() / 2.0)?;
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait Callback<M: Module>: Send + Sync {
    /// Called once by `fit`, before the first batch.
    ///
    /// # Errors
    /// Any error of the callback; training then does not begin.
    fn started(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let _ = run;
        Ok(())
    }

    /// Called after each batch, even if all its targets are ignored and the optimizer made no step.
    ///
    /// # Errors
    /// Any error of the callback; it ends the run.
    fn batch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let _ = run;
        Ok(())
    }

    /// Called after each epoch of `fit` and its validation. The history then ends with this epoch.
    ///
    /// # Errors
    /// Any error of the callback; it ends the run.
    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let _ = run;
        Ok(())
    }

    /// Called once at the end of `fit`, also after an error.
    ///
    /// # Errors
    /// Any error of the callback. `fit` returns it unless an earlier error ended the run.
    fn ended(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let _ = run;
        Ok(())
    }

    /// The name under which a checkpoint saves the state; by default the name of the type.
    fn name(&self) -> &str {
        std::any::type_name::<Self>()
    }

    /// The state that a checkpoint saves, such as `SavedValue::new(&self.count).ok()`; `None` by default. A callback with state must return `Some`
    /// already at the start of the run.
    fn state(&self) -> Option<SavedValue> {
        None
    }

    /// Continues from what [`state`](Self::state) returned, for example by `self.count = state.get()?`. `resume` calls it before
    /// [`started`](Self::started).
    ///
    /// # Errors
    /// Any error of the callback, which must then leave itself unchanged; the run is not resumed.
    fn load_state(&mut self, state: &SavedValue) -> Result<(), TrainError> {
        let _ = state;
        Ok(())
    }
}

/// A training run as a [`Callback`] sees it.
pub struct Run<'a, M> {
    pub(super) model: &'a mut M,
    pub(super) optimizer: &'a mut dyn Optimizer<M>,
    pub(super) state: &'a mut RunState,
}

debug_of! { ['a, M] Run<'a, M>, "Run", |it| { epochs: it.state.epochs } }

/// The progress of a run.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct RunState {
    pub(super) history: History,
    pub(super) epochs: usize,
    pub(super) batches: usize,
    pub(super) batch: Option<BatchReport>,
    /// The number of the epoch, from 1.
    pub(super) epoch: usize,
    pub(super) pass: Pass,
    /// The learning rate of the last step.
    pub(super) learning_rate: f64,
    /// Training and validation loss of the latest epoch.
    pub(super) losses: (f64, Option<f64>),
    /// Between `resume` and `fit`: the number of training items that the checkpoint recorded.
    #[serde(skip)]
    pub(super) pending: Option<usize>,
    /// Whether the run continues from a checkpoint.
    #[serde(skip)]
    pub(super) resumed: bool,
}

impl RunState {
    /// Checks that the numbers of a saved state are consistent, for training data of `items` items in batches of `size`.
    pub(super) fn check(&self, items: usize, size: usize) -> Result<(), &'static str> {
        let Pass { batches, items: seen, .. } = self.pass;
        let epochs = &self.history.epochs;
        if batches > items.div_ceil(size.max(1)) || seen != batches.saturating_mul(size).min(items) {
            return Err("the epoch has more batches than the data");
        }
        if (1..).zip(epochs).any(|(number, epoch)| epoch.number != number) || self.epoch > epochs.len() + 1 {
            return Err("the epochs of the history are not in order");
        }
        Ok(())
    }
}

/// The progress of an epoch.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Pass {
    pub(super) batches: usize,
    pub(super) items: usize,
    /// The sum of the losses, each times the size of its batch. A batch without a loss counts with the mean of the previous batches. The sum is NaN
    /// until there is a loss.
    pub(super) sum: f64,
}

impl Pass {
    /// Adds a batch of `size` items. `loss` is NaN if the batch has none.
    pub(super) fn add(&mut self, size: usize, loss: f64) {
        let items = self.items + size;
        self.sum = match (loss.is_nan(), self.items > 0) {
            (true, _) => self.mean() * items as f64,
            // The first loss also counts for the previous batches, which had none.
            (false, true) if self.sum.is_nan() => loss * items as f64,
            (false, _) => self.sum + loss * size as f64,
        };
        (self.batches, self.items) = (self.batches + 1, items);
    }

    /// The mean loss so far.
    pub(super) fn mean(&self) -> f64 {
        self.sum / self.items as f64
    }
}

/// One batch of training: its loss and the step that followed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BatchReport {
    /// The number of the epoch, from 1.
    pub epoch: usize,
    /// The number of the batch within its epoch, from 1.
    pub number: usize,
    /// The number of items of the batch.
    pub size: usize,
    /// The batch's mean loss, before the step. It is NaN, and there was no step, if all targets are ignored
    /// ([`Loss::weight`](crate::nn::Loss::weight)).
    pub loss: f64,
    /// The learning rate of the step.
    pub learning_rate: f64,
    /// The norm of the gradients before clipping; `None` without [`clip_norm`](crate::training::Trainer::clip_norm).
    pub gradient_norm: Option<f64>,
}

impl<M: Module> Run<'_, M> {
    /// The model.
    pub fn model(&self) -> &M {
        self.model
    }

    /// The model, for changes in place.
    pub fn model_mut(&mut self) -> &mut M {
        self.model
    }

    /// The optimizer.
    pub fn optimizer(&self) -> &dyn Optimizer<M> {
        self.optimizer
    }

    /// The learning rate of the next step.
    pub fn learning_rate(&self) -> f64 {
        self.optimizer.learning_rate()
    }

    /// Changes the learning rate, starting with the next step.
    ///
    /// # Errors
    /// [`OptimError::LearningRate`] if the rate is negative or not finite; the old one is kept.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), OptimError> {
        self.optimizer.set_learning_rate(learning_rate)
    }

    /// The epochs so far.
    pub fn history(&self) -> &History {
        &self.state.history
    }

    /// The last batch; `None` before the first one.
    pub fn batch(&self) -> Option<BatchReport> {
        self.state.batch
    }

    /// Whether the run continues from a checkpoint.
    pub fn is_resumed(&self) -> bool {
        self.state.resumed
    }

    /// The number of epochs that the run has if nothing stops it.
    pub fn planned_epochs(&self) -> usize {
        self.state.epochs
    }

    /// The number of batches of an epoch.
    pub fn batches_per_epoch(&self) -> usize {
        self.state.batches
    }

    /// Stops the run after this batch or epoch, and stores the reason in [`History::stopped`]. Of several reasons, the first is kept.
    /// An epoch that is stopped early is still validated and recorded.
    pub fn stop(&mut self, reason: impl Into<String>) {
        self.state.history.stopped.get_or_insert_with(|| reason.into());
    }
}

/// Calls a function after each epoch.
pub(super) struct OnEpoch<F>(pub(super) F);

impl<M: Module, F: FnMut(&Epoch) + Send + Sync> Callback<M> for OnEpoch<F> {
    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        if let Some(epoch) = run.history().last() {
            (self.0)(epoch);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_without_a_loss_counts_with_the_mean_of_the_others() {
        let mean = |losses: &[f64]| {
            let mut pass = Pass::default();
            losses.iter().for_each(|&loss| pass.add(2, loss));
            assert_eq!((pass.batches, pass.items), (losses.len(), 2 * losses.len()));
            pass.mean()
        };
        assert_eq!(mean(&[1.0, 3.0]), 2.0);
        for losses in [[f64::NAN, 1.0, 1.0], [1.0, f64::NAN, 1.0], [f64::NAN, f64::NAN, 1.0], [1.0, 1.0, f64::NAN]] {
            assert_eq!(mean(&losses), 1.0);
        }
        assert!(mean(&[f64::NAN; 2]).is_nan());
    }
}
