//! The callback that writes the history.

use super::callback::{Callback, Run};
use super::error::TrainError;
use super::history::Epoch;
use crate::nn::Module;

/// Adds each epoch to the history before the other callbacks run.
pub(super) struct Recorder;

impl<M: Module> Callback<M> for Recorder {
    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let (train_loss, val_loss) = run.state.losses;
        let number = run.history().epochs.len() + 1;
        let mut epoch = Epoch { number, train_loss, val_loss, learning_rate: run.state.learning_rate, is_best: false };
        epoch.is_best = run.history().best().is_none_or(|best| epoch.loss() < best.loss());
        run.state.history.epochs.push(epoch);
        Ok(())
    }
}
