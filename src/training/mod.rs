//! Training: the loop, its history, callbacks and checkpoints.
//!
//! 1. [`Trainer::new`] takes a model, an [optimizer](crate::optim) and a [loss](crate::nn::Loss). Options follow as methods:
//!    [`batch_size`](Trainer::batch_size), [`seed`](Trainer::seed), [`early_stopping`](Trainer::early_stopping),
//!    [`scheduler`](Trainer::scheduler), [`clip_norm`](Trainer::clip_norm), [`checkpoints`](Trainer::checkpoints), …
//! 2. [`fit`](Trainer::fit) trains on a [`Dataset`](crate::data::Dataset), usually the parts of a
//!    [`WindowDataset`](crate::data::WindowDataset), and returns a [`History`]. The model then has the weights of the best epoch.
//! 3. [`predict`](Trainer::predict) returns scaled predictions for scaled inputs; [`forecast`](crate::evaluation::forecast) and
//!    [`evaluate`](crate::evaluation::evaluate) take [`trainer.model()`](Trainer::model) and return values in the unit of the data.
//!
//! A [`Callback`] sees each batch and epoch of a [`Run`] and may stop it. [`resume`](Trainer::resume) continues from [`Checkpoints`], bit for
//! bit. A loss or gradient that is not finite is a [`TrainError`] that names the first such value. For a loop of your own, use
//! [`train_epoch`](Trainer::train_epoch) and [`validate`](Trainer::validate), or an [`Optimizer`](crate::optim::Optimizer) directly.
//!
//! # Example
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use timeseriesml::{
//!     Adam, Column, MseLoss, Standard, SyntheticCandles, Tcn, Trainer, WindowDataset, channels, evaluate,
//! };
//!
//! let candles = SyntheticCandles::new(300).generate();
//! let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
//! let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
//!
//! let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
//! let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).batch_size(64).early_stopping(5);
//! let history = trainer.fit(&train, &val, 2)?;
//! println!("best epoch {}: {}", history.best().unwrap().number, evaluate(trainer.model(), &test)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
