//! Where and how often checkpoints are written.

use super::content::Snapshot;
use super::error::CheckpointError;
use crate::nn::Module;
use std::path::{Path, PathBuf};

/// The folder of a run's checkpoints: `last.ckpt` after every epoch, `best.ckpt` after every epoch with the lowest loss so far.
///
/// Use one folder per run. If you need no options, pass just a path to `Trainer::checkpoints`.
///
/// # Example
/// ```
/// use timeseriesml::training::Checkpoints;
/// // Also within epochs, after every hundredth batch.
/// let checkpoints = Checkpoints::new("runs/btc").every_batches(100);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Checkpoints {
    folder: PathBuf,
    every: Option<usize>,
}

impl Checkpoints {
    /// Puts checkpoints into this folder, which is created if it does not exist.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Checkpoints { folder: folder.as_ref().into(), every: None }
    }

    /// Also writes `last.ckpt` within an epoch, after every `batches` batches (0 counts as 1).
    pub fn every_batches(self, batches: usize) -> Self {
        Checkpoints { every: Some(batches.max(1)), ..self }
    }

    /// Whether a checkpoint is due after this many batches of an epoch.
    pub(in crate::training) fn is_due(&self, batches: usize) -> bool {
        self.every.is_some_and(|every| batches.is_multiple_of(every))
    }

    /// Writes the last checkpoint, and also the best one if `is_best`.
    pub(in crate::training) fn write<M: Module>(
        &self,
        snapshot: &Snapshot<'_, M>,
        is_best: bool,
    ) -> Result<(), CheckpointError> {
        let made = std::fs::create_dir_all(&self.folder);
        made.map_err(|error| CheckpointError::io(&self.folder, "creating the folder", &error))?;
        // The best checkpoint is written first: a run killed in between resumes from the older last checkpoint and writes both again.
        let names = [is_best.then_some(BEST), Some(LAST)];
        snapshot.write(names.into_iter().flatten().map(|name| self.folder.join(name)))
    }
}

const LAST: &str = "last.ckpt";
const BEST: &str = "best.ckpt";

/// The checkpoint file for a path: the last checkpoint if the path is a folder, otherwise the path itself.
pub(super) fn file_of(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(LAST) } else { path.into() }
}

macro_rules! from_paths { ($($Path:ty)*) => { $(
    impl From<$Path> for Checkpoints {
        fn from(folder: $Path) -> Self {
            Checkpoints::new(folder)
        }
    }
)* } }
from_paths! { &str String &String &Path PathBuf &PathBuf }
