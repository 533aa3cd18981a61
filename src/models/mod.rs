//! Whole forecasters, one file per paper: a typed constructor over a run-time part.
//!
//! **Owns** the architectures. **Does not know** data, losses, optimisers or training.

mod config;
#[cfg(test)]
mod f64_test;
mod lookback_axis;
mod nbeats;
mod pooling;
mod receptive_field;
mod single_series;
mod stacks;
mod tcn;
mod transformer;

pub use config::ConfigError;
pub use lookback_axis::LookbackAxis;
pub use nbeats::{Basis, DynNBeats, NBeats, NBeatsConfig, NBeatsOptions, StackConfig};
pub use pooling::{LastStep, MeanPool, Pooling, PoolingHead};
pub use receptive_field::{BareCoveredBy, CoveredBy, Covers, Reaches, ReceptiveField};
pub use single_series::SingleSeries;
pub use stacks::{GenericStack, SeasonalityStack, Stack, StackList, TrendStack};
pub use tcn::{DynTcn, PoolOver, Tcn, TcnConfig, TcnOptions};
pub use transformer::{DynTransformer, Transformer, TransformerConfig, TransformerOptions};

use crate::tensor::{DynTensor, Float, ShapeError};

/// The number of steps of an input `[batch, time, features]` with these features: at least one.
fn check_window<E: Float>(op: &'static str, x: &DynTensor<E>, features: usize) -> Result<usize, ShapeError> {
    match *x.sizes() {
        [_, 0, found] if found == features => {
            let (name, found, allowed) = ("the number of steps", "0".into(), "at least 1".into());
            Err(ShapeError::Argument { op, name, found, allowed })
        }
        [_, time, found] if found == features => Ok(time),
        [_, _, found] => {
            let sizes = x.sizes().into();
            Err(ShapeError::Size { op, axis: 2, name: "the features", expected: features, found, sizes })
        }
        _ => {
            let expected = "three axes, [batch, time, features]".into();
            Err(ShapeError::Rank { op, expected, found: x.sizes().into() })
        }
    }
}
