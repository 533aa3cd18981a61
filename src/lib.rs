//! Deep learning for time-series forecasting in which every tensor's shape is part of its type.
//!
//! A model whose layers do not fit together, or that does not fit its data, does not compile; the message says which
//! sizes differ. Pure Rust, on the CPU.
//!
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use timeseriesml::{
//!     Adam, Batch, Column, Dim, MseLoss, Standard, SyntheticCandles, Tcn, Tensor, Trainer, WindowDataset, channels,
//!     evaluate, forecast,
//! };
//!
//! // 24 hours of 5 columns in, the next 6 closes out. Kernel 3 and four blocks see 61 steps: they cover the 24.
//! type Model = Tcn<5, channels![8, 8, 8, 8], 3, 6>;
//!
//! let candles = SyntheticCandles::new(500).seed(1).generate(); // or read_ohlcv("btc.csv")?
//! let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
//! let (train, val, test) = windows.split([0.6, 0.2, 0.2])?; // by time; the scaler is fitted on the first part
//!
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let mut trainer = Trainer::new(Model::new(&mut rng), Adam::new(1e-3), MseLoss).early_stopping(3);
//! trainer.fit(&train, &val, 2)?;
//!
//! let scaled: Tensor<(Batch, Dim<6>)> = trainer.predict(test.input(0))?; // the shape follows from the model
//! let prices = forecast(trainer.model(), &test, test.latest())?; // the six closes after the data, in their unit
//! println!("{prices:?}, over all windows: {}", evaluate(trainer.model(), &test)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! * **Shapes** are tuples of axes: [`Dim<N>`](Dim) (known when compiling), [`Dyn`] and named axes such as [`Batch`] (known when
//!   running), [`One`] (broadcasts). A [`DynTensor`] has none of it in its type; one word leads there and one back.
//! * **Layers and models** are typed faces over run-time parts ([`Linear`] over [`DynLinear`](nn::DynLinear), [`Tcn`] over [`DynTcn`]).
//! * **Import by name** (`use timeseriesml::{Dim, Tensor};`): the compiler then prints types without their path. What most programs
//!   import is here at the root; the rest is in the modules below.
//!
//! # Debug builds
//!
//! A debug build (`cargo run` without `--release`) is slow, unless `Cargo.toml` says that dependencies are optimised. They are built
//! once; the program itself is built as before.
//!
//! ```toml
//! [profile.dev.package."*"]
//! opt-level = 2
//! ```
//!
//! The program of the README then runs for 1.5 s of processor time in place of 114 s.

extern crate self as timeseriesml;
#[macro_use(debug_is_message)]
extern crate timeseriesml_core;

#[macro_use]
mod debug_of;

mod compensated_sum;
pub mod data;
pub mod evaluation;
mod files;
pub mod forecaster;
pub mod metrics;
pub mod models;
pub mod nn;
pub mod optim;
#[cfg(feature = "plot")]
pub mod plot;
pub mod prelude;
mod random;
pub mod shape;
pub mod tensor;
pub mod timeseries;
pub mod training;

// What programs import. The rest of each module is imported from there: `tests/suite/names.rs` keeps the list.
#[doc(inline)]
pub use data::{
    CsvOptions, DataError, DataLoader, Dataset, MinMax, Robust, Series, Standard, WindowDataset, WindowPart,
    next_times, read_series,
};
#[doc(inline)]
pub use evaluation::{FromHistory, evaluate, forecast};
#[doc(inline)]
pub use forecaster::{Forecaster, WindowInput, WindowTarget};
#[doc(inline)]
pub use models::{
    DynNBeats, DynTcn, DynTransformer, GenericStack, LastStep, MeanPool, NBeats, NBeatsConfig, SeasonalityStack, Tcn,
    TcnConfig, Transformer, TransformerConfig, TrendStack,
};
#[doc(inline)]
pub use nn::{
    BatchNorm1d, CausalConv1d, Conv1d, CrossEntropyLoss, Dropout, DynForward, Forward, Gelu, HuberLoss, Lambda,
    LayerNorm, Linear, Loss, Lstm, MaeLoss, Module, MseLoss, MultiHeadAttention, Parameter, QuantileLoss, Relu,
    load_safetensors, save_safetensors,
};
#[doc(inline)]
pub use optim::{Adam, AdamW, Optimizer, Sgd};
#[cfg(feature = "plot")]
#[doc(inline)]
pub use plot::ForecastPlot;
#[doc(inline)]
pub use shape::{Axis, Batch, Bidirectional, Dim, Dyn, One, Quantile, Shape, Target};
#[doc(inline)]
pub use tensor::{DynTensor, Float, Gradients, ShapeError, Tensor, einsum, inference, no_grad, stack, with_threads};
#[doc(inline)]
pub use timeseries::{
    Candle, Candles, Column, Naive, SeasonalNaive, SyntheticCandles, features::FeatureSet, read_ohlcv,
};
pub use timeseriesml_macros::{Axis, Module, S, einsum, rearrange};
#[doc(inline)]
pub use training::{TrainError, Trainer};

/// The programs of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The programs of the guide to shapes, compiled.
#[cfg(doctest)]
#[doc = include_str!("../docs/SHAPES.md")]
struct ShapesGuide;
