//! Cosine annealing: the learning rate falls along half a cosine wave to a minimum.

use super::lr_schedule::{LrSchedule, ScheduleStep};
use crate::optim::amount::amount;
use std::f64::consts::PI;

/// Lowers the learning rate along half a cosine wave. After t epochs it is η = η_min + (η₀ − η_min)(1 + cos(π t / t_max)) / 2.
///
/// After `t_max` epochs the rate is `eta_min`; over the next `t_max` epochs it rises again, and so on.
///
/// # Example
/// ```
/// use timeseriesml::optim::schedule::{CosineAnnealingLr, LrScheduler};
/// let mut scheduler = LrScheduler::new(CosineAnnealingLr::new(4).eta_min(0.2), 1.0);
/// let rates: Vec<f64> = (0..4).map(|_| scheduler.step(0.0)).collect();
/// assert!((rates[1] - 0.6).abs() < 1e-12 && (rates[3] - 0.2).abs() < 1e-12);
/// ```
/// # Source
/// Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017;
/// `torch.optim.lr_scheduler.CosineAnnealingLR`.
#[doc(alias = "CosineAnnealingLR")]
#[derive(Clone, Debug)]
#[must_use]
pub struct CosineAnnealingLr {
    t_max: u64,
    eta_min: f64,
}

impl CosineAnnealingLr {
    /// Lowers the learning rate to 0 in `t_max` epochs, usually the number of epochs of the training.
    ///
    /// # Panics
    /// If `t_max` is 0.
    #[track_caller]
    pub fn new(t_max: u64) -> Self {
        assert!(t_max > 0, "t_max is 0, expected at least 1");
        CosineAnnealingLr { t_max, eta_min: 0.0 }
    }

    /// Sets the minimum learning rate; 0 by default.
    ///
    /// # Panics
    /// If the rate is negative or not finite.
    #[track_caller]
    pub fn eta_min(self, eta_min: f64) -> Self {
        CosineAnnealingLr { eta_min: amount("eta_min", eta_min), ..self }
    }
}

impl LrSchedule for CosineAnnealingLr {
    fn name(&self) -> String {
        "cosine_annealing_lr".into()
    }
    fn rate(&mut self, step: ScheduleStep) -> f64 {
        // The angle is reduced to one period first, since the cosine of a large angle is less accurate.
        let place = (step.number % self.t_max.saturating_mul(2)) as f64 / self.t_max as f64;
        self.eta_min + (step.base - self.eta_min) * (1.0 + (PI * place).cos()) / 2.0
    }
}
