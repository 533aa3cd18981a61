//! Time series of any kind: from a file to the batches that train a model. Code that only candles need is in
//! [`timeseries`](crate::timeseries).
//!
//! In the order in which a program uses them:
//!
//! | step | with |
//! |---|---|
//! | read a CSV file | [`read_series`], or [`CsvOptions`] for another layout; its `*_with_report` methods return a [`ReadReport`]. |
//! | read a table | `read_parquet` and `ArrowOptions`, with the features `parquet` and `arrow`. |
//! | hold the rows | [`Series`]: times and named columns, checked once; [`Panel`]: several series. |
//! | look at them | [`Series::describe`], which returns a [`Description`]: statistics, gaps, outliers. |
//! | step and gaps | [`Frequency`], [`Series::gaps`], [`next_times`]. |
//! | fix the time axis | [`Series::fill_gaps`], [`Series::resample`], [`align`]. |
//! | scale | [`Standard`], [`MinMax`], [`Robust`], [`Log`] and other rules ([`Scaler`]), [`PerColumn`]; [`Differencer`]. |
//! | cut into windows | [`WindowDataset`], over a series or a panel; its split by time returns a [`WindowPart`] per part. |
//! | iterate in batches | [`DataLoader`], over a [`WindowPart`] or your own [`Dataset`]; [`SampleWeights`]. |
//! | look for leakage | [`leakage_check`] for training, [`causality_check`] for values computed per row. |
//! | write forecasts | [`ForecastTable`]. |
//!
//! Errors name the file, the line and the column, and say what to do.
//!
//! # Example
//! ```
//! use timeseriesml::{CsvOptions, DataLoader, Series, Standard, WindowDataset, data::leakage_check};
//! let mut text = "date,sales,price\n".to_owned();
//! for day in 1..=28 {
//!     text += &format!("2024-02-{day:02},{},{}\n", 50 + day % 7, 9.5 + f64::from(day % 3));
//! }
//! let series = CsvOptions::new().read_series_from("shop", text.as_bytes(), &["sales", "price"])?;
//! assert!(series.gaps().is_empty());
//! println!("{}", series.describe());
//!
//! // Windows of 5 days and 2 columns, to forecast 2 days; the split fits the scaler on the first 18 rows.
//! let build = |series: &Series| WindowDataset::<5, 2, 2>::builder(series).target("sales").scaler(Standard).build();
//! let (train, test) = build(&series)?.split_rows([18, 10])?;
//! let mut loader = DataLoader::new(&train, 4).shuffle(1);
//! for batch in loader.epoch() {
//!     let batch = batch?;
//!     assert_eq!(batch.input.sizes(), [batch.size, 5, 2]);
//!     assert_eq!(batch.target.sizes(), [batch.size, 2]);
//! }
//! assert_eq!(test.truth_times(0).len(), 2);
//! leakage_check(&series, 18, |series| build(series).and_then(|windows| Ok(windows.split_rows([18, 10])?.0)))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **Owns** reading, the checked [`Series`], scalers, windows whose sizes are in their type, the loader, and checks for leakage.
//! **Does not know** candles, models or training.

#[cfg(feature = "arrow")]
mod arrow;
mod calendar;
mod csv;
mod describe;
mod error;
mod error_text;
mod fill;
mod forecast_table;
mod leakage;
mod loader;
mod location;
mod panel;
#[cfg(feature = "parquet")]
mod parquet;
mod sample_weights;
mod scalers;
mod series;
mod statistics;
mod time;
mod time_axis;
mod windows;

#[cfg(feature = "parquet")]
#[cfg_attr(docsrs, doc(cfg(feature = "parquet")))]
pub use self::parquet::read_parquet;
#[cfg(feature = "arrow")]
#[cfg_attr(docsrs, doc(cfg(feature = "arrow")))]
pub use arrow::{ArrowOptions, ArrowTableError};
pub use calendar::{Frequency, FrequencyError, Gap, next_times};
pub use csv::{
    AmbiguousTime, CsvOptions, Duplicates, FileColumn, Inconsistent, Missing, ReadReport, read_series, read_series_from,
};
pub use describe::{ColumnDescription, Description, ValueRun};
pub use error::DataError;
pub use fill::{FillMethod, FillMethodError};
pub use forecast_table::ForecastTable;
pub use leakage::{LeakageCheck, LeakageError, SeenByTraining, causality_check, leakage_check};
pub use loader::{DataLoader, Dataset, Minibatch};
pub use location::DataLocation;
pub use panel::Panel;
pub use sample_weights::{SampleWeightError, SampleWeights};
pub use scalers::{
    AnyScaler, BoxCox, Differencer, FittedDifferencer, FittedScaler, Log, MaxAbs, MinMax, MinMaxRange, NoScaler,
    PerColumn, QuantileTransform, Robust, RobustRange, Scaler, ScalerChain, ScalerError, Standard, TensorScaler,
    YeoJohnson,
};
pub use series::{AsSeries, Series};
pub use time::UnixUnit;
pub use time_axis::{Aggregation, AlignJoin, Aligned, BinEdge, ResampleBuilder, TimeAxisError, align};
#[doc(hidden)]
pub use windows::SizesAreMissing;
pub use windows::{CutInParts, InParts, PerTarget, WindowDataset, WindowDatasetBuilder, WindowError, WindowPart};

/// A date and time without a zone, the type of a series' times. It is jiff's type.
#[doc(no_inline)]
pub use jiff::civil::DateTime;
/// The zone and the weekday of a [`Frequency`]. They are jiff's types.
#[doc(no_inline)]
pub use jiff::{civil::Weekday, tz::TimeZone};

pub(crate) use csv::{Check, Verdict, Wanted};
pub(crate) use fill::fill;
pub(crate) use loader::{Batches, BatchesState};
