//! What every optimiser does, whatever its rule.

use super::error::OptimError;
use super::state::OptimizerState;
use crate::nn::{Module, ModulePath, Visitor, VisitorMut};
use crate::tensor::{Float, Gradients};
use std::marker::PhantomData;

/// Changes the parameters of a model `M` by gradients of `E`. [`RuleOptimizer`](super::RuleOptimizer) is one for any
/// [`Rule`](super::Rule).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot optimise `{M}`",
    label = "expected an optimiser such as `Adam::new(1e-3)`, which infers the type of its model: `Trainer::new(model, Adam::new(1e-3), MseLoss)`"
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

/// No model. With a single impl of [`Optimizer`] rustc would infer the model from its optimiser, and print a mismatch of types
/// instead of our sentence (see *decoys* in `docs/ARCHITECTURE.md`).
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
