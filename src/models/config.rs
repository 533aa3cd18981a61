//! What can be wrong with the configuration of a model, by key: in a file that serde reads, and in the values.

use crate::tensor::ShapeError;

/// A configuration that makes no model, or none for the windows at hand.
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
    /// The windows have another number of columns than the model takes.
    #[error("{model}: features is {found}, but the windows have {columns} columns; the two must be equal")]
    Features {
        /// The model.
        model: &'static str,
        /// How many columns the model takes.
        found: usize,
        /// How many the windows have.
        columns: usize,
    },
    /// The head reads the last step, and that does not see the whole lookback.
    #[error(
        "{model}: kernel is {kernel} and channels has length {blocks}, so the last step sees {field} steps, shorter than the lookback of {lookback}; enlarge kernel, add to channels, or set head to \"mean_pool\""
    )]
    FieldTooShort {
        /// The model.
        model: &'static str,
        /// Taps of each convolution.
        kernel: usize,
        /// How many blocks there are.
        blocks: usize,
        /// How many steps the last step sees.
        field: usize,
        /// How many steps the windows have.
        lookback: usize,
    },
    /// The values of some keys together ask for more memory than there is.
    #[error("{model}: {keys} are too large together: {reason}")]
    TooLarge {
        /// The model.
        model: &'static str,
        /// The keys.
        keys: &'static str,
        /// The tensor that does not fit.
        reason: ShapeError,
    },
    /// The sizes are too large.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

impl ConfigError {
    /// Refuses a size of 0, by its key.
    pub(super) fn check_sizes(model: &'static str, sizes: &[(&'static str, usize)]) -> Result<(), ConfigError> {
        match sizes.iter().find(|(_, size)| *size == 0) {
            Some(&(key, _)) => Err(ConfigError::Value { model, key, found: "0".into(), expected: "at least 1" }),
            None => Ok(()),
        }
    }

    /// Refuses more layers than any model has: they would be built one by one until memory is gone.
    pub(super) fn check_depth(model: &'static str, key: &'static str, layers: usize) -> Result<(), ConfigError> {
        if layers <= 10_000 {
            return Ok(());
        }
        Err(ConfigError::Value { model, key, found: layers.to_string(), expected: "at most 10000" })
    }

    /// Refuses a dropout that is no probability below 1.
    pub(super) fn check_dropout(model: &'static str, dropout: f64) -> Result<(), ConfigError> {
        if (0.0..1.0).contains(&dropout) {
            return Ok(());
        }
        let (found, expected) = (dropout.to_string(), "at least 0 and below 1");
        Err(ConfigError::Value { model, key: "dropout", found, expected })
    }
}

/// Makes, for each key of a configuration, the function that reads its value, for serde's `deserialize_with`: a mistake names
/// the key, which formats such as JSON leave to the reader.
macro_rules! readers { ($($key:ident: $Type:ty),* $(,)?) => { $(
    pub(super) fn $key<'de, D: serde::Deserializer<'de>>(value: D) -> Result<$Type, D::Error> {
        let read = <$Type as serde::Deserialize>::deserialize(value);
        read.map_err(|e| serde::de::Error::custom(format_args!("{}: {e}", stringify!($key))))
    }
)* } }
pub(super) use readers;
