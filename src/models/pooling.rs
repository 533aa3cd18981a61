//! What a model's head reads, the last step or the mean over all steps: as a type for models, and as a value for configurations.

use crate::tensor::{DynTensor, Float, ShapeError};
use serde::{Deserialize, Serialize};

/// A head that reads the last step. The receptive field of a [`Tcn`](crate::models::Tcn) must then cover the lookback.
#[derive(Clone, Copy, Debug)]
pub struct LastStep;

/// A head that reads the mean over all steps.
#[derive(Clone, Copy, Debug)]
pub struct MeanPool;

/// What a head reads, as a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Pooling {
    /// The last step.
    #[default]
    #[serde(rename = "last_step")]
    Last,
    /// The mean over all steps.
    #[serde(rename = "mean_pool")]
    Mean,
}

/// The head of a model: [`LastStep`] or [`MeanPool`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model head",
    label = "expected `LastStep` or `MeanPool`",
    note = "the head is the model's last type parameter: `Tcn<5, channels![64, 64], 3, 24, MeanPool>`"
)]
pub trait PoolingHead: 'static {
    /// The head as a value.
    const KIND: Pooling;
}
#[diagnostic::do_not_recommend]
impl PoolingHead for LastStep {
    const KIND: Pooling = Pooling::Last;
}
#[diagnostic::do_not_recommend]
impl PoolingHead for MeanPool {
    const KIND: Pooling = Pooling::Mean;
}

impl Pooling {
    /// The name of the corresponding type.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Pooling::Last => "LastStep",
            Pooling::Mean => "MeanPool",
        }
    }

    /// Reads `x` along its time axis, which has at least one step, and removes that axis.
    pub(super) fn read<E: Float>(self, x: &DynTensor<E>, time: isize) -> Result<DynTensor<E>, ShapeError> {
        match self {
            Pooling::Mean => x.mean(time),
            Pooling::Last => x.select(time, x.sizes()[time.unsigned_abs()].saturating_sub(1)),
        }
    }
}
