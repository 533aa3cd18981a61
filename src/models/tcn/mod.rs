//! The temporal convolutional network of Bai, Kolter and Koltun, "An Empirical Evaluation of Generic Convolutional and
//! Recurrent Networks for Sequence Modeling", 2018 (arXiv 1803.01271), without weight normalization.
//!
//! Each block has two causal convolutions with relu and dropout, a residual connection (through a 1×1 convolution if the numbers of channels differ),
//! and a final relu. The dilations of the blocks are 1, 2, 4, … A linear head maps the last step, or the mean over all steps, to the horizon. The
//! receptive field of the last step is 1 + 2·(KERNEL − 1)·(2^blocks − 1) steps.

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
