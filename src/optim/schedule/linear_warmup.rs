//! A linear warm-up before another schedule.

use super::lr_schedule::{LrSchedule, ScheduleStep};

/// Raises the learning rate linearly to its full value, then follows another schedule, beginning with the first step of that schedule.
///
/// # Example
/// With `Trainer::scheduler_per_batch` the warm-up rises more smoothly, after each batch.
/// ```
/// use timeseriesml::optim::schedule::{LinearWarmup, LrScheduler, StepLr};
/// let mut scheduler = LrScheduler::new(LinearWarmup::new(2, StepLr::new(2)).start_factor(0.5), 0.1);
/// let mut rates = vec![scheduler.learning_rate()];
/// rates.extend((0..4).map(|_| scheduler.step(0.0)));
/// assert_eq!(rates, [0.05, 0.1 * 0.75, 0.1, 0.1, 0.1 * 0.1]);
/// ```
/// # Source
/// `torch.optim.lr_scheduler.SequentialLR` of a `LinearLR` and the other schedule. Goyal et al., "Accurate, large minibatch SGD", 2017.
#[doc(alias = "LinearLR")]
#[doc(alias = "SequentialLR")]
#[derive(Clone, Debug)]
#[must_use]
pub struct LinearWarmup<S> {
    steps: u64,
    start_factor: f64,
    after: S,
}

impl<S: LrSchedule> LinearWarmup<S> {
    /// Raises the rate from a third of the learning rate to the full learning rate over `steps` epochs, then follows `after`. With 0 steps there is
    /// no warm-up.
    pub fn new(steps: u64, after: S) -> Self {
        LinearWarmup { steps, start_factor: 1.0 / 3.0, after }
    }

    /// Sets the fraction of the learning rate at which the warm-up begins; a third by default, as in PyTorch.
    ///
    /// # Panics
    /// Unless the fraction is between 0 and 1.
    #[track_caller]
    pub fn start_factor(self, start_factor: f64) -> Self {
        assert!(
            (0.0..=1.0).contains(&start_factor),
            "the start factor is {start_factor}, expected a number from 0 to 1"
        );
        LinearWarmup { start_factor, ..self }
    }
}

#[diagnostic::do_not_recommend]
impl<S: LrSchedule> LrSchedule for LinearWarmup<S> {
    fn name(&self) -> String {
        format!("linear_warmup({})", self.after.name())
    }
    fn rate(&mut self, step: ScheduleStep) -> f64 {
        let ScheduleStep { base, number, .. } = step;
        match number.checked_sub(self.steps) {
            None => base * (self.start_factor + (1.0 - self.start_factor) * (number as f64 / self.steps as f64)),
            Some(0) => self.after.rate(ScheduleStep { base, number: 0, rate: base, loss: None }),
            Some(number) => self.after.rate(ScheduleStep { number, ..step }),
        }
    }
    fn memory(&self) -> Vec<f64> {
        self.after.memory()
    }
    fn load_memory(&mut self, memory: &[f64]) {
        self.after.load_memory(memory);
    }
}
