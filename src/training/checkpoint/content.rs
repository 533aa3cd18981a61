//! The content of a checkpoint.

use super::error::CheckpointError;
use super::file::{self, Header};
use super::saved_value::{SavedValue, encode};
use crate::data::BatchesState;
use crate::nn::{Module, StateDict};
use crate::optim::schedule::LrSchedulerState;
use crate::optim::{Optimizer, OptimizerState};
use crate::training::callback::RunState;
use crate::training::observers::Observers;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Everything that a run needs to continue, except the options of optimizer, schedule and callbacks, which the resuming program sets.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) model: StateDict,
    /// The best weights so far.
    pub(super) best: Option<StateDict>,
    pub(super) optimizer: Option<OptimizerState>,
    pub(super) learning_rate: f64,
    pub(super) schedule: Option<(bool, LrSchedulerState)>,
    /// The name and the state of each callback that has a state, in the order of the callbacks.
    pub(super) callbacks: Vec<(String, SavedValue)>,
    pub(super) attached: Option<SavedValue>,
    pub(super) run: RunState,
    pub(super) batches: BatchesState,
    /// The number of items of the training data.
    pub(super) items: usize,
}

/// The parts of a run that a checkpoint saves, borrowed between two batches or epochs.
pub(in crate::training) struct Snapshot<'a, M> {
    pub(in crate::training) model: &'a M,
    pub(in crate::training) optimizer: &'a dyn Optimizer<M>,
    pub(in crate::training) observers: &'a Observers<M>,
    pub(in crate::training) run: &'a RunState,
    /// The batch size and random state with which the epoch started.
    pub(in crate::training) batches: &'a BatchesState,
    pub(in crate::training) items: usize,
    pub(in crate::training) attached: &'a Option<SavedValue>,
}

impl<M: Module> Snapshot<'_, M> {
    pub(super) fn write(&self, paths: impl Iterator<Item = PathBuf>) -> Result<(), CheckpointError> {
        let content = self.content();
        if let Some(name) = content.model.twice() {
            return Err(CheckpointError::Twice { name: name.to_owned() });
        }
        let bytes = encode(&content)?;
        let header = Header { kind: file::cut(self.model.kind()), digest: digest(&content.model) };
        for path in paths {
            file::write(&path, &header, &bytes)?;
        }
        Ok(())
    }

    fn content(&self) -> Content {
        let schedule = self.observers.schedule.as_ref();
        Content {
            model: StateDict::of(self.model),
            best: self.observers.best.weights.clone(),
            optimizer: self.optimizer.state(),
            learning_rate: self.optimizer.learning_rate(),
            schedule: schedule.map(|scheduled| (scheduled.per_batch, scheduled.scheduler.state())),
            callbacks: self.observers.states().map(|(_, name, state)| (name, state)).collect(),
            attached: self.attached.clone(),
            run: self.run.clone(),
            batches: self.batches.clone(),
            items: self.items,
        }
    }
}

/// The CRC-32 of the names, sizes and element types in a model.
pub(super) fn digest(model: &StateDict) -> u32 {
    let mut hash = crc32fast::Hasher::new();
    for line in model.outline() {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    hash.finalize()
}
