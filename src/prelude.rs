//! Traits and macros, for `use timeseriesml::prelude::*`.
//!
//! Types are imported by name: the compiler prints a type that came through a glob with its path, and error messages are then
//! harder to read.

pub use crate::data::{AsSeries, Scaler};
pub use crate::timeseries::{Baseline, features::Feature};
pub use crate::{Dataset, DynForward, Forecaster, Forward, Loss, Module, Optimizer};
pub use crate::{S, axes, channels};
