//! Operations with the shape rule "inner axes agree": matrix products, the linear map along the last axis, and products of two vectors.

use super::{DynTensor, Element, Float, RealOperations, Result, Tensor};
use crate::shape::{At, Axis, DotsWith, HasAxis, MappedBy, Matmul, Ranked, VectorShape, With};
use timeseriesml_core::loops::pointwise::Stretch;

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The matrix product: `(.., M, K)` times `(.., K, N)` gives `(.., M, N)`; leading axes broadcast.
    ///
    /// A vector on the left is a row, a vector on the right a column; the result has no axis for it.
    ///
    /// # Panics
    /// If axes known only at run time do not match.
    #[doc(alias = "mm")]
    #[doc(alias = "bmm")]
    #[track_caller]
    pub fn matmul<T: Ranked>(&self, rhs: &Tensor<T, E>) -> Tensor<<S as Matmul<T>>::Output, E>
    where
        E: Float,
        S: Matmul<T>,
    {
        Tensor::proved(<E as RealOperations>::matmul(
            self.handle(),
            rhs.handle(),
            Self::STRETCH,
            Tensor::<T, E>::STRETCH,
        ))
    }

    /// Like [`matmul`](Self::matmul), but returns an error if run-time sizes do not match.
    ///
    /// # Errors
    /// [`ShapeError::Inner`](super::ShapeError::Inner) or [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast).
    pub fn try_matmul<T: Ranked>(&self, rhs: &Tensor<T, E>) -> Result<Tensor<<S as Matmul<T>>::Output, E>>
    where
        E: Float,
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
    /// If axes known only at run time do not match.
    #[track_caller]
    pub fn linear<IN: Axis, OUT: Axis>(
        &self,
        weight: &Tensor<(OUT, IN), E>,
        bias: Option<&Tensor<(OUT,), E>>,
    ) -> Tensor<With<S, -1, OUT>, E>
    where
        E: Float,
        S: HasAxis<-1>,
        At<S, -1>: MappedBy<IN>,
    {
        Tensor::proved(<E as RealOperations>::linear(self.handle(), weight.handle(), bias.map(Tensor::handle), false))
    }

    /// Like [`linear`](Self::linear), but returns an error if run-time sizes do not match.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size).
    pub fn try_linear<IN: Axis, OUT: Axis>(
        &self,
        weight: &Tensor<(OUT, IN), E>,
        bias: Option<&Tensor<(OUT,), E>>,
    ) -> Result<Tensor<With<S, -1, OUT>, E>>
    where
        E: Float,
        S: HasAxis<-1>,
        At<S, -1>: MappedBy<IN>,
    {
        Tensor::checked(<E as RealOperations>::linear(self.handle(), weight.handle(), bias.map(Tensor::handle), false))
    }

    /// The inner product of two vectors of equal length, a scalar: `Σ x·y`; 0 for vectors without elements.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<3>,)> = Tensor::from([1.0, 2.0, 3.0]);
    /// assert_eq!(x.dot(&x).item(), 14.0);
    /// ```
    #[track_caller]
    pub fn dot<T: VectorShape>(&self, rhs: &Tensor<T, E>) -> Tensor<(), E>
    where
        E: Float,
        S: VectorShape,
        S::Axis: DotsWith<T::Axis>,
    {
        Tensor::proved(<E as RealOperations>::dot(self.handle(), rhs.handle()))
    }

    /// Like [`dot`](Self::dot), but returns an error if run-time sizes differ.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ), with both sizes.
    pub fn try_dot<T: VectorShape>(&self, rhs: &Tensor<T, E>) -> Result<Tensor<(), E>>
    where
        E: Float,
        S: VectorShape,
        S::Axis: DotsWith<T::Axis>,
    {
        Tensor::checked(<E as RealOperations>::dot(self.handle(), rhs.handle()))
    }

    /// The product of each element of this vector and each element of `rhs`: `(N,)` and `(M,)` give `(N, M)`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>,)> = Tensor::from([1.0, 10.0]);
    /// let y: Tensor<(Dim<3>,)> = Tensor::from([1.0, 2.0, 3.0]);
    /// let z: Tensor<(Dim<2>, Dim<3>)> = x.outer(&y);
    /// assert_eq!(z.to_vec(), [1.0, 2.0, 3.0, 10.0, 20.0, 30.0]);
    /// ```
    #[track_caller]
    pub fn outer<T: VectorShape>(&self, rhs: &Tensor<T, E>) -> Tensor<(S::Axis, T::Axis), E>
    where
        E: Float,
        S: VectorShape,
    {
        Tensor::proved(<E as RealOperations>::outer(self.handle(), rhs.handle()))
    }
}

impl<E: Float> DynTensor<E> {
    /// The matrix product: `(.., M, K)` times `(.., K, N)`; leading axes broadcast by NumPy's rule.
    ///
    /// # Errors
    /// [`ShapeError::Inner`](super::ShapeError::Inner), [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast) or
    /// [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn matmul(&self, rhs: &Self) -> Result<Self> {
        Self::checked(<E as RealOperations>::matmul(self.handle(), rhs.handle(), Stretch::ONES, Stretch::ONES))
    }

    /// `x·Wᵀ + b` along the last axis, with the weight as `[out, in]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size) if the number of features differs from that of the weight, or
    /// [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn linear(&self, weight: &Self, bias: Option<&Self>) -> Result<Self> {
        Self::checked(<E as RealOperations>::linear(self.handle(), weight.handle(), bias.map(Tensor::handle), false))
    }

    /// The inner product of two vectors of equal length, a scalar; 0 for vectors without elements.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) if the lengths differ, or [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn dot(&self, rhs: &Self) -> Result<Self> {
        Self::checked(<E as RealOperations>::dot(self.handle(), rhs.handle()))
    }

    /// The product of each element of this vector and each element of `rhs`: `[n]` and `[m]` give `[n, m]`.
    ///
    /// # Errors
    /// [`ShapeError::Rank`](super::ShapeError::Rank), or [`ShapeError::TooLarge`](super::ShapeError::TooLarge) if memory runs out.
    pub fn outer(&self, rhs: &Self) -> Result<Self> {
        Self::checked(<E as RealOperations>::outer(self.handle(), rhs.handle()))
    }

    /// `max(x·Wᵀ + b, 0)` in one pass.
    pub(crate) fn linear_relu(self, weight: &Self, bias: Option<&Self>) -> Result<Self> {
        Self::checked(<E as RealOperations>::linear(self.into_array(), weight.handle(), bias.map(Tensor::handle), true))
    }
}
