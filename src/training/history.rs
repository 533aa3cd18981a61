//! What training reports: the losses of each epoch.

/// One epoch of training.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Epoch {
    /// The number of the epoch, from 1.
    pub number: usize,
    /// The mean loss over the training data, as it was while the model changed.
    pub train_loss: f64,
    /// The mean loss over the validation data, after the epoch.
    pub val_loss: f64,
    /// The learning rate of its last step.
    pub learning_rate: f64,
    /// Whether the validation loss is the lowest so far.
    pub is_best: bool,
}

/// All epochs of a call of `fit`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct History {
    /// The epochs, in order.
    pub epochs: Vec<Epoch>,
    /// Why training ended before its last epoch, if it did: early stopping or a callback.
    pub stopped: Option<String>,
}

impl History {
    /// The epoch with the lowest validation loss: the one whose weights the model has after `fit`.
    pub fn best(&self) -> Option<&Epoch> {
        self.epochs.iter().rev().find(|epoch| epoch.is_best)
    }

    /// The newest epoch.
    pub fn last(&self) -> Option<&Epoch> {
        self.epochs.last()
    }
}
