//! The temporal convolutional network of Bai, Kolter and Koltun, "An Empirical Evaluation of Generic Convolutional and
//! Recurrent Networks for Sequence Modeling", 2018 (arXiv 1803.01271), without weight normalisation.
//!
//! Blocks of two causal convolutions with relu and dropout, dilations 1, 2, 4, … and a residual connection (through a 1×1
//! convolution where the widths differ), followed by a relu. A linear head maps the last step, or the mean over all
//! steps, to the horizon. The last step sees 1 + 2·(KERNEL − 1)·(2^blocks − 1) steps.
//!
//! **Owns** the model, its block, and the rule that its receptive field covers the lookback. **Does not know** the other models.

mod block;
mod config;
mod face;
mod part;
mod receptive_field;

pub use block::{DynTcnBlock, TcnBlock};
pub use config::TcnConfig;
pub use face::{Tcn, TcnOptions};
pub use part::DynTcn;
pub use receptive_field::{BareCoveredBy, CoveredBy, Covers, PoolOver, Reaches, ReceptiveField};
