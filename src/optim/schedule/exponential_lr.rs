//! Exponential decay: the learning rate is multiplied by a factor after every epoch.

use super::lr_schedule::{LrSchedule, ScheduleStep, times};
use crate::optim::amount::amount;

/// Multiplies the learning rate by a factor after every epoch.
///
/// # Example
/// ```
/// use timeseriesml::optim::schedule::{ExponentialLr, LrScheduler};
/// let mut scheduler = LrScheduler::new(ExponentialLr::new(0.5), 1.0);
/// assert_eq!([scheduler.step(0.0), scheduler.step(0.0)], [0.5, 0.25]);
/// ```
/// # Source
/// `torch.optim.lr_scheduler.ExponentialLR`.
#[doc(alias = "ExponentialLR")]
#[derive(Clone, Debug)]
pub struct ExponentialLr {
    gamma: f64,
}

impl ExponentialLr {
    /// Multiplies the learning rate by `gamma` after every epoch.
    ///
    /// # Panics
    /// If `gamma` is negative or not finite.
    #[track_caller]
    pub fn new(gamma: f64) -> Self {
        ExponentialLr { gamma: amount("gamma", gamma) }
    }
}

impl LrSchedule for ExponentialLr {
    fn name(&self) -> String {
        "exponential_lr".into()
    }
    fn rate(&mut self, step: ScheduleStep) -> f64 {
        times(step.base, self.gamma.powf(step.number as f64))
    }
}
