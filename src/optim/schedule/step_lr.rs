//! Step decay: the learning rate is multiplied by a factor every few epochs.

use super::lr_schedule::{LrSchedule, ScheduleStep, times};
use crate::optim::amount::amount;

/// Multiplies the learning rate by a factor every few epochs.
///
/// # Example
/// ```
/// use timeseriesml::optim::schedule::{LrScheduler, StepLr};
/// let mut scheduler = LrScheduler::new(StepLr::new(2).gamma(0.5), 1.0);
/// let rates: Vec<f64> = (0..5).map(|_| scheduler.step(0.0)).collect();
/// assert_eq!(rates, [1.0, 0.5, 0.5, 0.25, 0.25]);
/// ```
/// # Source
/// `torch.optim.lr_scheduler.StepLR`.
#[doc(alias = "StepLR")]
#[derive(Clone, Debug)]
#[must_use]
pub struct StepLr {
    step_size: u64,
    gamma: f64,
}

impl StepLr {
    /// Multiplies the learning rate by 0.1 after every `step_size` epochs.
    ///
    /// # Panics
    /// If `step_size` is 0.
    #[track_caller]
    pub fn new(step_size: u64) -> Self {
        assert!(step_size > 0, "the step size is 0, expected at least 1");
        StepLr { step_size, gamma: 0.1 }
    }

    /// Sets the factor; 0.1 by default.
    ///
    /// # Panics
    /// If the factor is negative or not finite.
    #[track_caller]
    pub fn gamma(self, gamma: f64) -> Self {
        StepLr { gamma: amount("gamma", gamma), ..self }
    }
}

impl LrSchedule for StepLr {
    fn name(&self) -> String {
        "step_lr".into()
    }
    fn rate(&mut self, step: ScheduleStep) -> f64 {
        times(step.base, self.gamma.powf((step.number / self.step_size) as f64))
    }
}
