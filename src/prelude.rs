//! Traits and macros, for `use timeseriesml::prelude::*`.
//!
//! Import types by name, `use timeseriesml::{Dim, Tensor};`: the compiler prints types imported through a glob with their full path, which
//! makes its messages harder to read.
//!
//! # Example
//! ```
//! use timeseriesml::prelude::*;
//! use timeseriesml::{Batch, Linear, Tensor};
//! # use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//!
//! let layer = Linear::<5, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
//! assert_eq!(layer.parameter_count(), 5 * 24 + 24); // a method of the trait `Module`
//! let x: Tensor<S![Batch, 5]> = Tensor::zeros_sized([8, 5])?; // the macro `S`
//! assert_eq!(layer.forward(x).sizes(), [8, 24]);
//! # Ok::<(), timeseriesml::ShapeError>(())
//! ```

pub use crate::data::{AsSeries, Scaler};
pub use crate::timeseries::{Baseline, features::Feature};
pub use crate::{Dataset, DynForward, Forecaster, Forward, Loss, Module, Optimizer};
pub use crate::{S, axes, channels};
