//! The rule "prediction and target have one shape": losses.

use super::{DynTensor, Float, RealOperations, Result, Tensor};
use crate::shape::{Ranked, TargetShape};

impl<S: Ranked, E: Float> Tensor<S, E> {
    /// The mean squared difference from `target`. Nothing broadcasts; NaN if there are no elements.
    ///
    /// # Panics
    /// If axes known at run time differ.
    #[track_caller]
    pub fn mse_loss<T: Ranked>(&self, target: &Tensor<T, E>) -> Tensor<(), E>
    where
        S: TargetShape<T>,
    {
        Tensor::proved(<E as RealOperations>::mse(self.handle(), target.handle()))
    }

    /// As [`mse_loss`](Self::mse_loss), with an error where run-time sizes differ.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ).
    pub fn try_mse_loss<T: Ranked>(&self, target: &Tensor<T, E>) -> Result<Tensor<(), E>>
    where
        S: TargetShape<T>,
    {
        Tensor::checked(<E as RealOperations>::mse(self.handle(), target.handle()))
    }
}

impl<E: Float> DynTensor<E> {
    /// The mean squared difference from `target`. Nothing broadcasts.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) or [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn mse_loss(&self, target: &Self) -> Result<Self> {
        Self::checked(<E as RealOperations>::mse(self.handle(), target.handle()))
    }
}
