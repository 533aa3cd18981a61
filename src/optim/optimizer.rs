//! The trait of optimizers.

use super::error::OptimError;
use super::state::OptimizerState;
use crate::nn::{Module, ModulePath, Visitor, VisitorMut};
use crate::tensor::{Float, Gradients};
use std::marker::PhantomData;

/// Updates the parameters of a model `M` with gradients of element type `E`. For a new update rule, implement [`Rule`](super::Rule) and use
/// [`RuleOptimizer`](super::RuleOptimizer).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot optimize `{M}`",
    label = "expected an optimizer for this model, such as a new `Adam::new(1e-3)`"
)]
pub trait Optimizer<M: Module, E: Float = f32>: Send + Sync {
    /// Updates every parameter once.
    ///
    /// # Errors
    /// [`OptimError`], which names the parameter; no parameter was changed.
    fn step(&mut self, model: &mut M, gradients: &Gradients<E>) -> Result<(), OptimError>;
    /// The learning rate.
    fn learning_rate(&self) -> f64;
    /// Changes the learning rate.
    ///
    /// # Errors
    /// [`OptimError::LearningRate`] if the rate is negative or not finite; the old one is kept.
    fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), OptimError>;
    /// The state, for saving; `None` if the optimizer keeps no state.
    #[doc(alias = "state_dict")]
    fn state(&self) -> Option<OptimizerState> {
        None
    }
    /// Continues from a state that [`state`](Self::state) returned.
    ///
    /// # Errors
    /// [`OptimError::OtherState`] if the state is for a different kind of optimizer; nothing is loaded then.
    #[doc(alias = "load_state_dict")]
    fn load_state(&mut self, state: &OptimizerState) -> Result<(), OptimError> {
        let (found, expected) = (format!("the rule \"{}\"", state.rule), "no state".to_owned());
        Err(OptimError::OtherState { found, expected })
    }
}

/// Decoy, a second impl for rustc alone (`docs/ARCHITECTURE.md`): with one impl rustc infers the model from its optimizer and prints mismatched
/// types instead of our message.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoModel<M>(PhantomData<fn(&mut M)>);

#[diagnostic::do_not_recommend]
impl<M: 'static> Module for NoModel<M> {
    fn kind(&self) -> String {
        "NoModel".into()
    }
    fn visit(&self, _: ModulePath<'_>, _: &mut dyn Visitor) {}
    fn visit_mut(&mut self, _: ModulePath<'_>, _: &mut dyn VisitorMut) {}
}
