//! Measures of how far a forecast is from what came true.
//!
//! Every measure is computed in `f64` from plain numbers, one pair at a time: a test set need not fit in memory.
//! Nothing here is differentiable: what a model is trained on are the losses of `nn`.

mod compensated_sum;
mod point;

pub use point::{Mae, MetricError, Mse, PointErrors, Rmse};
