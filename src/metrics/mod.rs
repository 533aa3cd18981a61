//! Measures of how far a forecast is from what came true.
//!
//! Every measure is computed in `f64` from plain numbers, pair by pair or in batches: a test set need not fit in memory. `merge` joins
//! what two parts have counted, and `reset` starts anew. Sums are compensated: their rounding does not grow with the number of pairs.
//! Nothing here is differentiable: what a model is trained on are the losses of `nn`.

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
