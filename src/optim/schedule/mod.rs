//! Schedules of the learning rate, per epoch or per batch.
//!
//! | schedule | the learning rate | PyTorch |
//! |---|---|---|
//! | [`StepLr`] | is multiplied by a factor every few epochs | `StepLR` |
//! | [`ExponentialLr`] | is multiplied by a factor every epoch | `ExponentialLR` |
//! | [`CosineAnnealingLr`] | falls along half a cosine | `CosineAnnealingLR` |
//! | [`OneCycleLr`] | rises to a maximum, then falls to almost 0 | `OneCycleLR` |
//! | [`ReduceLrOnPlateau`] | is multiplied by a factor when the loss stops falling | `ReduceLROnPlateau` |
//! | [`LambdaLr`] | is its initial value times a function of the number of steps | `LambdaLR` |
//! | [`LinearWarmup`] | rises linearly, then follows another schedule | `SequentialLR` of a `LinearLR` and another |
//!
//! Pass a schedule to [`Trainer::scheduler`](crate::training::Trainer::scheduler), which steps it once per epoch, or to
//! [`scheduler_per_batch`](crate::training::Trainer::scheduler_per_batch). In your own loop, an [`LrScheduler`] counts the steps and holds
//! the rate. For a schedule of your own, implement [`LrSchedule`].
//!
//! # Example
//! ```
//! use timeseriesml::optim::schedule::{CosineAnnealingLr, LinearWarmup, LrScheduler};
//!
//! let schedule = LinearWarmup::new(2, CosineAnnealingLr::new(10)).start_factor(0.5);
//! let mut scheduler = LrScheduler::new(schedule, 0.1);
//! assert_eq!(scheduler.learning_rate(), 0.05); // the first epoch
//! let rates: Vec<f64> = (0..12).map(|_| scheduler.step(0.0)).collect();
//! assert_eq!(rates[1], 0.1); // after the warm-up
//! assert!(rates[11] < 1e-12); // at the end of the cosine
//! ```

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
