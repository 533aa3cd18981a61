//! The callback that follows a learning rate schedule.

use super::callback::{Callback, Run};
use super::error::TrainError;
use crate::nn::Module;
use crate::optim::schedule::LrScheduler;

/// Sets the learning rate after each epoch, or after each batch if `per_batch`.
pub(super) struct Scheduled {
    pub(super) scheduler: LrScheduler,
    pub(super) per_batch: bool,
}

impl<M: Module> Callback<M> for Scheduled {
    fn batch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        match run.batch().filter(|_| self.per_batch) {
            Some(batch) => Ok(run.set_learning_rate(self.scheduler.step(batch.loss))?),
            None => Ok(()),
        }
    }

    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        match run.history().last().filter(|_| !self.per_batch) {
            Some(epoch) => Ok(run.set_learning_rate(self.scheduler.step(epoch.loss()))?),
            None => Ok(()),
        }
    }
}
