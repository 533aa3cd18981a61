//! What can go wrong in a step of an optimiser, and with its saved state.

use crate::tensor::ShapeError;

/// Why a step was not made, or state was not loaded. No parameter was changed.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OptimError {
    /// A parameter has no gradient.
    #[error(
        "\"{name}\" has no gradient: the loss was not computed from it, or from another model's parameters; if it should stay as it is, use `.skip_missing_gradients()` or freeze it with `.group(\"{name}\", |group| group.frozen())`"
    )]
    MissingGradient {
        /// The parameter.
        name: String,
    },
    /// A parameter has another size than in the steps before, or than in the state loaded.
    #[error("\"{name}\" has {found} elements, in the step before it had {expected}; an optimiser keeps to one model")]
    OtherModel {
        /// The parameter.
        name: String,
        /// Its elements now.
        found: usize,
        /// Its elements in the step before.
        expected: usize,
    },
    /// The model has a parameter that it did not have before.
    #[error("the model has \"{name}\", which the optimiser has no state for; an optimiser keeps to one model")]
    NewParameter {
        /// The parameter.
        name: String,
    },
    /// The model lacks a parameter that it had before.
    #[error("the optimiser has state for \"{name}\", which the model does not have; an optimiser keeps to one model")]
    LostParameter {
        /// The parameter.
        name: String,
    },
    /// A group without parameters.
    #[error(
        "the group \"{pattern}\" fits no parameter of the model; the first is \"{first}\"; `*` stands for any text"
    )]
    EmptyGroup {
        /// The pattern of the group.
        pattern: String,
        /// The name of the model's first parameter.
        first: String,
    },
    /// A learning rate that is negative or not finite.
    #[error("the learning rate is {found}, expected a finite number of at least 0; the old one stays")]
    LearningRate {
        /// The rate.
        found: f64,
    },
    /// State of another rule, of another element type, or of contradicting sizes.
    #[error("the state is of {found}, the optimiser of {expected}; nothing was loaded")]
    OtherState {
        /// What the state is of.
        found: String,
        /// What the optimiser is of.
        expected: String,
    },
    /// State of another schedule.
    #[error("the state is of {found}, the schedule of {expected}; nothing was loaded")]
    OtherSchedule {
        /// What the state is of.
        found: String,
        /// What the schedule is of.
        expected: String,
    },
    /// Memory does not suffice.
    #[error(transparent)]
    Memory(#[from] ShapeError),
}

debug_is_message! { OptimError }
