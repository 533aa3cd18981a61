//! The trait of learning-rate schedules, and the schedule made from a function.

/// The learning rate as a function of the number of steps. A step is an epoch, or a batch with `Trainer::scheduler_per_batch`.
///
/// # Example
/// The inverse square root of the number of steps, as after the warm-up in "Attention is all you need" (Vaswani et al. 2017):
/// ```
/// use timeseriesml::optim::schedule::{LrSchedule, LrScheduler, ScheduleStep};
///
/// struct InverseRoot;
///
/// impl LrSchedule for InverseRoot {
///     fn name(&self) -> String {
///         "inverse_root".into()
///     }
///     fn rate(&mut self, step: ScheduleStep) -> f64 {
///         step.base / (1.0 + step.number as f64).sqrt()
///     }
/// }
/// let mut scheduler = LrScheduler::new(InverseRoot, 0.5);
/// assert_eq!([scheduler.learning_rate(), scheduler.step(1.0), scheduler.step(1.0), scheduler.step(1.0)][3], 0.25);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a learning-rate schedule",
    label = "expected a schedule, such as `CosineAnnealingLr::new(100)`",
    note = "the schedules are in `timeseriesml::optim::schedule`: `StepLr`, `CosineAnnealingLr`, `ReduceLrOnPlateau`, `LinearWarmup`, ..; \
            wrap a function in `LambdaLr(|step| ..)`"
)]
pub trait LrSchedule: Send + Sync + 'static {
    /// The name of the schedule, such as `"step_lr"`, which is saved with the state.
    fn name(&self) -> String;

    /// The learning rate after `step.number` steps. It is called with the numbers 0, 1, 2, … in order; after a state is loaded, the numbers continue
    /// from the saved one.
    fn rate(&mut self, step: ScheduleStep) -> f64;

    /// The state of the schedule other than the number of steps, as numbers to save; empty by default.
    fn memory(&self) -> Vec<f64> {
        Vec::new()
    }

    /// Continues from the numbers that [`memory`](Self::memory) returned. The caller checks that there are as many as in the current memory.
    fn load_memory(&mut self, memory: &[f64]) {
        let _ = memory;
    }
}

/// What an [`LrSchedule`] receives to compute a rate.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScheduleStep {
    /// The learning rate of the optimizer at the start of the schedule.
    pub base: f64,
    /// The number of steps so far; 0 at the start.
    pub number: u64,
    /// The learning rate of the previous step; `base` at the start.
    pub rate: f64,
    /// The loss of the previous step; `None` at the start.
    pub loss: Option<f64>,
}

impl<S: LrSchedule + ?Sized> LrSchedule for Box<S> {
    fn name(&self) -> String {
        (**self).name()
    }
    fn rate(&mut self, step: ScheduleStep) -> f64 {
        (**self).rate(step)
    }
    fn memory(&self) -> Vec<f64> {
        (**self).memory()
    }
    fn load_memory(&mut self, memory: &[f64]) {
        (**self).load_memory(memory);
    }
}

/// A rate times a factor; 0 if the rate is 0, even if the factor is infinite.
pub(super) fn times(rate: f64, factor: f64) -> f64 {
    if rate == 0.0 { 0.0 } else { rate * factor }
}

/// Multiplies the learning rate by a function of the number of steps.
///
/// # Example
/// ```
/// use timeseriesml::optim::schedule::{LambdaLr, LrScheduler};
/// let mut scheduler = LrScheduler::new(LambdaLr(|step| 1.0 / (1.0 + step as f64)), 0.6);
/// assert_eq!([scheduler.learning_rate(), scheduler.step(1.0)], [0.6, 0.3]);
/// ```
/// # Source
/// `torch.optim.lr_scheduler.LambdaLR`.
#[doc(alias = "LambdaLR")]
pub struct LambdaLr<F>(pub F);

debug_of! { [F] LambdaLr<F>, "LambdaLr", |_it| {} }

#[diagnostic::do_not_recommend]
impl<F: Fn(u64) -> f64 + Send + Sync + 'static> LrSchedule for LambdaLr<F> {
    fn name(&self) -> String {
        "lambda_lr".into()
    }
    fn rate(&mut self, step: ScheduleStep) -> f64 {
        step.base * (self.0)(step.number)
    }
}
