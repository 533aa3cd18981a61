//! The errors of an optimizer's step and of its saved state.

use crate::tensor::ShapeError;

/// Why a step was not made or a state was not loaded. No parameter was changed.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OptimError {
    /// A parameter has no gradient.
    #[error(
        "\"{name}\" has no gradient: the loss does not depend on it, or was computed with another model; to leave it unchanged, use `.skip_missing_gradients()` or freeze it with `.group(\"{name}\", |group| group.frozen())`"
    )]
    MissingGradient {
        /// The parameter.
        name: String,
    },
    /// A parameter has a different size than in earlier steps or in the loaded state.
    #[error("\"{name}\" has {found} elements, but had {expected} in the step before; use one optimizer per model")]
    OtherModel {
        /// The parameter.
        name: String,
        /// Its number of elements now.
        found: usize,
        /// Its number of elements in the optimizer's state.
        expected: usize,
    },
    /// The model has a parameter that it did not have before.
    #[error("the optimizer has no state for the parameter \"{name}\" of the model; use one optimizer per model")]
    NewParameter {
        /// The parameter.
        name: String,
    },
    /// The model lacks a parameter that it had before.
    #[error("the optimizer has state for \"{name}\", which the model does not have; use one optimizer per model")]
    LostParameter {
        /// The parameter.
        name: String,
    },
    /// A group matches no parameter.
    #[error(
        "the group \"{pattern}\" matches no parameter of the model (the first is \"{first}\"); `*` matches any text"
    )]
    EmptyGroup {
        /// The pattern of the group.
        pattern: String,
        /// The name of the model's first parameter.
        first: String,
    },
    /// A learning rate is negative or not finite.
    #[error("the learning rate is {found}, expected a finite number of at least 0; the old one is kept")]
    LearningRate {
        /// The learning rate that was refused.
        found: f64,
    },
    /// A saved state is for a different rule or element type, or its sizes are inconsistent.
    #[error("the optimizer state has {found}, expected {expected}; nothing was loaded")]
    OtherState {
        /// What the state has.
        found: String,
        /// What the optimizer needs.
        expected: String,
    },
    /// A saved state is for a different schedule.
    #[error("the state has {found}, expected {expected}; nothing was loaded")]
    OtherSchedule {
        /// What the state has.
        found: String,
        /// What the schedule needs.
        expected: String,
    },
    /// Out of memory.
    #[error(transparent)]
    Memory(#[from] ShapeError),
}

debug_is_message! { OptimError }
