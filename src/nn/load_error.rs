//! What can be wrong with a file of weights.

use crate::tensor::ShapeError;
use std::path::PathBuf;

/// Why weights were not saved or loaded. In each case nothing was changed.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file could not be read or written.
    #[error("{}: {action} failed ({}); nothing was changed", path.display(), source.kind())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is not in the safetensors format.
    #[error("{}: not a readable safetensors file ({source}); nothing was loaded", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: safetensors::SafeTensorError,
    },
    /// A parameter of the model is not in the file.
    #[error("{}: the model has \"{name}\", the file does not; nothing was loaded", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// The parameter.
        name: String,
    },
    /// The file holds something that the model does not have.
    #[error("{}: the file has \"{name}\", the model does not; nothing was loaded", path.display())]
    Unexpected {
        /// The file.
        path: PathBuf,
        /// The entry.
        name: String,
    },
    /// A parameter has other sizes in the file.
    #[error("{}: \"{name}\" is {found:?} in the file, {expected:?} in the model; nothing was loaded", path.display())]
    Sizes {
        /// The file.
        path: PathBuf,
        /// The parameter.
        name: String,
        /// Its sizes in the file.
        found: Vec<usize>,
        /// Its sizes in the model.
        expected: Vec<usize>,
    },
    /// An entry holds numbers of a kind that is not read.
    #[error("{}: \"{name}\" holds {found}, expected {expected}; nothing was loaded", path.display())]
    Dtype {
        /// The file.
        path: PathBuf,
        /// The entry.
        name: String,
        /// The kind found.
        found: String,
        /// The kinds that are read for this entry.
        expected: &'static str,
    },
    /// A value of the file is too large for the model's `f32`.
    #[error("{}: \"{name}\" holds {value:e}, which does not fit the model's f32; nothing was loaded", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The entry.
        name: String,
        /// The value.
        value: f64,
    },
    /// The metadata of the file cannot be read.
    #[error("{}: the metadata \"{key}\" is not readable ({reason}); nothing was loaded", path.display())]
    Metadata {
        /// The file.
        path: PathBuf,
        /// The key of the metadata.
        key: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// Two parts of the module have one name, so a file cannot hold both.
    #[error("{}: two entries are called \"{name}\"; nothing was saved", path.display())]
    Twice {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// A part of the module has a name that the format keeps for itself.
    #[error("{}: no entry can be called \"{name}\", safetensors uses that name itself; nothing was saved", path.display())]
    Reserved {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// Memory does not suffice.
    #[error(transparent)]
    Memory(#[from] ShapeError),
}

debug_is_message! { LoadError }
