//! The rule "inner axes agree": matrix products, and the linear map along the last axis.

use super::{DynTensor, Float, RealOperations, Result, Tensor};
use crate::core::pointwise::Stretch;
use crate::shape::{At, Axis, HasAxis, MappedBy, Matmul, Ranked, With};

impl<S: Ranked, E: Float> Tensor<S, E> {
    /// The matrix product: `(.., M, K)` times `(.., K, N)` gives `(.., M, N)`; leading axes broadcast.
    ///
    /// A vector on the left is a row, on the right a column, and its axis is gone from the result.
    ///
    /// # Panics
    /// If axes known at run time do not fit.
    #[track_caller]
    pub fn matmul<T: Ranked>(&self, rhs: &Tensor<T, E>) -> Tensor<<S as Matmul<T>>::Output, E>
    where
        S: Matmul<T>,
    {
        Tensor::proved(<E as RealOperations>::matmul(
            self.handle(),
            rhs.handle(),
            Self::STRETCH,
            Tensor::<T, E>::STRETCH,
        ))
    }

    /// As [`matmul`](Self::matmul), with an error where run-time sizes do not fit.
    ///
    /// # Errors
    /// [`ShapeError::Inner`](super::ShapeError::Inner) or [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast).
    pub fn try_matmul<T: Ranked>(&self, rhs: &Tensor<T, E>) -> Result<Tensor<<S as Matmul<T>>::Output, E>>
    where
        S: Matmul<T>,
    {
        Tensor::checked(<E as RealOperations>::matmul(
            self.handle(),
            rhs.handle(),
            Self::STRETCH,
            Tensor::<T, E>::STRETCH,
        ))
    }

    /// `x·Wᵀ + b` along the last axis, with the weight as `(OUT, IN)`: what [`Linear`](crate::nn::Linear) computes.
    ///
    /// # Panics
    /// If axes known at run time do not fit.
    #[track_caller]
    pub fn linear<IN: Axis, OUT: Axis>(
        &self,
        weight: &Tensor<(OUT, IN), E>,
        bias: Option<&Tensor<(OUT,), E>>,
    ) -> Tensor<With<S, -1, OUT>, E>
    where
        S: HasAxis<-1>,
        At<S, -1>: MappedBy<IN>,
    {
        Tensor::proved(<E as RealOperations>::linear(self.handle(), weight.handle(), bias.map(Tensor::handle), false))
    }

    /// As [`linear`](Self::linear), with an error where run-time sizes do not fit.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size).
    pub fn try_linear<IN: Axis, OUT: Axis>(
        &self,
        weight: &Tensor<(OUT, IN), E>,
        bias: Option<&Tensor<(OUT,), E>>,
    ) -> Result<Tensor<With<S, -1, OUT>, E>>
    where
        S: HasAxis<-1>,
        At<S, -1>: MappedBy<IN>,
    {
        Tensor::checked(<E as RealOperations>::linear(self.handle(), weight.handle(), bias.map(Tensor::handle), false))
    }
}

impl<E: Float> DynTensor<E> {
    /// The matrix product: `(.., M, K)` times `(.., K, N)`; leading axes broadcast by NumPy's rule.
    ///
    /// # Errors
    /// [`ShapeError::Inner`](super::ShapeError::Inner), [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast) or
    /// [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn matmul(&self, rhs: &Self) -> Result<Self> {
        let leading = |x: &Self| Stretch::ones_of(&x.sizes()[..x.rank().saturating_sub(2)]);
        Self::checked(<E as RealOperations>::matmul(self.handle(), rhs.handle(), leading(self), leading(rhs)))
    }

    /// `x·Wᵀ + b` along the last axis, with the weight as `[out, in]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size) if the features are not those of the weight, or
    /// [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn linear(&self, weight: &Self, bias: Option<&Self>) -> Result<Self> {
        Self::checked(<E as RealOperations>::linear(self.handle(), weight.handle(), bias.map(Tensor::handle), false))
    }

    /// `max(x·Wᵀ + b, 0)` in one pass.
    pub(crate) fn linear_relu(self, weight: &Self, bias: &Self) -> Result<Self> {
        Self::checked(<E as RealOperations>::linear(self.into_array(), weight.handle(), Some(bias.handle()), true))
    }
}
