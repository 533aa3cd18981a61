//! The history of a run: the losses of each epoch.

use serde::{Deserialize, Serialize};

/// One epoch of training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Epoch {
    /// The number of the epoch, from 1.
    pub number: usize,
    /// The mean loss over the training data, computed while the model changed.
    pub train_loss: f64,
    /// The mean loss over the validation data after the epoch; `None` with
    /// [`fit_without_validation`](crate::training::Trainer::fit_without_validation).
    pub val_loss: Option<f64>,
    /// The learning rate of the epoch's last step.
    pub learning_rate: f64,
    /// Whether the epoch's [`loss`](Self::loss) is the lowest so far.
    pub is_best: bool,
}

impl Epoch {
    /// The loss by which epochs are compared: the validation loss, or the training loss if there is no validation.
    pub fn loss(&self) -> f64 {
        self.val_loss.unwrap_or(self.train_loss)
    }

    /// Which loss [`loss`](Self::loss) returns: `validation` or `training`.
    pub(super) fn compared(&self) -> &'static str {
        if self.val_loss.is_some() { "validation" } else { "training" }
    }
}

/// All epochs of a call to `fit`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct History {
    /// The epochs, in order.
    pub epochs: Vec<Epoch>,
    /// Why early stopping or a callback ended the training; `None` if neither did.
    pub stopped: Option<String>,
}

impl History {
    /// The epoch with the lowest [`loss`](Epoch::loss), which is the one whose weights the model has after `fit`.
    pub fn best(&self) -> Option<&Epoch> {
        self.epochs.iter().rev().find(|epoch| epoch.is_best)
    }

    /// The latest epoch.
    pub fn last(&self) -> Option<&Epoch> {
        self.epochs.last()
    }
}
