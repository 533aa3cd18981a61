//! Training: the loop, what it reports, and the callbacks that watch it.
//!
//! **Owns** the trainer. **Does not know** which models there are: it takes anything that fits its data.

mod callback;
mod clipping;
mod early_stopping;
mod error;
mod fits;
mod history;
mod progress;
mod recorder;
mod scheduled;
mod trainer;

pub use callback::{BatchReport, Callback, Run};
pub use error::TrainError;
pub use fits::Fits;
pub use history::{Epoch, History};
pub use trainer::Trainer;
