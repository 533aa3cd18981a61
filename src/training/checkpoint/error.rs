//! The errors of checkpoints. Each message ends with what to do.

use crate::files::{reason, shown, shown_path, shown_to};
use crate::optim::OptimError;
use crate::tensor::ShapeError;
use std::path::{Path, PathBuf};

/// Why a checkpoint was not written, or why a run was not resumed. The trainer is unchanged.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// There is no checkpoint.
    #[error(
        "{}: there is no checkpoint; check the folder, or begin a new run with `fit` (`resume_if_any` returns `None` then)",
        shown_path(path)
    )]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("{}: {action} failed ({reason}); {}", shown_path(path), remedy(*kind))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What failed: `reading`, `writing` or `creating the folder`.
        action: &'static str,
        /// The cause.
        kind: std::io::ErrorKind,
        /// The cause as text.
        reason: String,
    },
    /// The file is not a checkpoint.
    #[error("{}: is {found}, expected a checkpoint; {}", shown_path(path), instead(found))]
    NotACheckpoint {
        /// The file.
        path: PathBuf,
        /// What the path leads to: `an empty file`, `a folder`, `a safetensors file` or `another kind of file`.
        found: &'static str,
    },
    /// The file has a different version of the checkpoint format.
    #[error(
        "{}: found format version {found}, expected {expected}; resume with the timeseriesml that wrote it, or begin a new run",
        shown_path(path)
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The version of the format in the file.
        found: u32,
        /// The version that this program reads.
        expected: u32,
    },
    /// The file is shorter or longer than when it was written.
    #[error("{}: has {found} bytes, expected {expected}: a truncated or extended file; {OTHER}", shown_path(path))]
    Length {
        /// The file.
        path: PathBuf,
        /// The length of the file, in bytes.
        found: u64,
        /// The length according to the file's header.
        expected: u64,
    },
    /// Bytes of the file were changed.
    #[error(
        "{}: the {part} (from byte {from} on) does not match its checksum: the file is damaged; {OTHER}",
        shown_path(path)
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// `header` or `content`.
        part: &'static str,
        /// The offset of that part in the file, in bytes.
        from: u64,
    },
    /// The checksums are correct, but the content cannot be decoded: another program wrote it.
    #[error("{}: the content is not readable ({}); {OTHER}", shown_path(path), shown_to(reason, 200))]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The checkpoint contains a model of a different kind.
    #[error(
        "{}: the model is `{}` in the checkpoint, `{}` in the trainer; resume with the model that was trained",
        shown_path(path),
        shown_to(found, KIND),
        shown_to(expected, KIND)
    )]
    OtherModel {
        /// The file.
        path: PathBuf,
        /// The kind of model in the file, such as `Tcn(..)`.
        found: String,
        /// The kind of the trainer's model.
        expected: String,
    },
    /// A parameter, buffer or random stream differs between checkpoint and model.
    #[error("{}: {difference}; resume with the model that was trained", shown_path(path))]
    OtherShapes {
        /// The file.
        path: PathBuf,
        /// The first entry that differs, with its sizes in file and model.
        difference: String,
    },
    /// The checkpoint was written by a trainer with different settings or callbacks.
    #[error(
        "{}: {what}: {} in the checkpoint, {} in the trainer; configure the trainer as in the saved run",
        shown_path(path),
        shown_to(found, KIND),
        shown_to(expected, KIND)
    )]
    OtherTrainer {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: &'static str,
        /// Its value in the checkpoint.
        found: String,
        /// Its value in the trainer.
        expected: String,
    },
    /// The optimizer or the schedule rejected the saved state.
    #[error("{}: {}; configure the trainer as in the saved run", shown_path(path), shown_to(&source.to_string(), KIND))]
    Optim {
        /// The file.
        path: PathBuf,
        /// The error of the optimizer or schedule.
        source: OptimError,
    },
    /// A callback rejected the saved state.
    #[error(
        "{}: callback {}: {}; configure the trainer as in the saved run",
        shown_path(path),
        shown(name),
        shown_to(reason, KIND)
    )]
    CallbackRefused {
        /// The file.
        path: PathBuf,
        /// The callback.
        name: String,
        /// The error of the callback.
        reason: String,
    },
    /// The training data has a different number of items than when the checkpoint was written.
    #[error("the training data has {found} items, but had {expected} at the checkpoint; resume on the same data")]
    OtherData {
        /// The number of items now.
        found: usize,
        /// The number of items when the checkpoint was written.
        expected: usize,
    },
    /// Two parts of the model have the same name, so a checkpoint cannot hold both.
    #[error("two parts of the model are called \"{}\"; rename one with `#[module(rename = \"..\")]`", shown(name))]
    Twice {
        /// The name.
        name: String,
    },
    /// A value cannot be saved, or is read as a type other than the one that was saved.
    #[error("{action} a saved value: {reason}; save and read it as the same type")]
    Value {
        /// `writing` or `reading`.
        action: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// Out of memory.
    #[error(transparent)]
    Memory(#[from] ShapeError),
}

debug_is_message! { CheckpointError }

/// The maximum number of characters that a message prints of a model's kind or a list of callbacks.
const KIND: usize = 300;

const OTHER: &str = "resume from another checkpoint, such as `best.ckpt`, or begin a new run";

fn remedy(kind: std::io::ErrorKind) -> &'static str {
    match kind {
        std::io::ErrorKind::PermissionDenied => "allow this user to read and write there, or choose another folder",
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => "free space, or choose another folder",
        std::io::ErrorKind::OutOfMemory => "free some memory first",
        std::io::ErrorKind::NotADirectory | std::io::ErrorKind::AlreadyExists => "choose the path of a folder",
        _ => "check the path and the disk",
    }
}

fn instead(found: &str) -> &'static str {
    match found {
        "a safetensors file" => "load weights with `load_safetensors`",
        "an empty file" => OTHER,
        _ => "give the folder or the file that `Trainer::checkpoints` wrote",
    }
}

impl CheckpointError {
    pub(super) fn io(path: &Path, action: &'static str, error: &std::io::Error) -> Self {
        CheckpointError::Io { path: path.into(), action, kind: error.kind(), reason: reason(error) }
    }
}
