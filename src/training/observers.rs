//! The callbacks of a trainer.

use super::callback::Callback;
use super::checkpoint::SavedValue;
use super::early_stopping::BestWeights;
use super::error::TrainError;
use super::progress::ProgressBar;
use super::recorder::Recorder;
use super::scheduled::Scheduled;
use crate::nn::Module;

/// All callbacks in the order in which they are called: the user's come between the trainer's own.
pub(super) struct Observers<M> {
    pub(super) recorder: Recorder,
    pub(super) best: BestWeights,
    pub(super) schedule: Option<Scheduled>,
    pub(super) callbacks: Vec<Box<dyn Callback<M>>>,
    pub(super) progress: ProgressBar,
}

impl<M: Module> Observers<M> {
    pub(super) fn new() -> Self {
        let (best, progress) = (BestWeights::default(), ProgressBar::new(true));
        Observers { recorder: Recorder, best, schedule: None, callbacks: vec![], progress }
    }

    /// Calls `f` with each callback, up to the first error.
    pub(super) fn each(
        &mut self,
        mut f: impl FnMut(&mut (dyn Callback<M> + 'static)) -> Result<(), TrainError>,
    ) -> Result<(), TrainError> {
        f(&mut self.recorder)?;
        f(&mut self.best)?;
        if let Some(schedule) = &mut self.schedule {
            f(schedule)?;
        }
        self.callbacks.iter_mut().try_for_each(|callback| f(&mut **callback))?;
        f(&mut self.progress)
    }

    /// The index, name and state of each of the user's callbacks that has a state.
    pub(super) fn states(&self) -> impl Iterator<Item = (usize, String, SavedValue)> {
        let callbacks = (0..).zip(&self.callbacks);
        callbacks.filter_map(|(at, callback)| Some((at, callback.name().to_owned(), callback.state()?)))
    }
}
