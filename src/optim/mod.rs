//! Optimisers: how parameters follow their gradients.
//!
//! **Owns** the update rules, and the engine that applies a rule to a model. **Does not know** losses, data or training loops. Alone
//! of the upper folders it uses `core` and `kernels`: one fused pass over parameter, gradient and state, in place.

mod adam;
mod engine;
mod error;
mod group;
mod named;
mod rule;
mod state;

pub use adam::Adam;
pub use error::OptimError;
pub use group::ParameterGroup;
pub use named::RuleOptimizer;
pub use rule::{Rule, UpdateStep};
pub use state::OptimizerState;

use crate::nn::Module;
use crate::tensor::{Float, Gradients};
use named::NoModel;

/// Changes the parameters of a model `M` by gradients of `E`. [`RuleOptimizer`] is one for any [`Rule`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not optimise `{M}`",
    label = "this optimiser was made for another model",
    note = "an optimiser is bound to its model's type: `Adam::new(1e-3)` in `Trainer::new(model, Adam::new(1e-3), loss)` infers it"
)]
pub trait Optimizer<M: Module, E: Float = f32>: Send + Sync {
    /// Moves every parameter one step against its gradient.
    ///
    /// # Errors
    /// [`OptimError`], naming the parameter; no parameter was changed.
    fn step(&mut self, model: &mut M, gradients: &Gradients<E>) -> Result<(), OptimError>;
    /// The learning rate.
    fn learning_rate(&self) -> f64;
    /// Changes the learning rate.
    ///
    /// # Errors
    /// [`OptimError::LearningRate`] if it is negative or not finite; the old one stays.
    fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), OptimError>;
    /// The state, to be saved; `None` if there is none.
    fn state(&self) -> Option<OptimizerState> {
        None
    }
    /// Goes on from a state that [`state`](Self::state) gave.
    ///
    /// # Errors
    /// [`OptimError::OtherState`] if it is of another optimiser; nothing is loaded then.
    fn load_state(&mut self, state: &OptimizerState) -> Result<(), OptimError> {
        let (found, expected) = (format!("\"{}\"", state.rule), "one that keeps no state".to_owned());
        Err(OptimError::OtherState { found, expected })
    }
}

/// A number of at least 0.
///
/// # Panics
/// If it is negative or not finite.
#[track_caller]
fn amount(what: &str, x: f64) -> f64 {
    assert!(x >= 0.0 && x.is_finite(), "{what} is {x}, expected a finite number of at least 0");
    x
}
