//! Optimisers as users name them: an engine bound to the type of its model, and one for any rule.

use super::amount::amount;
use super::engine::Engine;
use super::{OptimError, Optimizer, OptimizerState, ParameterGroup, Rule};
use crate::nn::Module;
use crate::tensor::{Float, Gradients};
use std::marker::PhantomData;

/// An optimiser with a [`Rule`] of one's own, for a model `M`, whose type it is bound to.
///
/// A step checks everything and takes all memory before it changes a parameter: after an error, the model is as it was.
/// Parameters are updated in place. One whose memory is shared (a snapshot of it is kept, or a graph still uses it) is copied first.
#[must_use]
pub struct RuleOptimizer<M, E: Float = f32> {
    pub(super) engine: Engine<E>,
    pub(super) model: PhantomData<fn(&mut M)>,
}

debug_of! { [M, E: Float] RuleOptimizer<M, E>, "RuleOptimizer", |_it| {} }

impl<M: Module, E: Float> RuleOptimizer<M, E> {
    /// An optimiser that follows `rule`.
    ///
    /// # Panics
    /// If the learning rate is negative or not finite.
    #[track_caller]
    pub fn new(rule: impl Rule<E>, learning_rate: f64) -> Self {
        RuleOptimizer { engine: Engine::new(rule, learning_rate), model: PhantomData }
    }

    /// The weight decay that the rule gets to see; 0 if not called.
    ///
    /// # Panics
    /// If it is negative or not finite.
    #[track_caller]
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.engine.weight_decay = amount("the weight decay", weight_decay);
        self
    }
}

/// What every optimiser over an [`Engine`] in the field `engine` has.
macro_rules! over_engine {
    ($Optimizer:ident) => {
        impl<M: Module, E: Float> $Optimizer<M, E> {
            /// Settings of their own for the parameters whose name fits `pattern`; `*` stands for any text. A parameter belongs to the
            /// first group that fits it. A group that fits no parameter is an error of the first step.
            pub fn group(mut self, pattern: &str, set: impl FnOnce(ParameterGroup) -> ParameterGroup) -> Self {
                self.engine = self.engine.group(pattern, set);
                self
            }

            /// Leaves a parameter without a gradient as it is: an unused head, say. If this is not called, that is an error.
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
            /// [`OptimError::LearningRate`] if it is negative or not finite; the old one stays.
            pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<(), OptimError> {
                self.engine.set_learning_rate(learning_rate)
            }

            /// The state, to be saved: what the steps so far have left for each parameter, by name.
            pub fn state(&self) -> OptimizerState {
                self.engine.state()
            }

            /// Goes on from a state that [`state`](Self::state) gave.
            ///
            /// # Errors
            /// [`OptimError::OtherState`] if it is of another rule or element type; nothing is loaded then. That it is of another model
            /// is an error of the next step.
            pub fn load_state(&mut self, state: &OptimizerState) -> Result<(), OptimError> {
                self.engine.load_state(state)
            }
        }

        impl<M, E: Float> Clone for $Optimizer<M, E> {
            fn clone(&self) -> Self {
                $Optimizer { engine: self.engine.clone(), ..*self }
            }
        }

        // Not recommended, or the message would quote this macro.
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
