//! The maps that scale a column. Each map is increasing, with a finite inverse and a slope.

mod affine;
mod column_map;
mod log;
mod monotone;
mod normal;
mod power;
mod quantiles;
mod scaler_map;

pub(super) use affine::AffineMap;
pub(super) use column_map::ColumnMap;
pub(super) use log::LogMap;
pub(super) use power::{BoxCoxMap, YeoJohnsonMap, power};
pub(super) use quantiles::QuantileMap;
pub(super) use scaler_map::ScalerMap;
