//! Optimisers: how parameters follow their gradients.
//!
//! **Owns** the update rules, and the engine that applies a rule to a model. **Does not know** losses, data or training loops. Alone
//! of the upper folders it uses `core` and `kernels`: one fused pass over parameter, gradient and state, in place.

mod adam;
mod amount;
mod engine;
mod error;
mod group;
mod named;
mod optimizer;
mod rule;
mod state;

pub use adam::Adam;
pub use error::OptimError;
pub use group::ParameterGroup;
pub use named::RuleOptimizer;
pub use optimizer::Optimizer;
pub use rule::{Rule, UpdateStep};
pub use state::OptimizerState;
