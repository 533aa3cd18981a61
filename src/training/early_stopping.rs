//! Keeps the best weights, and says when to stop.

use crate::nn::{Module, StateDict};
use crate::tensor::ShapeError;

/// The best validation loss so far, with the weights that reached it.
pub(super) struct EarlyStopping {
    /// After how many epochs in a row without improvement to stop; `None` for never.
    patience: Option<usize>,
    best: f64,
    since: usize,
    weights: StateDict,
}

impl EarlyStopping {
    pub(super) fn new(patience: Option<usize>, model: &impl Module) -> Self {
        EarlyStopping { patience, best: f64::INFINITY, since: 0, weights: StateDict::of(model) }
    }

    /// Takes note of an epoch; true if it is the best so far.
    pub(super) fn observe(&mut self, loss: f64, model: &impl Module) -> bool {
        if loss < self.best {
            (self.best, self.since) = (loss, 0);
            self.weights = StateDict::of(model);
            return true;
        }
        self.since += 1;
        false
    }

    pub(super) fn should_stop(&self) -> bool {
        self.patience.is_some_and(|patience| self.since >= patience.max(1))
    }

    /// Puts the best weights back.
    pub(super) fn restore(self, model: &mut impl Module) -> Result<(), ShapeError> {
        self.weights.restore(model)
    }
}
