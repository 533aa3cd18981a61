//! What can be wrong with the configuration of a model, by key.

use crate::tensor::ShapeError;

/// A configuration that makes no model.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A key has a value out of its range.
    #[error("{model}: {key} is {found}, expected {expected}")]
    Value {
        /// The model.
        model: &'static str,
        /// The key.
        key: &'static str,
        /// What it holds.
        found: String,
        /// What it may hold.
        expected: &'static str,
    },
    /// The sizes are too large.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}
