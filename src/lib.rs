//! Deep learning for time-series forecasting in which every tensor's shape is part of its type.
//!
//! A model whose layers do not fit together, or that does not fit its data, does not compile, and the message says which
//! sizes differ. Pure Rust, on the CPU.
//!
//! # Quick start
//!
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use timeseriesml::{
//!     Adam, Batch, Column, Dim, MseLoss, Naive, Standard, SyntheticCandles, Tcn, Tensor, Trainer, WindowDataset, channels,
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
//! println!("{prices:?}");
//! println!("model: {}", evaluate(trainer.model(), &test)?); // MSE, MAE, R² and more over all windows
//! println!("naive: {}", evaluate(&Naive, &test)?); // the last close, repeated
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Tour
//!
//! In the order in which a program uses them:
//!
//! | module | what it has |
//! |---|---|
//! | [`data`] | [`Series`] and [`Panel`](data::Panel)s from CSV, JSON lines, Arrow and Parquet; scalers; [`WindowDataset`]; checks for leakage |
//! | [`timeseries`] | [`Candles`], a hundred [`features`](timeseries::features) based on them, and the baselines [`Naive`] and [`SeasonalNaive`] |
//! | [`models`] | [`Tcn`], [`Transformer`], [`NBeats`], and their run-time parts [`DynTcn`], … for sizes from a file |
//! | [`nn`] | layers, losses, weights as safetensors; [`Module`] and [`Forward`] for a model of your own |
//! | [`optim`] | [`Sgd`], [`Adam`], [`AdamW`] and learning rate schedules |
//! | [`training`] | the [`Trainer`]: early stopping, callbacks, checkpoints |
//! | [`evaluation`], [`metrics`] | [`evaluate`] and [`forecast`]; MSE, MAE, RMSE, R², MAPE, sMAPE |
//! | [`tensor`], [`shape`] | [`Tensor`] and [`DynTensor`]: operations, autodiff; the rules about shapes |
//! | [`forecaster`] | the contract between data and models |
//! | [`plot`] | forecasts as SVG |
//!
//! Three ideas run through all of it:
//!
//! * **A shape is a tuple of axes**: [`Dim<N>`](Dim) has its size in the type; [`Dyn`] and named axes such as [`Batch`] get it at run
//!   time; [`One`] broadcasts. The [`guide`] explains each rule with a mistake and its error message. A [`DynTensor`] has no shape in its
//!   type: [`into_dyn`](Tensor::into_dyn) makes one, [`try_into_shape`](Tensor::try_into_shape) converts it back.
//! * **Layers and models are typed wrappers (faces) of run-time parts**: [`Linear`] over [`DynLinear`](nn::DynLinear), [`Tcn`] over [`DynTcn`].
//!   The face proves the sizes at compile time; the part checks them at run time and returns a `Result`.
//! * **A mistake in dimensions is a type error**, and bad data is an error value that names the file, the line and the remedy.
//!
//! Import types by name (`use timeseriesml::{Dim, Tensor};`): the compiler then prints them without their path. The
//! [`prelude`] contains the traits. If you know PyTorch, see [`guide::from_pytorch`].
//!
//! # Feature flags
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `plot` | yes | [`plot`]: forecasts as SVG |
//! | `progress` | yes | a progress bar in [`Trainer::fit`] |
//! | `tz` | yes | time zones by name, from a database compiled into the program; without it a named zone is an error |
//! | `gzip` | yes | gzip-compressed text files |
//! | `encodings` | yes | text files in encodings other than UTF-8 |
//! | `arrow` | no | series, panels and forecasts from and to Arrow record batches |
//! | `parquet` | no | Parquet files (implies `arrow`) |
//! | `ndarray` | no | tensors from and to arrays of the crate `ndarray` |
//!
//! # Debug builds
//!
//! A debug build (`cargo run` without `--release`) is slow unless dependencies are optimized. With these lines in `Cargo.toml`, Cargo optimizes them
//! once, and your own code keeps its debug checks. The program of the README then takes 1.5 s of CPU time instead of 114 s.
//!
//! ```toml
//! [profile.dev.package."*"]
//! opt-level = 2
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]

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
// Guides are documents in `docs/`. Here rustdoc shows them as modules, and their programs are compiled.
#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/SHAPES.md")]
pub mod guide {
    // In Markdown, the first definition of a link takes precedence. These lead to a module, or to the file in the source view of docs.rs.
    /// [SHAPES.md]: crate::guide
    /// [OPERATIONS.md]: /crate/timeseriesml/latest/source/docs/OPERATIONS.md
    /// [WHY.md]: /crate/timeseriesml/latest/source/docs/WHY.md
    /// [COMPARE.md]: /crate/timeseriesml/latest/source/docs/COMPARE.md
    ///
    #[doc = include_str!("../docs/FROM_PYTORCH.md")]
    pub mod from_pytorch {}
}
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

// The names that most programs import. Other names are imported from their modules. `tests/suite/names.rs` checks this list.
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
