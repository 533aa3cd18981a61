//! Whole forecasters, one folder per paper: a typed face over a run-time part.
//!
//! **Owns** the architectures, their blocks as layers, and what several of them share: poolings, errors of configurations and of
//! sizes, and the check of the input. **Does not know** data, losses, optimisers or training.

mod config_error;
mod nbeats;
mod pooling;
mod readers;
mod tcn;
mod transformer;
mod window;

pub use config_error::ConfigError;
pub use nbeats::{
    Basis, BlockBasis, DynNBeats, DynNBeatsBlock, GenericBasis, GenericStack, LookbackAxis, NBeats, NBeatsBlock,
    NBeatsConfig, NBeatsOptions, SeasonalityBasis, SeasonalityStack, SingleSeries, Stack, StackConfig, StackList,
    TrendBasis, TrendStack, WindowAxis,
};
pub use pooling::{LastStep, MeanPool, Pooling, PoolingHead};
pub use tcn::{
    BareCoveredBy, CoveredBy, Covers, DynTcn, DynTcnBlock, PoolOver, Reaches, ReceptiveField, Tcn, TcnBlock, TcnConfig,
    TcnOptions,
};
pub use transformer::{DynTransformer, Transformer, TransformerConfig, TransformerOptions};
