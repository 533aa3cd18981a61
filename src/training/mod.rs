//! Training: the loop, early stopping, what it reports, and evaluation.
//!
//! **Owns** the trainer. **Does not know** which models there are: it takes anything that fits its data.

mod early_stopping;
mod error;
mod evaluate;
mod fits;
mod history;
mod progress;
mod trainer;

pub use error::TrainError;
pub use evaluate::{ForecastBy, evaluate, forecast};
pub use fits::Fits;
pub use history::{Epoch, History};
pub use trainer::Trainer;
