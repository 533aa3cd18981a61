//! The rule "an axis is gone, or is `One`": sums and means.

use super::{DynTensor, Float, RealOperations, Result, Tensor};
use crate::shape::{HasAxis, One, Ranked, Shape, With, Without};

impl<S: Shape, E: Float> Tensor<S, E> {
    /// The sum of all elements; 0 if there are none.
    #[doc(alias = "sum")]
    #[track_caller]
    pub fn sum_all(&self) -> Tensor<(), E> {
        Tensor::proved(<E as RealOperations>::sum(self.handle()))
    }

    /// The mean of all elements; NaN if there are none.
    #[doc(alias = "mean")]
    #[track_caller]
    pub fn mean_all(&self) -> Tensor<(), E> {
        Tensor::proved(<E as RealOperations>::mean(self.handle()))
    }
}

impl<S: Ranked, E: Float> Tensor<S, E> {
    /// The sum along axis `I`, which is gone from the result.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// let rows: Tensor<(Dim<2>,)> = x.sum::<-1>();
    /// assert_eq!(rows.to_vec(), [6.0, 15.0]);
    /// ```
    #[track_caller]
    pub fn sum<const I: isize>(&self) -> Tensor<Without<S, I>, E>
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as RealOperations>::sum_axis(self.handle(), I, false))
    }

    /// The sum along axis `I`, which stays as an axis of one that broadcasts.
    #[track_caller]
    pub fn sum_keepdim<const I: isize>(&self) -> Tensor<With<S, I, One>, E>
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as RealOperations>::sum_axis(self.handle(), I, true))
    }

    /// The mean along axis `I`, which is gone from the result; NaN along an empty axis.
    #[track_caller]
    pub fn mean<const I: isize>(&self) -> Tensor<Without<S, I>, E>
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as RealOperations>::mean_axis(self.handle(), I, false))
    }

    /// The mean along axis `I`, which stays as an axis of one that broadcasts.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::from([[1.0, 3.0], [4.0, 8.0]]);
    /// assert_eq!((&x - x.mean_keepdim::<1>()).to_vec(), [-1.0, 1.0, -2.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn mean_keepdim<const I: isize>(&self) -> Tensor<With<S, I, One>, E>
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as RealOperations>::mean_axis(self.handle(), I, true))
    }
}

/// Each fails with [`ShapeError::Axis`](super::ShapeError::Axis) if there is no such axis.
impl<E: Float> DynTensor<E> {
    /// The sum along an axis, which is gone from the result.
    pub fn sum(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as RealOperations>::sum_axis(self.handle(), axis, false))
    }

    /// The sum along an axis, which stays with size one.
    pub fn sum_keepdim(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as RealOperations>::sum_axis(self.handle(), axis, true))
    }

    /// The mean along an axis, which is gone from the result.
    pub fn mean(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as RealOperations>::mean_axis(self.handle(), axis, false))
    }

    /// The mean along an axis, which stays with size one.
    pub fn mean_keepdim(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as RealOperations>::mean_axis(self.handle(), axis, true))
    }
}
