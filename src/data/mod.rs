//! Any series of numbers over time, from a file to batches of windows; what is special to candles is in `timeseries`.
//!
//! **Owns** reading CSV, the checked [`Series`], scalers, windows typed against the model, the loader, and checks for leakage. **Does not know**
//! candles, models or training. The split of windows fits the scaler, on the training rows alone.

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

/// A date and time without a zone, which the time of a series is made of: jiff's.
#[doc(no_inline)]
pub use jiff::civil::DateTime;
/// The zone and the weekday of a [`Frequency`]: jiff's.
#[doc(no_inline)]
pub use jiff::{civil::Weekday, tz::TimeZone};

pub(crate) use csv::{Check, Verdict, Wanted};
pub(crate) use fill::fill;
pub(crate) use loader::{Batches, BatchesState};
