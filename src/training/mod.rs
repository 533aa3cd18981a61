//! Training: the loop, what it reports, the callbacks that watch it, and the checkpoints from which it goes on.
//!
//! **Owns** the trainer. **Does not know** which models there are: it takes anything that fits its data.

mod callback;
mod checkpoint;
mod clipping;
mod diagnosis;
mod early_stopping;
mod error;
mod fits;
mod history;
mod observers;
mod progress;
mod recorder;
mod scheduled;
mod trainer;
mod trainer_for_model;

pub use callback::{BatchReport, Callback, Run};
pub use checkpoint::{CheckpointError, Checkpoints, ResumePoint, SavedValue};
pub use error::TrainError;
pub use fits::{Fits, LossOn, Trainable};
pub use history::{Epoch, History};
pub use trainer::Trainer;
