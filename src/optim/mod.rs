//! Optimisers: how parameters follow their gradients.
//!
//! **Owns** the update rules, the engine that applies a rule to a model, and the schedules of the learning rate. **Does not know** losses, data or training loops. Alone
//! of the upper folders it uses `core` and `kernels`: one fused pass over parameter, gradient and state, in place.

mod adam;
mod amount;
mod engine;
mod error;
mod group;
mod named;
mod optimizer;
mod rule;
pub mod schedule;
mod sgd;
mod state;
#[cfg(test)]
mod trajectories_test;

pub use adam::{Adam, AdamW};
pub use error::OptimError;
pub use group::ParameterGroup;
pub use named::RuleOptimizer;
pub use optimizer::Optimizer;
pub use rule::{Rule, UpdateStep};
pub use sgd::Sgd;
pub use state::OptimizerState;
