//! Multiplies the learning rate by a factor when the loss stops falling.

use super::lr_schedule::{LrSchedule, ScheduleStep};
use crate::optim::amount::amount;

/// Multiplies the learning rate by a factor when the loss has not fallen for some epochs. The trainer passes on the validation loss, or the
/// training loss if there is no validation.
///
/// A reduction by at most 1e-8 is skipped.
///
/// # Example
/// ```
/// use timeseriesml::optim::schedule::{LrScheduler, ReduceLrOnPlateau};
/// let mut scheduler = LrScheduler::new(ReduceLrOnPlateau::new().factor(0.5).patience(1), 0.1);
/// let rates = [1.0, 0.8, 0.9, 0.8].map(|loss| scheduler.step(loss));
/// assert_eq!(rates, [0.1, 0.1, 0.1, 0.05]);
/// ```
/// # Source
/// `torch.optim.lr_scheduler.ReduceLROnPlateau`.
#[doc(alias = "ReduceLROnPlateau")]
#[derive(Clone, Debug)]
#[must_use]
pub struct ReduceLrOnPlateau {
    factor: f64,
    patience: u64,
    threshold: f64,
    absolute: bool,
    cooldown: u64,
    min_lr: f64,
    best: f64,
    bad_epochs: u64,
    cooldown_left: u64,
}

impl ReduceLrOnPlateau {
    /// Makes the schedule with PyTorch's defaults: the learning rate drops to a tenth after more than ten epochs in a row without a lower loss.
    #[expect(clippy::new_without_default, reason = "all schedules are built with `new`")]
    pub fn new() -> Self {
        ReduceLrOnPlateau {
            factor: 0.1,
            patience: 10,
            threshold: 1e-4,
            absolute: false,
            cooldown: 0,
            min_lr: 0.0,
            // The initial value is not infinity, since JSON cannot represent infinity.
            best: f64::MAX,
            bad_epochs: 0,
            cooldown_left: 0,
        }
    }

    /// Sets the factor; 0.1 by default.
    ///
    /// # Panics
    /// Unless the factor is at least 0 and below 1.
    #[track_caller]
    pub fn factor(self, factor: f64) -> Self {
        assert!((0.0..1.0).contains(&factor), "the factor is {factor}, expected a number of at least 0 and below 1");
        ReduceLrOnPlateau { factor, ..self }
    }

    /// Sets how many epochs in a row may pass without a lower loss; one more such epoch reduces the rate. 10 by default.
    pub fn patience(self, patience: u64) -> Self {
        ReduceLrOnPlateau { patience, ..self }
    }

    /// Sets the fraction by which a loss must be below the lowest loss so far to count as lower; 1e-4 by default.
    ///
    /// # Panics
    /// If the number is negative or not finite.
    #[track_caller]
    pub fn threshold(self, threshold: f64) -> Self {
        ReduceLrOnPlateau { threshold: amount("the threshold", threshold), absolute: false, ..self }
    }

    /// Like [`threshold`](Self::threshold), but as a difference instead of a fraction: PyTorch's `threshold_mode="abs"`.
    ///
    /// # Panics
    /// If the number is negative or not finite.
    #[track_caller]
    pub fn absolute_threshold(self, threshold: f64) -> Self {
        ReduceLrOnPlateau { threshold: amount("the threshold", threshold), absolute: true, ..self }
    }

    /// Sets how many epochs after a reduction do not count as epochs without a lower loss; 0 by default.
    pub fn cooldown(self, cooldown: u64) -> Self {
        ReduceLrOnPlateau { cooldown, ..self }
    }

    /// Sets the minimum learning rate; 0 by default.
    ///
    /// # Panics
    /// If the number is negative or not finite.
    #[track_caller]
    pub fn min_lr(self, min_lr: f64) -> Self {
        ReduceLrOnPlateau { min_lr: amount("min_lr", min_lr), ..self }
    }

    fn is_lower(&self, loss: f64) -> bool {
        let limit = if self.absolute { self.best - self.threshold } else { self.best * (1.0 - self.threshold) };
        loss < limit
    }
}

/// PyTorch's `eps`: a reduction by at most this amount is skipped.
const SMALLEST_REDUCTION: f64 = 1e-8;

impl LrSchedule for ReduceLrOnPlateau {
    fn name(&self) -> String {
        "reduce_lr_on_plateau".into()
    }
    fn rate(&mut self, step: ScheduleStep) -> f64 {
        let Some(loss) = step.loss else { return step.rate };
        if self.is_lower(loss) {
            (self.best, self.bad_epochs) = (loss, 0);
        } else {
            self.bad_epochs = self.bad_epochs.saturating_add(1);
        }
        if self.cooldown_left > 0 {
            (self.cooldown_left, self.bad_epochs) = (self.cooldown_left - 1, 0);
        }
        if self.bad_epochs <= self.patience {
            return step.rate;
        }
        (self.cooldown_left, self.bad_epochs) = (self.cooldown, 0);
        let reduced = (step.rate * self.factor).max(self.min_lr);
        if step.rate - reduced > SMALLEST_REDUCTION { reduced } else { step.rate }
    }
    fn memory(&self) -> Vec<f64> {
        vec![self.best, self.bad_epochs as f64, self.cooldown_left as f64]
    }
    fn load_memory(&mut self, memory: &[f64]) {
        if let &[best, bad_epochs, cooldown_left] = memory {
            // The counts are stored as `f64`, which is exact below 2⁵³.
            (self.best, self.bad_epochs, self.cooldown_left) = (best, bad_epochs as u64, cooldown_left as u64);
        }
    }
}
