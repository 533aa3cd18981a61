//! The progress bar on standard error, if that is a terminal and the feature `progress` is on.

use super::callback::Callback;
#[cfg(feature = "progress")]
use super::callback::Run;
#[cfg(feature = "progress")]
use super::error::TrainError;
use crate::nn::Module;

/// Draws a progress bar, with the losses of the last epoch.
pub(super) struct ProgressBar {
    pub(super) shown: bool,
    #[cfg(feature = "progress")]
    bar: Option<indicatif::ProgressBar>,
}

impl ProgressBar {
    pub(super) fn new(shown: bool) -> Self {
        ProgressBar {
            shown,
            #[cfg(feature = "progress")]
            bar: None,
        }
    }
}

#[cfg(feature = "progress")]
impl<M: Module> Callback<M> for ProgressBar {
    fn started(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let steps = run.planned_epochs().saturating_mul(run.batches_per_epoch()) as u64;
        let style = indicatif::ProgressStyle::with_template("{bar:30} {percent:>3}% {msg} [{elapsed} of {duration}]");
        let style = style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar());
        self.bar = self.shown.then(|| indicatif::ProgressBar::new(steps).with_style(style));
        // The bar of a resumed run starts with the batches that are already done.
        let done = run.history().epochs.len() * run.batches_per_epoch() + run.state.pass.batches;
        self.bar.iter().for_each(|bar| bar.set_position(done as u64));
        Ok(())
    }

    fn batch_done(&mut self, _: &mut Run<'_, M>) -> Result<(), TrainError> {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        Ok(())
    }

    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        if let (Some(bar), Some(epoch)) = (self.bar.as_ref().filter(|bar| !bar.is_hidden()), run.history().last()) {
            let (number, rate) = (epoch.number, epoch.learning_rate);
            let validation = epoch.val_loss.map_or_else(String::new, |loss| format!(", validation {loss:.4}"));
            let losses = format!("loss {:.4}{validation}", epoch.train_loss);
            bar.set_message(format!("epoch {number}, {losses}, learning rate {rate:.1e}"));
        }
        Ok(())
    }

    fn ended(&mut self, _: &mut Run<'_, M>) -> Result<(), TrainError> {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        Ok(())
    }
}

#[cfg(not(feature = "progress"))]
impl<M: Module> Callback<M> for ProgressBar {}
