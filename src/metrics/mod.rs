//! Errors of point forecasts, computed from predictions and targets in `f64`.
//!
//! [`evaluate`](crate::evaluation::evaluate) returns all of these errors for a model. The types here compare predictions and targets from any source:
//!
//! | | error | unit |
//! |---|---|---|
//! | [`Mse`] | mean squared error | square of the target's |
//! | [`Rmse`] | root mean squared error | the target's |
//! | [`Mae`] | mean absolute error | the target's |
//! | [`R2`] | coefficient of determination | none: 1 is perfect, 0 as good as the mean |
//! | [`Mape`] | mean absolute percentage error | percent |
//! | [`Smape`] | symmetric mean absolute percentage error | percent, 0 to 200 |
//! | [`PointErrors`], [`PointMetrics`] | all of them | |
//!
//! Each metric is streaming: `update` adds a pair of prediction and target, `update_batch` adds slices of pairs, and `merge` adds the pairs of
//! another instance; `value` returns the result, and `reset` starts again. So a test set need not fit in memory. Sums are compensated: their
//! rounding error does not grow with the number of pairs. A metric is not differentiable; for training, use a [loss](crate::nn::Loss).
//!
//! # Example
//! ```
//! use timeseriesml::metrics::{Mae, PointErrors};
//!
//! let mut mae = Mae::default();
//! mae.update_batch(&[11.0, 13.0], &[10.0, 16.0])?; // predictions, targets
//! mae.update(20.0, 15.0);
//! assert_eq!(mae.value(), Some(3.0)); // (1 + 3 + 5) / 3
//!
//! println!("{}", PointErrors::between(&[11.0, 13.0], &[10.0, 16.0])?);
//! # Ok::<(), timeseriesml::metrics::MetricError>(())
//! ```

#[macro_use]
mod streaming;

mod error;
mod percentage;
mod point;
mod point_errors;
mod r2;
mod running_mean;
mod unit;

pub use error::MetricError;
pub use percentage::{Mape, Smape};
pub use point::{Mae, Mse, Rmse};
pub use point_errors::{PointErrors, PointMetrics};
pub use r2::R2;
