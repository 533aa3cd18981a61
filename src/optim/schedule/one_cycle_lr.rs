//! The one-cycle policy: the learning rate rises to a maximum, then falls to almost 0.

use super::lr_schedule::{LrSchedule, ScheduleStep};
use crate::optim::amount::amount;
use std::f64::consts::PI;

/// Raises the learning rate to a maximum and lowers it to almost 0, in one cycle over the whole training. It is meant for
/// `Trainer::scheduler_per_batch`.
///
/// The schedule ignores the learning rate of the optimizer, and does not change momentum or betas. After the last step the rate stays constant.
///
/// # Example
/// ```
/// use timeseriesml::optim::schedule::{LrScheduler, OneCycleLr};
/// let (epochs, batches) = (10, 20);
/// let mut scheduler = LrScheduler::new(OneCycleLr::new(0.5, epochs * batches), 1.0);
/// assert!((scheduler.learning_rate() - 0.5 / 25.0).abs() < 1e-12);
/// let largest = (1..200).map(|_| scheduler.step(0.0)).fold(0.0, f64::max);
/// assert!(largest > 0.499 && scheduler.learning_rate() < 1e-5);
/// ```
/// # Source
/// Smith and Topin, "Super-convergence", 2018; `torch.optim.lr_scheduler.OneCycleLR` with `cycle_momentum=False`.
#[doc(alias = "OneCycleLR")]
#[derive(Clone, Debug)]
#[must_use]
pub struct OneCycleLr {
    max_lr: f64,
    total_steps: u64,
    pct_start: f64,
    div_factor: f64,
    final_div_factor: f64,
    linear: bool,
}

impl OneCycleLr {
    /// Makes a cycle of `total_steps` steps with the maximum learning rate `max_lr` and PyTorch's defaults.
    ///
    /// # Panics
    /// If `max_lr` is negative or not finite, or `total_steps` is 0.
    #[track_caller]
    pub fn new(max_lr: f64, total_steps: u64) -> Self {
        let max_lr = amount("max_lr", max_lr);
        assert!(total_steps > 0, "total_steps is 0, expected at least 1");
        OneCycleLr { max_lr, total_steps, pct_start: 0.3, div_factor: 25.0, final_div_factor: 1e4, linear: false }
    }

    /// Sets the fraction of the steps during which the learning rate rises; 0.3 by default.
    ///
    /// # Panics
    /// Unless the fraction is between 0 and 1.
    #[track_caller]
    pub fn pct_start(self, pct_start: f64) -> Self {
        assert!((0.0..=1.0).contains(&pct_start), "pct_start is {pct_start}, expected a number from 0 to 1");
        OneCycleLr { pct_start, ..self }
    }

    /// Sets the ratio of the maximum learning rate to the first one; 25 by default.
    ///
    /// # Panics
    /// Unless the ratio is finite and above 0.
    #[track_caller]
    pub fn div_factor(self, div_factor: f64) -> Self {
        OneCycleLr { div_factor: divisor("div_factor", div_factor), ..self }
    }

    /// Sets the ratio of the first learning rate to the last one; 10 000 by default.
    ///
    /// # Panics
    /// Unless the ratio is finite and above 0.
    #[track_caller]
    pub fn final_div_factor(self, final_div_factor: f64) -> Self {
        OneCycleLr { final_div_factor: divisor("final_div_factor", final_div_factor), ..self }
    }

    /// Makes the learning rate rise and fall linearly instead of along cosines.
    #[doc(alias = "anneal_strategy")]
    pub fn linear(self) -> Self {
        OneCycleLr { linear: true, ..self }
    }
}

#[track_caller]
fn divisor(what: &str, x: f64) -> f64 {
    assert!(x > 0.0 && x.is_finite(), "{what} is {x}, expected a finite number above 0");
    x
}

impl LrSchedule for OneCycleLr {
    fn name(&self) -> String {
        "one_cycle_lr".into()
    }
    fn rate(&mut self, step: ScheduleStep) -> f64 {
        let first = self.max_lr / self.div_factor;
        let end = (self.total_steps - 1) as f64;
        let peak = (self.pct_start * self.total_steps as f64 - 1.0).min(end);
        let place = (step.number.min(self.total_steps - 1)) as f64;
        let (from, to, start, stop) = match place <= peak {
            true => (first, self.max_lr, 0.0, peak),
            false => (self.max_lr, first / self.final_div_factor, peak, end),
        };
        let part = if stop > start { (place - start) / (stop - start) } else { 1.0 };
        match self.linear {
            true => from + (to - from) * part,
            false => to + (from - to) * (1.0 + (PI * part).cos()) / 2.0,
        }
    }
}
