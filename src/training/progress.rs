//! The progress bar on standard error; nothing where that is no terminal, or without the feature `progress`.

use super::history::Epoch;

pub(super) struct Progress {
    #[cfg(feature = "progress")]
    bar: indicatif::ProgressBar,
}

#[cfg(feature = "progress")]
impl Progress {
    pub(super) fn new(shown: bool, epochs: usize, batches: usize) -> Self {
        let bar = match shown {
            true => indicatif::ProgressBar::new(epochs.saturating_mul(batches) as u64),
            false => indicatif::ProgressBar::hidden(),
        };
        let style = indicatif::ProgressStyle::with_template("{bar:30} {percent:>3}% {msg} [{elapsed} of {duration}]");
        Progress { bar: bar.with_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar())) }
    }

    pub(super) fn batch_done(&self) {
        self.bar.inc(1);
    }

    pub(super) fn epoch_done(&self, epoch: &Epoch) {
        if !self.bar.is_hidden() {
            let Epoch { number, train_loss, val_loss, .. } = epoch;
            self.bar.set_message(format!("epoch {number}, loss {train_loss:.4}, validation {val_loss:.4}"));
        }
    }
}

#[cfg(feature = "progress")]
impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(not(feature = "progress"))]
impl Progress {
    pub(super) fn new(_shown: bool, _epochs: usize, _batches: usize) -> Self {
        Progress {}
    }
    pub(super) fn batch_done(&self) {}
    pub(super) fn epoch_done(&self, _epoch: &Epoch) {}
}
