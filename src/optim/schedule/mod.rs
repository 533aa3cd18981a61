//! Schedules: how the learning rate changes from epoch to epoch, or from batch to batch.
//!
//! A schedule is a function of the number of steps it has made, so that its state is a number; `ReduceLrOnPlateau` alone remembers losses.
//! [`LrScheduler`] counts, keeps the rate and saves both. `Trainer::scheduler` takes a schedule, and steps it once per epoch.

mod cosine_annealing_lr;
mod exponential_lr;
mod linear_warmup;
mod lr_schedule;
mod lr_scheduler;
mod one_cycle_lr;
mod reduce_lr_on_plateau;
mod step_lr;

pub use cosine_annealing_lr::CosineAnnealingLr;
pub use exponential_lr::ExponentialLr;
pub use linear_warmup::LinearWarmup;
pub use lr_schedule::{LambdaLr, LrSchedule, ScheduleStep};
pub use lr_scheduler::{LrScheduler, LrSchedulerState};
pub use one_cycle_lr::OneCycleLr;
pub use reduce_lr_on_plateau::ReduceLrOnPlateau;
pub use step_lr::StepLr;
