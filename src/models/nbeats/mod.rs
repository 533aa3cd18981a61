//! N-BEATS of Oreshkin, Carpov, Chapados and Bengio, "N-BEATS: Neural basis expansion analysis for interpretable time series
//! forecasting", 2020 (arXiv 1905.10437).
//!
//! Each block maps its window through relu layers to coefficients θ, one part for a backcast and one for a forecast. The coefficients
//! either are the output values themselves (generic basis), or multiply powers of time (trend) or cosines and sines (seasonality). The backcast is
//! subtracted from the window before the next block; the forecasts are added up. The blocks of a trend or seasonality stack share their
//! weights, as in the paper.

mod basis;
mod block;
mod block_basis;
mod block_part;
mod config;
mod face;
mod lookback_axis;
mod part;
mod single_series;
mod stacks;

pub use block::NBeatsBlock;
pub use block_basis::{BlockBasis, GenericBasis, SeasonalityBasis, TrendBasis};
pub use block_part::DynNBeatsBlock;
pub use config::{Basis, NBeatsConfig, StackConfig};
pub use face::{NBeats, NBeatsOptions};
pub use lookback_axis::{LookbackAxis, WindowAxis};
pub use part::DynNBeats;
pub use single_series::SingleSeries;
pub use stacks::{GenericStack, SeasonalityStack, Stack, StackList, TrendStack};
