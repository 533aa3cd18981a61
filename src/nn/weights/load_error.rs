//! The errors of saving and loading weights.

use super::differences::LoadDifferences;
use crate::files::{list, reason, shown, shown_path, shown_to};
use crate::tensor::ShapeError;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// Why weights were not saved or loaded. Neither the model nor the file was changed.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file could not be read or written.
    #[error("{}: {}", shown_path(path), io_message(action, source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What failed: `"reading"` or `"writing"`.
        action: &'static str,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is not in the safetensors format.
    #[error("{}: not a readable safetensors file ({reason}); nothing was loaded", shown_path(path))]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Names, sizes or types differ between the file and the model.
    #[error("{}: {differences}", shown_path(path))]
    Mismatch {
        /// The file.
        path: PathBuf,
        /// All differences.
        differences: Box<LoadDifferences>,
    },
    /// There is no tensor of this name.
    #[error("{}: there is no tensor \"{}\"; the file has {}", shown_path(path), shown(name), list(found))]
    NoSuchTensor {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
        /// The names that the file has.
        found: Vec<String>,
    },
    /// A tensor of the file has a type that cannot be converted to the requested element type without loss.
    #[error("{}: \"{}\" holds {found}, which a tensor of `{expected}` cannot hold; {}", shown_path(path), shown(name), cast(*holds, expected))]
    Dtype {
        /// The file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// The type of the tensor: `I64`.
        found: String,
        /// The requested element type: `f32`.
        expected: &'static str,
        /// The element type that holds the values of the tensor, if there is one.
        holds: Option<&'static str>,
    },
    /// A value of the file is too large for `f32`.
    #[error(
        "{}: \"{}\" holds {value:e} at {at:?}, beyond the range of `f32`; load it as `f64` (for a model, its last type parameter), or correct the file; nothing was loaded",
        shown_path(path),
        shown(name)
    )]
    Value {
        /// The file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// The index of the value along each axis.
        at: Vec<usize>,
        /// The value.
        value: f64,
    },
    /// The [`LoadOptions`](super::LoadOptions) give two entries of the file the same name.
    #[error(
        "{}: \"{}\" and \"{}\" of the file both get the name \"{}\"; change the names in `LoadOptions`",
        shown_path(path),
        shown(first),
        shown(second),
        shown(name)
    )]
    SameName {
        /// The file.
        path: PathBuf,
        /// The name of one entry in the file.
        first: String,
        /// The name of the other entry in the file.
        second: String,
        /// The name that both entries get.
        name: String,
    },
    /// A pattern of the [`LoadOptions`](super::LoadOptions) is invalid.
    #[error("the pattern \"{}\": {problem}", shown(pattern))]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong.
        problem: String,
    },
    /// The metadata of the file cannot be read.
    #[error(
        "{}: the metadata \"{key}\" is not readable ({}); nothing was loaded",
        shown_path(path),
        shown_to(reason, 200)
    )]
    Metadata {
        /// The file.
        path: PathBuf,
        /// The key of the metadata.
        key: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// Two parts of the module have the same name, so a file cannot hold both.
    #[error(
        "{}: two entries of the model are called \"{}\"; rename one with `#[module(rename = \"..\")]`; nothing was saved or loaded",
        shown_path(path),
        shown(name)
    )]
    Twice {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// A part of the module has a name that the format reserves.
    #[error(
        "{}: an entry cannot be called \"{name}\", which safetensors reserves; rename it with `#[module(rename = \"..\")]`; nothing was saved",
        shown_path(path)
    )]
    Reserved {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// Out of memory.
    #[error(transparent)]
    Memory(#[from] ShapeError),
}

debug_is_message! { LoadError }

fn io_message(action: &str, source: &io::Error) -> String {
    match (action, source.kind()) {
        ("reading", ErrorKind::NotFound) => {
            "no such file; check the spelling and the folder in which the program runs".into()
        }
        _ => format!("{action} failed ({}); nothing was changed", reason(source)),
    }
}

/// A hint on how to get elements of the expected type from a file that holds a different type.
fn cast(holds: Option<&str>, expected: &str) -> String {
    match holds {
        Some(element) => format!("load it as `{element}`, then convert it with `.cast::<{expected}>()`"),
        None => "no tensor holds this type: convert it before saving the file".into(),
    }
}
