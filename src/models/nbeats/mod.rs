//! N-BEATS of Oreshkin, Carpov, Chapados and Bengio, "N-BEATS: Neural basis expansion analysis for interpretable time series
//! forecasting", 2020 (arXiv 1905.10437).
//!
//! Each block maps its window through relu layers to coefficients θ, one part for a backcast and one for a forecast. The backcast
//! is subtracted from the window before the next block sees it; the forecasts add up. What multiplies θ is the basis: nothing
//! (generic), powers of time (trend), or cosines and sines (seasonality). Within an interpretable stack the blocks share
//! their weights, as in the paper.
//!
//! The clock of a seasonality runs through: step j of the lookback L stands at (j − L)/H, step j of the horizon H at j/H. Its
//! frequencies are those of the authors' code: 0, and from 1 on in steps of 1/harmonics, below H/2.

mod basis;
mod block;
mod config;
mod face;
mod lookback_axis;
mod part;
mod single_series;
mod stacks;

pub use config::{Basis, NBeatsConfig, StackConfig};
pub use face::{NBeats, NBeatsOptions};
pub use lookback_axis::LookbackAxis;
pub use part::DynNBeats;
pub use single_series::SingleSeries;
pub use stacks::{GenericStack, SeasonalityStack, Stack, StackList, TrendStack};
