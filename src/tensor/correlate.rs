//! Operations with the shape rule "two vectors overlap at this many shifts": the cross-correlation.

use super::{DynTensor, Float, RealOperations, Result, Tensor, named};
use crate::shape::{
    AllShiftSizes, AllShifts, FullyShiftable, Ranked, Shiftable, ValidShiftSizes, ValidShifts, VectorShape,
};
use timeseriesml_core::ops::vectors::Correlation;

impl<S: Ranked, E: Float> Tensor<S, E> {
    /// The inner product of `rhs`, `(M,)`, with each window of this vector, `(N,)`: the `N − M + 1` values `c[k] = Σ_n x[n + k]·rhs[n]`.
    ///
    /// This is `numpy.correlate` with its default mode `valid`. A run-time vector may be shorter than `rhs`; then the windows are taken from
    /// `rhs`, in reverse order, as in NumPy.
    ///
    /// # Panics
    /// If a vector of run-time size is empty.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<4>,)> = Tensor::from([1.0, 2.0, 4.0, 8.0]);
    /// let step: Tensor<(Dim<2>,)> = Tensor::from([-1.0, 1.0]);
    /// let y: Tensor<(Dim<3>,)> = x.cross_correlate_valid(&step);
    /// assert_eq!(y.to_vec(), [1.0, 2.0, 4.0]);
    /// ```
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    #[track_caller]
    pub fn cross_correlate_valid<T: VectorShape>(
        &self,
        rhs: &Tensor<T, E>,
    ) -> Tensor<(<Shiftable<S::Axis, T::Axis> as ValidShifts<T::Axis>>::Output,), E>
    where
        S: VectorShape,
        S::Axis: ValidShiftSizes<T::Axis>,
        Shiftable<S::Axis, T::Axis>: ValidShifts<T::Axis>,
    {
        let y = <E as RealOperations>::cross_correlate(self.handle(), rhs.handle(), Correlation::Valid);
        Tensor::proved(named("cross_correlate_valid", y))
    }

    /// Like [`cross_correlate_valid`](Self::cross_correlate_valid), but returns an error if a vector is empty at run time.
    ///
    /// # Errors
    /// [`ShapeError::NothingToCorrelate`](super::ShapeError::NothingToCorrelate).
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    pub fn try_cross_correlate_valid<T: VectorShape>(
        &self,
        rhs: &Tensor<T, E>,
    ) -> Result<Tensor<(<Shiftable<S::Axis, T::Axis> as ValidShifts<T::Axis>>::Output,), E>>
    where
        S: VectorShape,
        S::Axis: ValidShiftSizes<T::Axis>,
        Shiftable<S::Axis, T::Axis>: ValidShifts<T::Axis>,
    {
        let y = <E as RealOperations>::cross_correlate(self.handle(), rhs.handle(), Correlation::Valid);
        Tensor::named("cross_correlate_valid", y)
    }

    /// The inner products of two vectors, `(N,)` and `(M,)`, at each of the `N + M − 1` shifts at which they overlap:
    /// `c[k] = Σ_n x[n + k]·rhs[n]` for k from `−(M − 1)` to `N − 1`.
    ///
    /// This is `numpy.correlate` with the mode `full`.
    ///
    /// # Panics
    /// If a vector of run-time size is empty.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<3>,)> = Tensor::from([1.0, 2.0, 3.0]);
    /// let y: Tensor<(Dim<2>,)> = Tensor::from([1.0, 10.0]);
    /// let z: Tensor<(Dim<4>,)> = x.cross_correlate_full(&y);
    /// assert_eq!(z.to_vec(), [10.0, 21.0, 32.0, 3.0]);
    /// ```
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    #[track_caller]
    pub fn cross_correlate_full<T: VectorShape>(
        &self,
        rhs: &Tensor<T, E>,
    ) -> Tensor<(<FullyShiftable<S::Axis, T::Axis> as AllShifts<T::Axis>>::Output,), E>
    where
        S: VectorShape,
        S::Axis: AllShiftSizes<T::Axis>,
        FullyShiftable<S::Axis, T::Axis>: AllShifts<T::Axis>,
    {
        let y = <E as RealOperations>::cross_correlate(self.handle(), rhs.handle(), Correlation::Full);
        Tensor::proved(named("cross_correlate_full", y))
    }

    /// Like [`cross_correlate_full`](Self::cross_correlate_full), but returns an error if a vector is empty at run time.
    ///
    /// # Errors
    /// [`ShapeError::NothingToCorrelate`](super::ShapeError::NothingToCorrelate).
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    pub fn try_cross_correlate_full<T: VectorShape>(
        &self,
        rhs: &Tensor<T, E>,
    ) -> Result<Tensor<(<FullyShiftable<S::Axis, T::Axis> as AllShifts<T::Axis>>::Output,), E>>
    where
        S: VectorShape,
        S::Axis: AllShiftSizes<T::Axis>,
        FullyShiftable<S::Axis, T::Axis>: AllShifts<T::Axis>,
    {
        let y = <E as RealOperations>::cross_correlate(self.handle(), rhs.handle(), Correlation::Full);
        Tensor::named("cross_correlate_full", y)
    }
}

impl<E: Float> DynTensor<E> {
    /// The inner products of two vectors at the shifts of `mode`: `c[k] = Σ_n x[n + k]·rhs[n]`, as in `numpy.correlate`.
    ///
    /// # Errors
    /// [`ShapeError::NothingToCorrelate`](super::ShapeError::NothingToCorrelate) if a vector is empty, or
    /// [`ShapeError::Rank`](super::ShapeError::Rank).
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{DynTensor, tensor::Correlation};
    /// let x = DynTensor::from_slice_sized([3], &[1.0, 2.0, 3.0])?;
    /// let y = DynTensor::from_slice_sized([2], &[1.0, 10.0])?;
    /// assert_eq!(x.cross_correlate(&y, Correlation::Same)?.to_vec(), [10.0, 21.0, 32.0]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn cross_correlate(&self, rhs: &Self, mode: Correlation) -> Result<Self> {
        Self::checked(<E as RealOperations>::cross_correlate(self.handle(), rhs.handle(), mode))
    }
}
