//! Optimisers: how parameters follow their gradients.
//!
//! **Owns** the update rules and their state. **Does not know** losses, data or training loops. Alone of the upper floors it
//! reaches down to `core` and `kernels`: one fused pass over parameter, gradient and moments, in place.

mod adam;

pub use adam::Adam;

use crate::nn::Module;
use crate::tensor::{Float, Gradients, ShapeError};

/// Changes the parameters of a model `M`, which are of `E`.
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
}

/// Why a step was not made. No parameter was changed.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OptimError {
    /// A parameter has no gradient.
    #[error("\"{name}\" has no gradient: the loss was not computed from it, or from another model's parameters")]
    MissingGradient {
        /// The parameter.
        name: String,
    },
    /// The model has another number of parameters, or other sizes, than in the steps before.
    #[error("\"{name}\" has {found} elements, in the step before it had {expected}; an optimiser keeps to one model")]
    OtherModel {
        /// The parameter.
        name: String,
        /// Its elements now.
        found: usize,
        /// Its elements in the step before.
        expected: usize,
    },
    /// A learning rate that is negative or not finite.
    #[error("the learning rate is {found}, expected a finite number of at least 0; the old one stays")]
    LearningRate {
        /// The rate.
        found: f64,
    },
    /// Memory does not suffice.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

debug_is_message! { OptimError }
