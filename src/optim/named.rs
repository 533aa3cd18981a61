//! The optimizer for any rule, and the methods that all optimizers get from the engine.

use super::amount::amount;
use super::engine::Engine;
use super::{OptimError, Optimizer, OptimizerState, ParameterGroup, Rule};
use crate::nn::Module;
use crate::tensor::{Float, Gradients};
use std::marker::PhantomData;

/// An optimizer with an update [`Rule`] of your own, for models of type `M`, which is inferred.
///
/// A step makes all checks and allocations before it changes a parameter, so after an error the model is unchanged.
/// Parameters are updated in place; a parameter whose memory is shared with a snapshot or a graph is copied first.
#[must_use]
pub struct RuleOptimizer<M, E: Float = f32> {
    pub(super) engine: Engine<E>,
    pub(super) model: PhantomData<fn(&mut M)>,
}

debug_of! { [M, E: Float] RuleOptimizer<M, E>, "RuleOptimizer", |_it| {} }

impl<M: Module, E: Float> RuleOptimizer<M, E> {
    /// Makes an optimizer that applies `rule`.
    ///
    /// # Panics
    /// If the learning rate is negative or not finite.
    #[track_caller]
    pub fn new(rule: impl Rule<E>, learning_rate: f64) -> Self {
        RuleOptimizer { engine: Engine::new(rule, learning_rate), model: PhantomData }
    }

    /// Sets the weight decay that is passed to the rule; 0 by default.
    ///
    /// # Panics
    /// If the number is negative or not finite.
    #[track_caller]
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.engine.weight_decay = amount("the weight decay", weight_decay);
        self
    }
}

/// Implements an optimizer whose field `engine` is an [`Engine`].
macro_rules! over_engine {
    ($Optimizer:ident) => {
        impl<M: Module, E: Float> $Optimizer<M, E> {
            /// Gives the parameters whose name matches `pattern` their own settings; `*` matches any text. A parameter belongs to the first
            /// group that matches it. A group that matches no parameter is an error in the first step.
            pub fn group(mut self, pattern: &str, set: impl FnOnce(ParameterGroup) -> ParameterGroup) -> Self {
                self.engine = self.engine.group(pattern, set);
                self
            }

            /// Leaves parameters without a gradient unchanged, for example those of an unused head. By default such a parameter is an error.
            pub fn skip_missing_gradients(mut self) -> Self {
                self.engine = self.engine.skip_missing_gradients();
                self
            }

            /// The learning rate.
            pub fn learning_rate(&self) -> f64 {
                self.engine.learning_rate
            }

            /// Changes the learning rate.
            ///
            /// # Errors
            /// [`OptimError::LearningRate`] if the rate is negative or not finite; the old one is kept.
            pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), OptimError> {
                self.engine.set_learning_rate(learning_rate)
            }

            /// The state of each parameter by name, for saving.
            pub fn state(&self) -> OptimizerState {
                self.engine.state()
            }

            /// Continues from a state that [`state`](Self::state) returned.
            ///
            /// # Errors
            /// [`OptimError::OtherState`] if the state is for a different rule or element type; nothing is loaded then. If it is for a different
            /// model, the next step returns an error.
            pub fn load_state(&mut self, state: &OptimizerState) -> Result<(), OptimError> {
                self.engine.load_state(state)
            }
        }

        impl<M, E: Float> Clone for $Optimizer<M, E> {
            fn clone(&self) -> Self {
                $Optimizer { engine: self.engine.clone(), ..*self }
            }
        }

        // `do_not_recommend` keeps this macro out of compiler messages.
        #[diagnostic::do_not_recommend]
        impl<M: Module, E: Float> Optimizer<M, E> for $Optimizer<M, E> {
            fn step(&mut self, model: &mut M, gradients: &Gradients<E>) -> Result<(), OptimError> {
                self.engine.step(model, gradients)
            }
            fn learning_rate(&self) -> f64 {
                self.engine.learning_rate
            }
            fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), OptimError> {
                self.engine.set_learning_rate(learning_rate)
            }
            fn state(&self) -> Option<OptimizerState> {
                Some(self.engine.state())
            }
            fn load_state(&mut self, state: &OptimizerState) -> Result<(), OptimError> {
                self.engine.load_state(state)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Module, E: Float> Optimizer<$crate::optim::optimizer::NoModel<M>, E> for $Optimizer<M, E> {
            fn step(
                &mut self,
                _: &mut $crate::optim::optimizer::NoModel<M>,
                _: &Gradients<E>,
            ) -> Result<(), OptimError> {
                Ok(())
            }
            fn learning_rate(&self) -> f64 {
                self.engine.learning_rate
            }
            fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), OptimError> {
                self.engine.set_learning_rate(learning_rate)
            }
        }
    };
}
over_engine! { RuleOptimizer }
pub(super) use over_engine;
