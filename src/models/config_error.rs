//! Errors in the configuration of a model; each names the key.

use crate::tensor::ShapeError;

/// Why a model cannot be built from a configuration, or does not accept the windows.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The value of a key is out of range.
    #[error("{model}: {key} is {found}, expected {expected}")]
    Value {
        /// The model.
        model: &'static str,
        /// The key, with its index within a list: `stacks[1].width`.
        key: String,
        /// The value of the key.
        found: String,
        /// The values that are allowed.
        expected: String,
    },
    /// The model expects windows of a different length.
    #[error("{model}: lookback is {found}, but the windows have {lookback} steps; the two must be equal")]
    Lookback {
        /// The model.
        model: &'static str,
        /// The number of steps that the model takes.
        found: usize,
        /// The number of steps of the windows.
        lookback: usize,
    },
    /// The windows have several columns, and the model takes one.
    #[error("{model}: the windows have {columns} columns, but the model takes one, the target's; leave the others out")]
    NotOneColumn {
        /// The model.
        model: &'static str,
        /// The number of columns of the windows.
        columns: usize,
    },
    /// The windows have a different number of columns than the model takes.
    #[error("{model}: features is {found}, but the windows have {columns} columns; the two must be equal")]
    Features {
        /// The model.
        model: &'static str,
        /// The number of columns that the model expects.
        found: usize,
        /// The number of columns of the windows.
        columns: usize,
    },
    /// The head reads only the last step, which sees fewer steps than the lookback has.
    #[error(
        "{model}: kernel is {kernel} and channels has length {blocks}, so the last step sees {field} steps, fewer than the lookback of {lookback}; enlarge kernel, add to channels, or set head to \"mean_pool\""
    )]
    FieldTooShort {
        /// The model.
        model: &'static str,
        /// The kernel size of each convolution.
        kernel: usize,
        /// The number of blocks.
        blocks: usize,
        /// The receptive field of the last step, in steps.
        field: usize,
        /// The number of steps of the windows.
        lookback: usize,
    },
    /// A tensor whose size depends on several keys does not fit into memory.
    #[error("{model}: {keys} are too large together: {reason}")]
    TooLarge {
        /// The model.
        model: &'static str,
        /// The keys that determine the size.
        keys: &'static str,
        /// The error of the tensor that does not fit into memory.
        reason: ShapeError,
    },
    /// The sizes of the model are too large.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

debug_is_message! { ConfigError }

impl ConfigError {
    pub(super) fn value(
        model: &'static str,
        key: impl Into<String>,
        found: impl ToString,
        expected: impl Into<String>,
    ) -> ConfigError {
        ConfigError::Value { model, key: key.into(), found: found.to_string(), expected: expected.into() }
    }

    /// Rejects a size of 0; the error names its key.
    pub(super) fn check_sizes(model: &'static str, sizes: &[(&'static str, usize)]) -> Result<(), ConfigError> {
        match sizes.iter().find(|(_, size)| *size == 0) {
            Some(&(key, _)) => Err(Self::value(model, key, 0, "at least 1")),
            None => Ok(()),
        }
    }

    /// Rejects windows without steps or with a wrong number of columns.
    pub(super) fn check_window(
        model: &'static str,
        features: usize,
        lookback: usize,
        columns: usize,
    ) -> Result<(), ConfigError> {
        Self::check_sizes(model, &[("lookback", lookback)])?;
        if features == columns { Ok(()) } else { Err(ConfigError::Features { model, found: features, columns }) }
    }

    /// Rejects an absurd number of layers: they would be built one by one until memory runs out.
    pub(super) fn check_depth(model: &'static str, key: &'static str, layers: usize) -> Result<(), ConfigError> {
        if layers <= 10_000 { Ok(()) } else { Err(Self::value(model, key, layers, "at most 10000")) }
    }

    /// Rejects a dropout that is not a probability below 1.
    pub(super) fn check_dropout(model: &'static str, dropout: f64) -> Result<(), ConfigError> {
        if (0.0..1.0).contains(&dropout) {
            return Ok(());
        }
        Err(Self::value(model, "dropout", dropout, "at least 0 and below 1"))
    }

    /// Returns the same error for an entry of a list: the list's name and the index are put before the key.
    pub(super) fn within(self, list: &str, index: usize) -> ConfigError {
        match self {
            ConfigError::Value { model, key, found, expected } => {
                ConfigError::Value { model, key: format!("{list}[{index}].{key}"), found, expected }
            }
            other => other,
        }
    }
}
