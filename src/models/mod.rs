//! Whole forecasters, one file per paper: a typed constructor over a run-time part.
//!
//! **Owns** the architectures. **Does not know** data, losses, optimisers or training.

mod config;
mod tcn;

pub use config::ConfigError;
pub use tcn::{DynTcn, LastStep, MeanPool, PoolOver, PoolingHead, Tcn, TcnConfig, TcnHead, TcnOptions};
