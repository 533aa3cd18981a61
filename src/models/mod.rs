//! Complete forecasting models.
//!
//! | model | input | output | run-time version | source |
//! |---|---|---|---|---|
//! | [`Tcn`], a temporal convolutional network | `(Batch, T, Dim<FEATURES>)` | `(Batch, Dim<HORIZON>)` | [`DynTcn`] | Bai et al., 2018 |
//! | [`NBeats`], for one column | `(Batch, Dim<LOOKBACK>, Dim<1>)` | `(Batch, Dim<HORIZON>)` | [`DynNBeats`] | Oreshkin et al., 2020 |
//! | [`Transformer`], an encoder | `(Batch, T, Dim<FEATURES>)` | `(Batch, Dim<HORIZON>)` | [`DynTransformer`] | Vaswani et al., 2017 |
//!
//! The sizes of a model are parameters of its type, so windows that do not fit it do not compile. To build one:
//!
//! 1. name its type: `type Model = Tcn<5, channels![32, 32, 32], 3, 24>;`
//! 2. call `Model::new(&mut rng)`, or [`Model::options()`](Tcn::options) to set what the type does not show, such as dropout;
//! 3. pass it to a [`Trainer`](crate::training::Trainer).
//!
//! If sizes are known only at run time, build the run-time version from a [`TcnConfig`], [`NBeatsConfig`] or [`TransformerConfig`], which
//! serde reads from a file. A bad value is a [`ConfigError`] that names the key. The blocks of the models are layers too: [`TcnBlock`],
//! [`NBeatsBlock`], and [`TransformerEncoderLayer`](crate::nn::TransformerEncoderLayer). [`LastStep`] and [`MeanPool`] select what the head
//! of a model reads.
//!
//! # Example
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use timeseriesml::{Batch, Dim, DynTcn, Tcn, TcnConfig, Tensor, channels};
//!
//! type Model = Tcn<5, channels![16, 32], 3, 8>; // 5 columns in, two blocks, kernel 3, 8 steps out
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let model = Model::options().dropout(0.1).build(&mut rng)?;
//! let x: Tensor<(Batch, Dim<12>, Dim<5>)> = Tensor::zeros_sized([4, 12, 5])?;
//! let y: Tensor<(Batch, Dim<8>)> = model.forward(x.clone());
//!
//! let model = DynTcn::new(&TcnConfig::new(5, [16, 32], 3, 8), &mut rng)?;
//! assert_eq!(model.forward(x.into_dyn())?.sizes(), y.sizes());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
