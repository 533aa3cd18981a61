//! Traits and macros, for `use timeseriesml::prelude::*`.
//!
//! Types are imported by name: the compiler prints a type that came through a glob with its path, and error messages are then
//! harder to read.

pub use crate::{AsSeries, Baseline, Dataset, DynForward, Forecaster, Forward, Loss, Module, Optimizer, Scaler};
pub use crate::{S, axes, channels};
