//! Early stopping, and the best weights of a run.

use super::callback::{Callback, Run};
use super::checkpoint::CheckpointError;
use super::error::TrainError;
use crate::nn::{Module, StateDict};

/// Stops the run after `patience` epochs in a row without a lower loss. It has no state of its own, since it counts the epochs in the history.
pub(super) struct EarlyStopping {
    pub(super) patience: usize,
}

impl<M: Module> Callback<M> for EarlyStopping {
    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let history = run.history();
        let since_best = history.epochs.iter().rev().take_while(|epoch| !epoch.is_best).count();
        if since_best >= self.patience.max(1) && history.epochs.len() < run.planned_epochs() {
            let compared = history.last().map_or("validation", |epoch| epoch.compared());
            run.stop(format!("the {compared} loss has not fallen for {since_best} epochs"));
        }
        Ok(())
    }
}

/// Keeps the weights of the epoch with the lowest loss, and restores them at the end of the run.
#[derive(Default)]
pub(super) struct BestWeights {
    pub(super) weights: Option<StateDict>,
}

impl<M: Module> Callback<M> for BestWeights {
    fn started(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let weights = StateDict::of(run.model());
        // If two parts had the same name, one would get the weights of the other.
        if let Some(name) = weights.twice() {
            return Err(CheckpointError::Twice { name: name.to_owned() }.into());
        }
        if !run.is_resumed() || self.weights.is_none() {
            self.weights = Some(weights);
        }
        Ok(())
    }

    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        if run.history().last().is_some_and(|epoch| epoch.is_best) {
            self.weights = Some(StateDict::of(run.model()));
        }
        Ok(())
    }

    fn ended(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        match self.weights.take() {
            Some(weights) => Ok(weights.restore(run.model_mut())?),
            None => Ok(()),
        }
    }
}
